"""Shows that Rumbo is typing while a turn is made, and holds the chat's lease meanwhile.

Telegram lets "typing…" fade after five seconds, so it is said again every four.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.channel.ports import Now
from bot.channel.records import Records
from bot.errors import StorageError
from bot.storage.inbox import Claim

EVERY = 4.0  # seconds
RENEWED_EVERY = 5  # times EVERY: well within the lease
FIRST_WITHIN = 0.5  # seconds that a finished turn waits for a first sign under way, lest it come after the answer


@contextlib.asynccontextmanager
async def typing(bot: Bot, records: Records, claim: Claim, now: Now, at_once: bool = True) -> AsyncIterator[None]:
    """While the block runs, the person sees that somebody types; `at_once`: from the start, not only when it takes long."""
    first = asyncio.create_task(_sign(bot, claim.chat_id)) if at_once else None
    keeping = asyncio.create_task(_keep(bot, records, claim, now))
    try:
        yield
    finally:
        keeping.cancel()
        if first is not None:
            await asyncio.wait([first], timeout=FIRST_WITHIN)
            first.cancel()


async def _keep(bot: Bot, records: Records, claim: Claim, now: Now) -> None:
    count = 0
    while True:
        await asyncio.sleep(EVERY)
        count += 1
        await _sign(bot, claim.chat_id)
        if count % RENEWED_EVERY == 0:
            with contextlib.suppress(StorageError):
                await records.call(records.inbox.renew, claim, now())


async def _sign(bot: Bot, chat_id: int) -> None:
    with contextlib.suppress(TelegramError):
        await bot.send_chat_action(chat_id, ChatAction.TYPING)
