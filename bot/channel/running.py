"""The bot as it runs: connected to Telegram (or to the simulator), receiving, answering and sending until it is told to stop.

Receiving begins before the engine is loaded: whatever arrives is kept, and answered once it is. Stopping takes at most `STOP_SECONDS`: no
more updates are taken, turns under way and the message being sent are finished; the rest waits in the database for the next start.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

from telegram.error import InvalidToken, TelegramError
from telegram.ext import ApplicationBuilder
from telegram.request import HTTPXRequest

from bot.channel.commands import register
from bot.channel.keyboards import Ratings
from bot.channel.lifeline import Lifeline
from bot.channel.limits import MOST_A_MINUTE, ChatLimits
from bot.channel.polling import WRONG_TOKEN, NotReceiving, Polling
from bot.channel.ports import Conversation, Listener, Now, Phrases
from bot.channel.receiving import SavingQueue
from bot.channel.records import Records
from bot.channel.sending import Sender
from bot.channel.turns import Turns
from bot.channel.webhook import Hook, Webhook
from bot.channel.worker import AnyApplication, Worker
from bot.errors import TelegramRefused
from bot.storage.forgetting import Forgetting

log = logging.getLogger(__name__)
STOP_SECONDS = 9.0
ENGINE_THREADS = 4  # more than cores: questions that wait for the embedding model together are embedded together
CONNECTIONS = 32
TIMEOUT = 10.0  # seconds for one call of the Bot API
AGAIN_AFTER = 3.0  # seconds until Telegram is tried again when it cannot be reached at the start


class Receiver(Protocol):
    """How updates reach the queue: polling, or a webhook."""

    async def start(self, application: AnyApplication) -> None:
        """Begin."""
        ...

    async def watch(self, application: AnyApplication) -> None:
        """Look after it for ever."""
        ...

    async def stop(self, application: AnyApplication) -> None:
        """Take no more updates."""
        ...


@dataclass(frozen=True)
class Address:
    """Where the Bot API is. python-telegram-bot puts the token behind both addresses."""

    token: str
    api: str
    files: str


class RunningBot:
    """One process of the bot. `conversation` gives the engine when it is loaded."""

    def __init__(self, address: Address, records: Records, phrases: Phrases, now: Now,
                 conversation: Callable[[], Awaitable[Conversation]], forgetting: Forgetting, alone: bool = True,
                 most_a_minute: int = MOST_A_MINUTE,
                 at_once: int = ENGINE_THREADS, receives: bool = True,
                 beside: Sequence[Callable[[], Coroutine[Any, Any, None]]] = (), hook: Hook | None = None,
                 listener: Listener | None = None, alarming: Callable[[str], bool] = lambda text: False) -> None:
        """`alone`: no other process answers or sends from this database, so what a crash left claimed is free at once. `at_once`: turns
        made at the same time. `receives`: whether it takes updates from Telegram; among several workers with polling, one does.
        `beside`: what else runs as long as it answers, such as the reminders. `hook`: receive by webhook there; without, by polling.
        `listener`: hears voice notes. `alarming`: a first look for danger, before anything is saved.
        """
        self._records, self._phrases, self._now, self._conversation, self._alone = records, phrases, now, conversation, alone
        self._limits = ChatLimits(phrases, most_a_minute)
        self._beside, self._forgetting, self._listener = tuple(beside), forgetting, listener
        self._queue, self._recorded = SavingQueue(records, now, lambda update: self._lifeline.watch(update), alarming), asyncio.Event()
        polling = Polling()
        receiver: Receiver = Webhook(hook) if hook else polling
        self._receiver: Receiver = receiver if receives else NotReceiving()
        self._application: AnyApplication = (
            ApplicationBuilder().token(address.token).base_url(address.api).base_file_url(address.files).update_queue(self._queue)
            .get_updates_request(polling.request)
            .request(HTTPXRequest(connection_pool_size=CONNECTIONS, read_timeout=TIMEOUT, connect_timeout=TIMEOUT)).build())
        say = phrases.say
        self._sender = Sender(self._application.bot, records, Ratings(say("channel.up", "es"), say("channel.down", "es")), now,
                              self._recorded)
        self._threads, self._at_once = ThreadPoolExecutor(at_once, "engine"), at_once
        self._lifeline = Lifeline(self._application.bot, records, phrases, self._threads)
        self._worker: Worker | None = None

    @property
    def name(self) -> str:
        """The bot's user name, once Telegram answered."""
        return str(self._application.bot.username)

    async def run(self, stop: asyncio.Event, ready: Callable[[], None] = lambda: None) -> None:
        """Run until `stop` is set; `ready` is called when Telegram answers. TelegramRefused when it does not accept the token."""
        serving = asyncio.create_task(self._serve(stop, ready))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await serving
        except TimeoutError:
            log.warning("stopped in the middle; what is unfinished waits for the next start")
        finally:
            self._threads.shutdown(wait=False, cancel_futures=True)

    async def _serve(self, stop: asyncio.Event, ready: Callable[[], None]) -> None:
        if self._alone:
            await self._records.insist(self._records.inbox.take_back_leases)
            await self._records.insist(self._records.outbox.take_back)
        if not await self._connected(stop):
            return
        try:
            await self._application.start()
            await self._receiver.start(self._application)
            log.info("receiving", extra={"bot": self.name})
            ready()
            await self._converse(stop)
        except* TelegramRefused as refused:
            raise TelegramRefused(WRONG_TOKEN) from refused
        finally:
            await self._receiver.stop(self._application)
            if self._application.running:
                await self._application.stop()
            await self._application.shutdown()

    async def _converse(self, stop: asyncio.Event) -> None:
        """Answer and send until `stop`, then finish what is under way."""
        async with asyncio.TaskGroup() as group:
            helping = [group.create_task(job) for job in (
                self._introduce(), self._receiver.watch(self._application), *(job() for job in self._beside))]
            group.create_task(self._sender.run())
            answering = group.create_task(self._answer())
            await stop.wait()
            await self._receiver.stop(self._application)
            if self._worker is not None:
                await self._worker.stop()
            for task in (*helping, answering):
                task.cancel()
            self._sender.stop()

    async def _answer(self) -> None:
        """Answer what waits, once the engine is loaded."""
        bot, records, now = self._application.bot, self._records, self._now
        conversation = await self._conversation()
        self._lifeline.begin(conversation)
        turns = Turns(bot, records, conversation, self._phrases, now, self._threads, self._lifeline, self._forgetting, self._limits,
                      self._listener)
        self._worker = Worker(self._application, records, turns, self._phrases, now, self._queue.arrived, self._recorded,
                              self._at_once + 1)
        await self._worker.run()

    async def _connected(self, stop: asyncio.Event) -> bool:
        """Whether Telegram answers and knows the token; while it cannot be reached it is tried again, until `stop`."""
        while not stop.is_set():
            try:
                await self._application.initialize()
                return True
            except InvalidToken as error:
                raise TelegramRefused(WRONG_TOKEN) from error
            except TelegramError as error:
                log.warning("Telegram cannot be reached; trying again", extra={"error": type(error).__name__})
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(AGAIN_AFTER):
                        await stop.wait()
        return False

    async def _introduce(self) -> None:
        try:
            await register(self._application.bot, self._phrases)
        except TelegramError as error:
            log.warning("the commands could not be registered", extra={"error": type(error).__name__})
