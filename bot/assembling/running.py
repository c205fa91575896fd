"""The bot at a Bot API: its conversation, what it remembers, and what runs beside it."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread
from typing import TypeVar

from bot.assembling.living import Late, knowing_with
from bot.assembling.privacy import Privacy
from bot.assembly import DayIn, build_living, open_database, open_ears, worded_reminders
from bot.channel.announcing import AnnouncementLoop
from bot.channel.ports import Conversation
from bot.channel.records import Records
from bot.channel.reloading import FilesWatch, version_of
from bot.channel.reminding import ReminderLoop
from bot.channel.running import ENGINE_THREADS, Address, RunningBot
from bot.channel.waiting import PatienceLoop
from bot.channel.webhook import Hook, secret_of
from bot.conversation.handover import Attended, Handover
from bot.conversation.linking import Linking
from bot.conversation.ports import Answering
from bot.conversation.resting import Resting
from bot.conversation.telling import Telling
from bot.domain.conversation import Memory
from bot.domain.handover import Standing
from bot.domain.knowledge import Knowledge
from bot.domain.message import Message, MessageKind
from bot.domain.reply import Reply
from bot.guidance.reminders import openings
from bot.library.files import read_knowledge
from bot.library.living import LivingKnowledge
from bot.library.phrases import PhraseBook
from bot.operations.disk import watch_budget
from bot.operations.health import Health
from bot.operations.metrics import MeasuredOutbox, Metrics
from bot.settings import Settings
from bot.storage.announcements import Announcements
from bot.storage.corrections import Corrections
from bot.storage.counselors import Counselors
from bot.storage.database import Database
from bot.storage.patience import Patience
from bot.storage.pauses import RESTING, Pauses
from bot.storage.pseudonyms import PSEUDONYMS, kept_key
from bot.storage.reminders import Reminders
from bot.storage.sealing import Seal
from bot.storage.spending import Spending
from bot.storage.stepping_in import SteppingIn

T = TypeVar("T")
HANDS_ON = 0.001  # seconds


@dataclass(frozen=True)
class Beside:
    """What the counselors' site shares with the bot it runs beside."""

    database: Database
    knowing: LivingKnowledge
    late: Late


@dataclass(frozen=True)
class Watched:
    """A bot, and what tells how it is."""

    bot: RunningBot
    health: Health
    metrics: Metrics
    beside: Beside


@dataclass(frozen=True)
class Measured:
    """A conversation whose turns are counted and timed."""

    inner: Conversation
    metrics: Metrics

    def respond(self, message: Message, memory: Memory, standing: Standing) -> Attended:
        """As the one inside."""
        start = time.perf_counter()
        attended = self.inner.respond(message, memory, standing)
        outcome = attended.outcome
        self.metrics.turn(str(outcome.reply.kind), time.perf_counter() - start, outcome.explanation.timings_ms)
        return attended

    def first_aid(self, message: Message, memory: Memory) -> Reply | None:
        """As the one inside."""
        return self.inner.first_aid(message, memory)


def build_bot(settings: Settings, api: str, token: str, knowledge: Knowledge, engine: Answering | None = None) -> RunningBot:
    """The bot alone; see `watched_bot`."""
    return watched_bot(settings, api, token, knowledge, engine).bot


def watched_bot(settings: Settings, api: str, token: str, knowledge: Knowledge, engine: Answering | None = None) -> Watched:
    """The bot at a Bot API (`api`: its address without token), with the database of the settings. Without `engine` one is loaded once
    it runs.
    """
    # A thread that computes an answer hands the interpreter on sooner than Python's 5 ms: the thread of the database and the event loop,
    # which ask for it dozens of times in a turn, would wait that long each time.
    sys.setswitchinterval(HANDS_ON)
    phrases = PhraseBook(knowledge.phrases)
    database = open_database(settings)
    metrics = Metrics(database, settings.data, DayIn().now, settings.chroma_url)
    files = SteppingIn(database, Seal(kept_key(settings.data / "files.key")))
    records = Records(database, f"{socket.gethostname()}:{os.getpid()}", MeasuredOutbox(database, metrics), files)
    knowing = knowing_with(knowledge, Corrections(database))
    knowing.refresh()
    ledger, pauses = Spending(database, kept_key(settings.data / PSEUDONYMS)), Pauses(database)
    late = Late(lambda: build_living(settings, knowing, ledger))
    privacy = Privacy(settings, database, knowledge, phrases, DayIn().now)

    async def conversation() -> Measured:
        answering = engine if engine is not None else await _in_background(lambda: warmed(late.wait()))
        handover = Handover(Linking(Telling(answering, phrases), phrases, linked(database)), phrases, knowledge.hours)
        resting = Resting(handover, phrases, lambda: pauses.until(RESTING, DayIn().now()) is not None)
        return Measured(privacy.around(resting), metrics)

    address = Address(token, f"{api}/bot", f"{api}/file/bot")
    reminders = ReminderLoop(records, Reminders(database), worded_reminders(knowledge, phrases),
                             lambda: openings(knowledge, DayIn().today()), DayIn().now)
    patience = PatienceLoop(records, Patience(database, settings.questions_waiting), phrases, DayIn().now)
    announcing = AnnouncementLoop(records, Announcements(database), phrases, DayIn().now)
    watch = FilesWatch(lambda: version_of(settings.knowledge), lambda: knowing.reread(read_knowledge(settings.knowledge)))
    bot = RunningBot(address, records, phrases, DayIn().now, conversation, privacy.forgetting(), alone=database.is_sqlite,
                     receives=settings.receives, most_a_minute=settings.messages_a_minute,
                     beside=(reminders.run, announcing.run, patience.run, watch.run, *privacy.loops(records),
                             lambda: watch_budget(settings.data, settings.disk_mb)),
                     hook=_hook(settings, token), listener=open_ears(settings), alarming=late.alarming,
                     at_once=ENGINE_THREADS + (settings.model_at_once if settings.model else 0))
    return Watched(bot, Health(database), metrics, Beside(database, knowing, late))


def linked(database: Database) -> Callable[[str, int], str | None]:
    """Links a Telegram chat to the account with a code; gives the account's first name, None when the code is wrong."""

    def link(code: str, chat_id: int) -> str | None:
        found = Counselors(database).link(code, chat_id, DayIn().now())
        return found.first_name if found else None

    return link


def _hook(settings: Settings, token: str) -> Hook | None:
    if not settings.webhook_url:
        return None
    return Hook(settings.webhook_url, settings.webhook_host, settings.webhook_port,
                secret_of(token, settings.webhook_secret.get_secret_value()))


def warmed(engine: Answering) -> Answering:
    """The engine after a first answer, which loads what is loaded only when it is needed."""
    engine.respond(Message(0, "hola", MessageKind.TEXT, DayIn().now()), Memory())
    return engine


async def _in_background(work: Callable[[], T]) -> T:
    """The result of work that takes seconds, done in a thread that does not keep the program from ending."""
    loop = asyncio.get_running_loop()
    result: asyncio.Future[T] = loop.create_future()

    def run() -> None:
        try:
            done = work()
        except BaseException as error:
            loop.call_soon_threadsafe(_settle, result.set_exception, error)
        else:
            loop.call_soon_threadsafe(_settle, result.set_result, done)

    def _settle(settle: Callable[..., None], what: object) -> None:
        if not result.done():
            settle(what)

    Thread(target=run, name="loading", daemon=True).start()
    return await result
