"""Save before acknowledging: the queue that python-telegram-bot puts updates into, which keeps each one before it counts as received.

In polling the library confirms updates to Telegram when `put` has returned, whatever became of them; so `put` returns only when the row
is in the database, and the update itself is not passed on: the worker takes it from there. A failed save must come out as a
TelegramError, for then polling asks for the same updates again; any other exception would end it silently.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from telegram import Update
from telegram.error import TelegramError

from bot.channel.messages import waiting_of
from bot.channel.ports import Now
from bot.channel.records import Records
from bot.errors import StorageError

log = logging.getLogger(__name__)


class SavingQueue(asyncio.Queue[object]):
    """Keeps updates; passes on what is none (the library's own signals). `arrived` is set when there is something to do."""

    def __init__(self, records: Records, now: Now, watch: Callable[[Update], None] = lambda update: None,
                 alarming: Callable[[str], bool] = lambda text: False) -> None:
        """`watch` hears of each update before it is kept; `alarming`: a first look for danger, which must take about a millisecond."""
        super().__init__()
        self.arrived = asyncio.Event()
        self._records, self._now, self._watch, self._alarming = records, now, watch, alarming

    async def put(self, item: object) -> None:
        """Keep an update, or pass on anything else. TelegramError when it could not be kept."""
        if not isinstance(item, Update):
            await super().put(item)
            return
        self._watch(item)
        try:
            waiting = waiting_of(item, self._alarming)
            if waiting is not None:
                await self._records.call(self._records.inbox.save, waiting, self._now())
        except StorageError as error:
            log.error("an update could not be saved and stays with Telegram: %s", error)
            raise TelegramError("not saved") from error
        except Exception as error:
            log.exception("an update could not be read and stays with Telegram", extra={"update_id": item.update_id})
            raise TelegramError("not saved") from error
        self.arrived.set()
