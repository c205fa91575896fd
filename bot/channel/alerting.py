"""Tells counselors by Telegram who waits and who may be in danger, without the site: the site may be down."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import datetime

from bot.channel.ports import Now, Phrases
from bot.channel.records import Records
from bot.errors import StorageError
from bot.storage.alerts import Alert, Alerts

log = logging.getLogger(__name__)
EVERY = 2.0  # seconds
COMPLAINS_EVERY = 300.0  # seconds


class AlertLoop:
    """Looks for ever. `is_open` says whether it is within the counselors' hours; `site`: the address of their site."""

    def __init__(self, records: Records, alerts: Alerts, phrases: Phrases, is_open: Callable[[datetime], bool], site: str, now: Now,
                 every: float = EVERY) -> None:
        self._records, self._alerts, self._phrases = records, alerts, phrases
        self._is_open, self._site, self._now, self._every = is_open, site, now, every
        self._complained = -COMPLAINS_EVERY

    async def run(self) -> None:
        """Until cancelled. A database that cannot be reached is asked again."""
        while True:
            try:
                now = self._now()
                told = await self._records.call(self._alerts.tell, self._worded, self._is_open(now), now)
                if told.unheard and time.monotonic() - self._complained > COMPLAINS_EVERY:
                    self._complained = time.monotonic()
                    log.error("ALERT: %s conversations may be in danger and no counselor has linked Telegram (/vincular)", told.unheard)
            except StorageError as error:
                log.warning("alerts wait: %s", error)
            await asyncio.sleep(self._every)

    def _worded(self, alert: Alert) -> str:
        key = "alert.danger" if alert.danger else "alert.waiting"
        return self._phrases.say(key, "es", name=alert.name, url=f"{self._site}/conversaciones/{alert.name}")
