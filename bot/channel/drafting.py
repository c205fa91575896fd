"""Shows an answer while a language model still words it: as a message once its first sentences have passed the check, then by changing
that message, at most once a second.

Nothing depends on it. Whatever goes wrong ends the showing; the whole answer goes out through the outbox, into the place of the message
where there is one.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import RetryAfter, TelegramError

from bot.channel.ports import Now
from bot.channel.records import Records
from bot.channel.sending import NO_PREVIEW, seconds_of
from bot.domain.outgoing import as_html
from bot.errors import StorageError
from bot.storage.drafts import Begun
from bot.storage.inbox import Claim

log = logging.getLogger(__name__)
SETTLED = 0.3  # seconds that a first text waits: an answer that is whole by then is sent whole
EVERY = 1.0  # seconds between two changes
LAST_WITHIN = 5.0  # seconds that a finished turn waits for a change under way, lest it come after the answer


class Growing:
    """The answer of one turn. `show` may be called from any thread."""

    def __init__(self, bot: Bot, records: Records, claim: Claim, now: Now) -> None:
        self._bot, self._records, self._claim, self._now = bot, records, claim, now
        self._loop = asyncio.get_running_loop()
        self._text, self._over = "", asyncio.Event()
        self._showing: asyncio.Task[None] | None = None

    @property
    def begun(self) -> bool:
        """Whether anything was shown, or tried to be."""
        return self._showing is not None

    def show(self, text: str) -> None:
        """The answer as far as it goes."""
        self._loop.call_soon_threadsafe(self._grown, text)

    async def end(self) -> None:
        """Change nothing more; what is under way is finished."""
        self._over.set()
        if self._showing is not None:
            await asyncio.wait([self._showing], timeout=LAST_WITHIN)
            self._showing.cancel()

    def _grown(self, text: str) -> None:
        self._text = text
        if self._showing is None and not self._over.is_set():
            self._showing = asyncio.create_task(self._keep_showing())

    async def _keep_showing(self) -> None:
        try:
            if not await self._over_within(SETTLED):
                await self._follow()
        except RetryAfter as error:
            await self._records.insist(self._records.outbox.pause, seconds_of(error), self._now())
        except (TelegramError, StorageError) as error:
            log.info("an answer is not shown as it grows", extra={"error": type(error).__name__})

    async def _follow(self) -> None:
        draft = await self._records.call(self._records.drafts.begin, self._claim, self._now())
        if draft is None:
            return
        shown = ""
        while True:
            if self._text != shown:
                shown = self._text
                draft = await self._put(draft, as_html(shown))
            if await self._over_within(EVERY):
                return

    async def _put(self, draft: Begun, html: str) -> Begun:
        """The text into the chat; gives the draft with its message."""
        if not draft.message_id:
            message = await self._bot.send_message(self._claim.chat_id, html, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW)
            await self._records.insist(self._records.drafts.shown, draft, message.message_id)
            return Begun(draft.id, message.message_id)
        if await self._records.call(self._records.drafts.grows, draft, self._now()):
            await self._bot.edit_message_text(html, self._claim.chat_id, draft.message_id, parse_mode=ParseMode.HTML,
                                              link_preview_options=NO_PREVIEW)
        return draft

    async def _over_within(self, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._over.wait()
        return self._over.is_set()


@contextlib.asynccontextmanager
async def growing(bot: Bot, records: Records, claim: Claim, now: Now) -> AsyncIterator[Growing]:
    """While the block runs, what is shown goes to the chat of the claim."""
    answer = Growing(bot, records, claim, now)
    try:
        yield answer
    finally:
        await answer.end()
