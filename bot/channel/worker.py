"""Claims what waits in the inbox and has it answered: chats side by side, one turn at a time within a chat.

python-telegram-bot dispatches (`process_update`), and a handler of ours does the turn. A claim that is still open when dispatch returns
has failed: the row goes back to wait, and after three tries it is set aside, the person is told, and an alert is logged.
"""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from dataclasses import dataclass
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackContext, TypeHandler

from bot.channel.ports import Now, Phrases
from bot.channel.records import Records
from bot.channel.turns import Turns
from bot.domain.outgoing import Outgoing, as_html
from bot.errors import RumboError, StorageError
from bot.storage.inbox import CRASHES, Claim

log = logging.getLogger(__name__)
AnyApplication = Application[Any, Any, Any, Any, Any, Any]
AnyContext = CallbackContext[Any, Any, Any, Any]
IDLE = 1.0  # seconds between two looks when nothing arrives: rows of other processes, leases that ended
AFTER_TROUBLE = 1.0  # seconds


@dataclass
class Open:
    """A claim under way, and what went wrong with it so far."""

    claim: Claim
    busy: bool
    problem: Exception | None = None
    done: bool = False


class Worker:
    """Answers until told to stop. `arrived` is set by whoever saved something; `recorded` is set when there is something to send."""

    def __init__(self, application: AnyApplication, records: Records, turns: Turns, phrases: Phrases, now: Now, arrived: asyncio.Event,
                 recorded: asyncio.Event, together: int) -> None:
        """`together`: how many turns are under way at once; more than the engine's threads and one would only wait, and risk more at a
        crash.
        """
        self._application, self._records, self._turns, self._phrases, self._now = application, records, turns, phrases, now
        self._arrived, self._recorded, self._together = arrived, recorded, together
        self._open: dict[int, Open] = {}
        self._under_way: set[asyncio.Task[None]] = set()
        self._stopping = False
        application.add_handler(TypeHandler(Update, self._handle))
        application.add_error_handler(self._failed)

    async def run(self) -> None:
        """Claim and answer until `stop`."""
        while not self._stopping:
            self._arrived.clear()
            try:
                claim = await self._claimed()
            except StorageError as error:
                log.error("nothing can be claimed: %s", error)
                await asyncio.sleep(AFTER_TROUBLE)
                continue
            if claim is None:
                await _wait(self._arrived, IDLE)
                continue
            task = asyncio.create_task(self._answer(claim))
            self._under_way.add(task)
            task.add_done_callback(self._ended)

    async def stop(self) -> None:
        """Claim nothing more, and finish what is under way."""
        self._stopping = True
        self._arrived.set()
        if self._under_way:
            await asyncio.wait(self._under_way)

    async def _claimed(self) -> Claim | None:
        if len(self._under_way) >= self._together:
            return None
        return await self._records.call(self._records.inbox.claim, self._now())

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._arrived.set()
        if not task.cancelled() and task.exception() is not None:
            log.error("a turn ended badly", extra=_where(task.exception()))

    async def _answer(self, claim: Claim) -> None:
        busy = len(self._under_way) >= self._together
        if claim.tries > CRASHES:
            await self._give_back(Open(claim, busy, RumboError("claimed again and again, never ended")))
            return
        under_way = Open(claim, busy)
        try:
            update = Update.de_json(json.loads(claim.payload), self._application.bot)
            self._open[update.update_id] = under_way
            try:
                await self._application.process_update(update)
            finally:
                del self._open[update.update_id]
        except Exception as error:
            under_way.problem = error
        if under_way.done:
            self._recorded.set()
        else:
            await self._give_back(under_way)

    async def _handle(self, update: Update, context: AnyContext) -> None:
        under_way = self._open[update.update_id]
        await self._turns.handle(update, under_way.claim, under_way.busy)
        under_way.done = True

    async def _failed(self, update: object, context: AnyContext) -> None:
        under_way = self._open.get(update.update_id) if isinstance(update, Update) else None
        if under_way is not None:
            under_way.problem = context.error

    async def _give_back(self, under_way: Open) -> None:
        claim, problem = under_way.claim, under_way.problem
        counts = not isinstance(problem, StorageError)
        language = str(claim.memory.get("language", "es"))
        told = Outgoing(as_html(self._phrases.say("channel.failed", language)))
        log.warning("a turn failed", extra={"inbox_id": claim.ids[0], "tries": claim.tries, **_where(problem)})
        if await self._records.insist(self._records.inbox.give_back, claim, type(problem).__name__, self._now(), told, counts):
            log.error("ALERT: a message is set aside after %s tries; a counselor should write to this chat", claim.tries,
                      extra={"inbox_id": claim.ids[0], "chat_id": claim.chat_id})
            self._recorded.set()
        if not counts:
            await asyncio.sleep(AFTER_TROUBLE)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return


def _where(error: BaseException | None) -> dict[str, str]:
    """The kind of an error and where it arose. Never its text: it may hold what an applicant wrote."""
    frames = traceback.extract_tb(error.__traceback__) if error else []
    place = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return {"error": type(error).__name__, "where": place}
