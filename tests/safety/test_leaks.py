"""Messages with invented personal data through the engine, the database and a model that records what it receives.

The suite takes a few hundred; `pytest tests/safety/test_leaks.py --messages 2500` takes as many as it is told.
"""

from __future__ import annotations

import functools
import gc
import io
import json
import logging
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from bot.assembly import build_engine
from bot.commands.case_files import read_personal
from bot.conversation.handover import Handover
from bot.domain.conversation import Memory
from bot.domain.handover import Standing
from bot.domain.message import Message, MessageKind
from bot.domain.outgoing import Outgoing, as_html
from bot.evaluation.personal import Planted, generated
from bot.library.phrases import PhraseBook
from bot.operations import logs
from bot.operations.metrics import Metrics
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.inbox import Inbox, Waiting
from bot.storage.transcripts import Transcripts, Turn
from tests.conftest import TODAY
from tests.stand_ins.model_server import model_server

ROOT = Path(__file__).parents[2]
COUNT, RECORDED_EACH = 400, 5  # messages without --messages; every fifth goes through the database, whose disk is slow
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
MISSED = 0.005  # the share that the masking may miss: tests/evaluation/test_safety.py holds that floor


@dataclass(frozen=True)
class Traces:
    """Where the messages went: what is asked of each place is which planted strings it holds."""

    planted: tuple[str, ...]
    logged: str
    metrics: str
    model: str
    files: bytes
    replies: str


@pytest.fixture(scope="module")
def traces(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, phrases: PhraseBook) -> Iterator[Traces]:
    data, out = tmp_path_factory.mktemp("leaks"), io.StringIO()
    before = logging.getLogger().handlers[:], logging.getLogger().level
    logs.configure("debug", out, as_json=True)
    count = request.config.getoption("--messages") or COUNT
    messages = generated(read_personal(ROOT / "tests" / "evaluation" / "safety" / "personal.yaml"), 7, count)
    with model_server() as server, closing(Database(f"sqlite:///{data / 'rumbo.db'}")) as database:
        database.upgrade()
        settings = Settings(knowledge=ROOT / "knowledge", data=data, model="openai:stand-in", model_url=server.address,
                            prompts=ROOT / "prompts", model_tokens_a_day=10**9, model_tokens_a_day_and_person=10**9)
        conversation = Handover(build_engine(settings, TODAY, by_words=True), phrases)
        metrics = Metrics(database, data, lambda: NOW)
        replies = [_said(conversation, database, metrics, one, number) for number, one in enumerate(messages, start=1)]
        database.purge()
        files = b"".join(file.read_bytes() for file in data.rglob("*") if file.is_file())
        yield Traces(tuple(one.datum for one in messages if one.datum), out.getvalue(), generate_latest(metrics.registry).decode(),
                     json.dumps(server.requests, ensure_ascii=False), files, "\n".join(replies))
    logging.getLogger().handlers, logging.getLogger().level = before[0], before[1]


def _said(conversation: Handover, database: Database, metrics: Metrics, planted: Planted, number: int) -> str:
    """One message of a person of its own, as the bot takes it; the reply."""
    message = Message(number, planted.text, MessageKind.TEXT, NOW, number)
    recorded = number % RECORDED_EACH == 0
    inbox = Inbox(database, "test")
    if recorded:
        inbox.save(Waiting(number, number, json.dumps({"text": planted.text})), NOW)
    claim = inbox.claim(NOW) if recorded else None
    attended = conversation.respond(message, Memory(seed=number % 7), claim.standing if claim else Standing())
    reply = attended.outcome.reply
    metrics.turn(str(reply.kind), 0.01, attended.outcome.explanation.timings_ms)
    logging.getLogger("bot.test").debug("a turn", extra={"kind": str(reply.kind), "explained": str(attended.outcome.explanation)})
    if claim is not None:
        turn = Turn(message, attended.outcome, attended.standing, (Outgoing(as_html(reply.text)),), 1.0)
        Transcripts(database).record(claim, turn, NOW)
    return reply.text


def leaked(planted: tuple[str, ...], place: str | bytes) -> list[str]:
    """The planted strings that a place holds; short ones may stand anywhere, and a word such as "diabetes" is knowledge."""
    telling = [one for one in planted if len(one) >= 8 and not one.isalpha()]
    return [one for one in telling if (one in place if isinstance(place, str) else one.encode() in place)]


def test_what_is_masked_reaches_no_log_metric_model_reply_or_file(traces: Traces, capsys: pytest.CaptureFixture[str]) -> None:
    places = {"logs": traces.logged, "metrics": traces.metrics, "model": traces.model, "replies": traces.replies, "files": traces.files}

    found = {name: leaked(traces.planted, place) for name, place in places.items()}

    with capsys.disabled():
        counts = ", ".join(f"{name} {len(strings)}" for name, strings in found.items())
        print(f"\n{len(traces.planted)} planted strings; found again: {counts}")
    assert len(traces.planted) >= 200 and len(traces.model) > 10_000
    assert found["metrics"] == []
    assert all(len(strings) <= MISSED * len(traces.planted) for strings in found.values()), found


def test_the_token_and_the_keys_are_in_no_log(traces: Traces) -> None:
    out = io.StringIO()
    before = logging.getLogger().handlers[:]
    logs.configure("debug", out, as_json=True)
    secrets = ("123456789:AAF-secreto_del_bot_que_nadie_ve", "https://api.telegram.org/bot123456789:AAF-secreto_del_bot_que_nadie_ve/getMe")
    logging.getLogger("bot.anything").debug("called %s", secrets[1], extra={"url": secrets[1], "nested": {"url": secrets[1]}})
    settings = Settings(telegram_bot_token=secrets[0], data_key="la llave de los datos", model_key="la llave del modelo")
    logging.getLogger("bot.anything").debug("settings %s", settings, extra={"settings": settings})
    logging.getLogger().handlers = before

    logged = out.getvalue()
    assert "settings" in logged
    assert not any(secret in logged for secret in ("AAF-secreto", "la llave de los datos", "la llave del modelo"))


def test_no_word_that_somebody_typed_is_kept_in_a_cache() -> None:
    engine = build_engine(Settings(knowledge=ROOT / "knowledge", prompts=ROOT / "prompts"), TODAY, by_words=True)
    typed = "Soy Xochiyotzinera de Tlacotepequillan, dame hinphormes del cursso de siberseguridad"

    engine.respond(Message(1, typed, MessageKind.TEXT, NOW, 1), Memory())

    caches = [one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper)]
    kept = " ".join(repr(held) for one in caches for held in gc.get_referents(one) if isinstance(held, dict)).lower()
    assert "quier" in kept  # the caches are seen: words of ours stand in them
    assert [word for word in ("xochiyotzinera", "tlacotepequillan", "hinphormes", "cursso", "siberseguridad") if word in kept] == []
