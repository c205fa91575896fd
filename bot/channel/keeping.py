"""Deletes what has been kept long enough, while the bot runs: every minute what must not wait, once a day everything."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.channel.ports import Now
from bot.channel.records import Records
from bot.errors import StorageError
from bot.storage.retention import Retention

log = logging.getLogger(__name__)
EVERY = 60.0  # seconds
DAY = timedelta(days=1)


class RetentionLoop:
    """Looks for ever. `clean` follows the daily deletion: see Forgetting.clean."""

    def __init__(self, records: Records, retention: Retention, clean: Callable[[], None], now: Now, every: float = EVERY) -> None:
        self._records, self._retention, self._clean, self._now, self._every = records, retention, clean, now, every
        self._whole_at: datetime | None = None

    async def run(self) -> None:
        """Until cancelled. The first whole deletion comes a minute after the start, when those who waited have their answers."""
        while True:
            await asyncio.sleep(self._every)
            now = self._now()
            whole = self._whole_at is None or now - self._whole_at > DAY
            try:
                report = await self._records.call(self._retention.daily if whole else self._retention.minutely, now)
                if whole:
                    self._whole_at = now
                    await asyncio.to_thread(self._clean)
            except StorageError as error:
                log.warning("what is over is deleted later: %s", error)
                continue
            if report.total():
                log.info("deleted what was kept long enough", extra={"deleted": dict(+report)})
