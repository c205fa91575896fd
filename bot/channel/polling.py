"""Receiving by asking Telegram, again and again, with an eye on what python-telegram-bot keeps to itself.

Its polling ends without a word when the token is refused while it runs, and could hang with a connection; both are noticed here, the first
as TelegramRefused, the second by starting it anew.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from typing import Any

from telegram.error import Conflict, TelegramError
from telegram.ext import Application
from telegram.request import HTTPXRequest

from bot.channel.messages import WANTED
from bot.errors import TelegramRefused

log = logging.getLogger(__name__)
POLL_SECONDS = 25
SILENT_SECONDS = 180.0  # without any end of a poll
LOOKS_EVERY = 2.0  # seconds
UNAUTHORIZED = (401, 404)  # what Telegram answers to a token it does not know
WRONG_TOKEN = "Telegram does not accept the token: check TELEGRAM_BOT_TOKEN (@BotFather shows it), or unset it to use the simulator"
STOP_SECONDS = 4.0


class WatchedRequest(HTTPXRequest):
    """HTTP requests that note when the last one ended, and whether Telegram refused the token."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.ended_at = time.monotonic()
        self.refused = False

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Do it, and note how it ended."""
        try:
            code, body = await super().do_request(*args, **kwargs)
        finally:
            self.ended_at = time.monotonic()
        self.refused = code in UNAUTHORIZED
        return code, body


class Polling:
    """Asks for updates; python-telegram-bot puts them into the queue that saves them. `request` is what it asks with."""

    def __init__(self) -> None:
        self.request = WatchedRequest(connection_pool_size=2, read_timeout=POLL_SECONDS + 10, connect_timeout=10)

    async def start(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Begin; a webhook that was set before is removed, and what waits there is kept."""
        assert application.updater is not None
        self.request.ended_at = time.monotonic()
        await application.updater.start_polling(timeout=POLL_SECONDS, bootstrap_retries=-1, allowed_updates=WANTED, error_callback=_told)

    async def watch(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Look after it for ever; TelegramRefused when the token is not accepted any more."""
        while True:
            await asyncio.sleep(LOOKS_EVERY)
            if self.request.refused:
                raise TelegramRefused(WRONG_TOKEN)
            if time.monotonic() - self.request.ended_at > SILENT_SECONDS:
                log.error("ALERT: polling fell silent and is started anew")
                await self.stop(application)
                await self.start(application)

    async def stop(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Take no more updates; what was not kept comes again at the next start."""
        updater = application.updater
        if updater is not None and updater.running:
            with contextlib.suppress(TimeoutError, TelegramError):
                async with asyncio.timeout(STOP_SECONDS):
                    await updater.stop()


class NotReceiving:
    """For a worker beside others: somebody else takes the updates, and this one answers what is in the inbox."""

    async def start(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Nothing."""

    async def watch(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Nothing, for ever."""
        await asyncio.Event().wait()

    async def stop(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Nothing."""


def _told(error: TelegramError) -> None:
    if isinstance(error, Conflict):
        log.error("ALERT: another program asks for updates with this token, so each gets a part of them: stop one of the two")
    else:
        log.warning("updates could not be fetched and are asked for again", extra={"error": type(error).__name__})
