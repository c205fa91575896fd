"""Releases announcements a few at a time, on whichever worker comes first."""

from __future__ import annotations

import asyncio
import logging

from bot.channel.ports import Now, Phrases
from bot.channel.records import Records
from bot.domain.conversation import Memory
from bot.domain.outgoing import Outgoing, as_html
from bot.domain.reply import Button
from bot.errors import StorageError
from bot.storage.announcements import Announcements

log = logging.getLogger(__name__)
IDLE, BUSY = 20.0, 1.0  # seconds between two looks


class AnnouncementLoop:
    """Looks for announcements that are due, for ever."""

    def __init__(self, records: Records, announcements: Announcements, phrases: Phrases, now: Now, idle: float = IDLE) -> None:
        self._records, self._announcements, self._say, self._now, self._idle = records, announcements, phrases.say, now, idle

    async def run(self) -> None:
        """Until cancelled. A database that cannot be reached is tried again at the next look."""
        while True:
            pause = self._idle
            try:
                if await self._records.call(self._announcements.waiting):
                    await self._records.call(self._announcements.release, self.worded, self._now())
                    pause = min(BUSY, self._idle)
            except StorageError as error:
                log.warning("announcements wait: %s", error)
            await asyncio.sleep(pause)

    def worded(self, spanish: str, english: str, memory: Memory) -> Outgoing:
        """The announcement in the person's language, with the button that stops announcements and nothing else."""
        language = memory.language
        stop = Button(self._say("remind.button_stop_news", language), "remind:stop_news")
        return Outgoing(as_html(english if language == "en" else spanish), (stop,))
