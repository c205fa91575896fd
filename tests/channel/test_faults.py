"""What goes wrong around a running bot, one thing at a time: nothing is lost, nobody is left without a word. `make chaos` mixes them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import create_engine, event, text
from telegram.ext import ApplicationBuilder

from bot.assembling.running import build_bot
from bot.channel.polling import Polling
from bot.channel.receiving import SavingQueue
from bot.channel.records import Records
from bot.conversation.engine import Engine
from bot.domain.conversation import Memory, Outcome
from bot.domain.message import Message
from bot.domain.reply import Reply
from bot.library.files import read_knowledge
from bot.library.phrases import PhraseBook
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.transcripts import Transcripts
from tests.stand_ins.rumbo import ROOT, WarmEngine
from tests.stand_ins.telegram import Simulator, from_bot
from tests.stand_ins.waiting import eventually

QUESTION = "¿cuántas horas dura Introduction to Cybersecurity?"
PATIENCE = 60.0


@dataclass(frozen=True)
class Lasting:
    """Seconds that something is gone: a few, or with `--long-faults` (make faults) as many as promised."""

    database: float = 6.0
    telegram: float = 2.0


@pytest.fixture
def lasting(request: pytest.FixtureRequest) -> Lasting:
    return Lasting(30.0, 60.0) if request.config.getoption("--long-faults") else Lasting()


# ----- a database that takes nothing while Telegram delivers

class Sick(Database):
    """A database that can be made full, locked by another program, or read-only, and well again."""

    def __init__(self, url: str) -> None:
        super().__init__(url, busy_seconds=0.2)
        self.ill = ""
        event.listen(self.engine, "checkout", self._fall_ill)

    def _fall_ill(self, connection: Any, *_: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages if self.ill == 'full' else 1_000_000}")
        connection.execute(f"PRAGMA query_only = {int(self.ill == 'read-only')}")

    @contextmanager
    def being(self, ill: str) -> Iterator[None]:
        locking = create_engine(self.url, isolation_level="AUTOCOMMIT").connect()
        locking.execute(text("BEGIN IMMEDIATE" if ill == "locked" else "SELECT 1"))
        self.ill = ill
        yield
        self.ill = ""
        locking.execute(text("ROLLBACK" if ill == "locked" else "SELECT 1"))
        locking.close()


@asynccontextmanager
async def receiving(telegram: Simulator, database: Database) -> AsyncIterator[Records]:
    """The real polling and the real queue, without anybody who answers."""
    records, polling = Records(database, "test"), Polling()
    application = (ApplicationBuilder().token(telegram.token).base_url(telegram.base_url).get_updates_request(polling.request)
                   .update_queue(SavingQueue(records, lambda: datetime.now(UTC))).build())
    async with application:
        await polling.start(application)
        yield records
        await polling.stop(application)
    records.close()


@pytest.mark.parametrize("ill", ["full", "locked", "read-only"])
async def test_what_the_database_does_not_take_stays_with_telegram_and_comes_again(telegram: Simulator, tmp_path: Path, ill: str) -> None:
    database = Sick(f"sqlite:///{tmp_path / 'rumbo.db'}")
    database.upgrade()

    async with receiving(telegram, database) as records:
        with database.being(ill):
            telegram.person(1).say("x" * 4000)
            await asyncio.sleep(2)
            kept_by_telegram = telegram.look("status")["waiting"]
            kept_by_us = _count(database, "inbox")
        await asyncio.to_thread(eventually, lambda: records.inbox.waiting() == 1, 30)

    assert (kept_by_telegram, kept_by_us) == (1, 0)
    database.close()


# ----- a bot in a process of its own

def test_while_the_database_is_gone_telegram_keeps_what_comes(warm: WarmEngine, telegram: Simulator, tmp_path: Path, postgres: str,
                                                              lasting: Lasting) -> None:
    admin = create_engine(postgres, isolation_level="AUTOCOMMIT").connect()
    admin.execute(text("DROP DATABASE IF EXISTS gone WITH (FORCE)"))
    admin.execute(text("CREATE DATABASE gone"))
    bot = warm.start(telegram, tmp_path, database_url=postgres.replace("/postgres?", "/gone?"), log_level="warning")
    ana = telegram.person(1)
    ana.ask("hola", PATIENCE)

    admin.execute(text("ALTER DATABASE gone ALLOW_CONNECTIONS false"))
    admin.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'gone'"))
    ana.say(QUESTION)
    time.sleep(lasting.database)
    silent = len(from_bot(ana.messages()))
    admin.execute(text("ALTER DATABASE gone ALLOW_CONNECTIONS true"))
    reply = ana.wait_for_reply(PATIENCE)["text"]
    bot.stop()
    admin.execute(text("DROP DATABASE gone WITH (FORCE)"))

    assert silent == 1
    assert "6 horas" in reply


def test_two_pollers_are_noticed_and_the_first_goes_on(warm: WarmEngine, telegram: Simulator, tmp_path: Path) -> None:
    bot = warm.start(telegram, tmp_path)
    ana = telegram.person(1)
    ana.ask("hola", PATIENCE)

    httpx.post(f"{telegram.base_url}{telegram.token}/getUpdates", json={"timeout": 0, "offset": 0}, trust_env=False)
    reply = ana.ask(QUESTION, PATIENCE)
    eventually(lambda: "another program asks for updates" in bot.log.read_text(encoding="utf-8"), 20)
    bot.stop()

    assert "6 horas" in reply


def test_repeated_reordered_and_jumping_updates_are_each_answered_once(warm: WarmEngine, telegram: Simulator, tmp_path: Path) -> None:
    bot = warm.start(telegram, tmp_path, log_level="warning")
    people = [telegram.person(user) for user in (1, 2, 3)]

    for person, kind in zip(people, ("duplicate", "reorder", "jump"), strict=True):
        telegram.trouble(kind)
        person.ask(QUESTION, PATIENCE)
        person.ask("gracias", PATIENCE)
    bot.stop()

    database = Database(f"sqlite:///{tmp_path / 'rumbo.db'}")
    said = [[turn["message"] for turn in Transcripts(database).conversation(user)] for user in (1, 2, 3)]
    assert said == [[QUESTION, "gracias"]] * 3


@pytest.mark.parametrize(("kind", "method"), [("cut", "*"), ("silence", ""), ("fail", "getUpdates"), ("flood", "sendMessage")])
def test_when_the_line_fails_the_answer_comes_afterwards(warm: WarmEngine, telegram: Simulator, tmp_path: Path, kind: str,
                                                        method: str, lasting: Lasting) -> None:
    bot = warm.start(telegram, tmp_path, log_level="warning")
    ana = telegram.person(1)
    ana.ask("hola", PATIENCE)

    telegram.trouble(kind, n=2, method=method, seconds=lasting.telegram)
    reply = ana.ask(QUESTION, lasting.telegram + PATIENCE)
    bot.stop()

    assert "6 horas" in reply
    assert len(from_bot(ana.messages())) == 2


def test_debug_logs_hold_neither_what_people_write_nor_the_token(warm: WarmEngine, telegram: Simulator, tmp_path: Path) -> None:
    bot = warm.start(telegram, tmp_path, log_level="debug")
    ana = telegram.person(1)
    ana.ask("me llamo Ximena y busco algo de girasoles", PATIENCE)
    ana.ask("/idioma", PATIENCE)
    telegram.trouble("cut", n=2, method="*")
    ana.ask("¿y lo de los girasoles?", PATIENCE)

    bot.stop()

    log = bot.log.read_text(encoding="utf-8")
    assert '"receiving"' in log
    assert not [word for word in ("girasoles", "Ximena", telegram.token, telegram.token.partition(":")[2] + '"') if word in log]


# ----- an engine that a message breaks

class Fragile:
    """The real engine, which one word breaks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def respond(self, message: Message, memory: Memory) -> Outcome:
        if "bomba" in message.text:
            raise ZeroDivisionError(message.text)
        return self._engine.respond(message, memory)

    def first_aid(self, message: Message, memory: Memory) -> Reply | None:
        return self._engine.first_aid(message, memory)


async def test_a_message_that_breaks_the_engine_is_set_aside_with_an_alert_and_stops_nobody_else(
        telegram: Simulator, tmp_path: Path, engine_by_words: Engine, phrases: PhraseBook, caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings(knowledge=ROOT / "knowledge", data=tmp_path, by_words=True)
    bot = build_bot(settings, telegram.url, telegram.token, read_knowledge(ROOT / "knowledge"), Fragile(engine_by_words))
    ana, bruno, stop = telegram.person(1), telegram.person(2), asyncio.Event()
    ana.say("esto es una bomba secreta")
    ana.say("gracias")
    bruno.say(QUESTION)

    running = asyncio.create_task(bot.run(stop))
    other = await asyncio.to_thread(bruno.wait_for_reply, PATIENCE)
    told = await asyncio.to_thread(ana.wait_for_reply, PATIENCE)
    after = await asyncio.to_thread(ana.wait_for_reply, PATIENCE)
    stop.set()
    await running

    assert "6 horas" in other["text"]
    assert told["text"] == phrases.say("channel.failed", "es")
    assert after["text"]
    assert [record.message for record in caplog.records if record.message.startswith("ALERT: a message is set aside after 3 tries")]
    assert not [record for record in caplog.records if record.name.startswith("bot") and "secreta" in record.getMessage()]
    database = Database(f"sqlite:///{tmp_path / 'rumbo.db'}")
    with database.engine.connect() as connection:
        aside = connection.execute(text("SELECT payload, problem, tries FROM inbox WHERE state = 'failed'")).all()
    assert aside == [("", "ZeroDivisionError", 3)]


def _count(database: Database, table: str) -> int:
    with create_engine(database.url).connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
