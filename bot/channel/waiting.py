"""Asks people for a moment while too many questions wait, for ever; see `storage/patience.py`."""

from __future__ import annotations

import asyncio
import logging

from bot.channel.ports import Now, Phrases
from bot.channel.records import Records
from bot.errors import StorageError
from bot.storage.patience import Patience

log = logging.getLogger(__name__)
EVERY = 1.0  # seconds


class PatienceLoop:
    """Looks every second."""

    def __init__(self, records: Records, patience: Patience, phrases: Phrases, now: Now, every: float = EVERY) -> None:
        self._records, self._patience, self._phrases, self._now, self._every = records, patience, phrases, now, every

    async def run(self) -> None:
        """Until cancelled. A database that cannot be reached is tried again at the next look."""
        while True:
            try:
                told = await self._records.call(self._patience.ask, self._worded, self._now())
                if told:
                    log.warning("more questions wait than can be answered soon", extra={"asked_for_a_moment": told})
            except StorageError as error:
                log.warning("nobody can be asked for a moment: %s", error)
            await asyncio.sleep(self._every)

    def _worded(self, language: str) -> str:
        return self._phrases.say("limits.queue", language)
