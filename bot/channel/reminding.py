"""Releases reminders that are due, twice a minute; what they say is worded by the conversation, and the outbox sends it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import date

from bot.channel.ports import Now
from bot.channel.records import Records
from bot.errors import StorageError
from bot.storage.reminders import Compose, Reminders

log = logging.getLogger(__name__)
EVERY = 30.0  # seconds


class ReminderLoop:
    """Looks for due reminders for ever. `openings` gives the calls whose dates the knowledge holds."""

    def __init__(self, records: Records, reminders: Reminders, compose: Compose, openings: Callable[[], Mapping[str, date]], now: Now,
                 every: float = EVERY) -> None:
        self._records, self._reminders, self._compose = records, reminders, compose
        self._openings, self._now, self._every = openings, now, every

    async def run(self) -> None:
        """Until cancelled. A database that cannot be reached is tried again at the next look."""
        while True:
            try:
                await self._records.call(self._reminders.opened, self._openings(), self._now())
                await self._records.call(self._reminders.release, self._compose, self._now())
            except StorageError as error:
                log.warning("reminders wait: %s", error)
            await asyncio.sleep(self._every)
