"""Shows that Rumbo is typing while a turn is made, and holds the chat's lease meanwhile.

Most answers are there sooner than the sign would be: it is shown only when a turn takes longer than that. Telegram lets "typing…" fade
after five seconds, so it is said again every four.
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

SOON = 0.3  # seconds; an answer that is made by then needs no sign
EVERY = 4.0  # seconds
RENEWED_EVERY = 5  # times EVERY: well within the lease
FIRST_WITHIN = 0.5  # seconds that a finished turn waits for a sign under way, lest it come after the answer


@contextlib.asynccontextmanager
async def typing(bot: Bot, records: Records, claim: Claim, now: Now, soon: bool = True) -> AsyncIterator[None]:
    """While the block runs, the person sees that somebody types; `soon`: after `SOON`, not only when it takes long."""
    under_way = asyncio.Lock()
    keeping = asyncio.create_task(_keep(bot, records, claim, now, soon, under_way))
    try:
        yield
    finally:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FIRST_WITHIN), under_way:
                pass
        keeping.cancel()


async def _keep(bot: Bot, records: Records, claim: Claim, now: Now, soon: bool, under_way: asyncio.Lock) -> None:
    if soon:
        await asyncio.sleep(SOON)
        await _sign(bot, claim.chat_id, under_way)
    count = 0
    while True:
        await asyncio.sleep(EVERY)
        count += 1
        await _sign(bot, claim.chat_id, under_way)
        if count % RENEWED_EVERY == 0:
            with contextlib.suppress(StorageError):
                await records.call(records.inbox.renew, claim, now())


async def _sign(bot: Bot, chat_id: int, under_way: asyncio.Lock) -> None:
    async with under_way:
        with contextlib.suppress(TelegramError):
            await bot.send_chat_action(chat_id, ChatAction.TYPING)
