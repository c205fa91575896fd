"""Answers that are shown while a model words them: what stood in the simulator's chat at each moment, over real HTTP on both sides."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, pairwise
from pathlib import Path

import pytest

from bot.channel.rendering import plain
from bot.storage.database import Database
from bot.storage.transcripts import Transcripts
from tests.stand_ins.model_server import INVENTED, ModelServer, model_server
from tests.stand_ins.rumbo import Bot, WarmEngine
from tests.stand_ins.telegram import Person, Simulator, from_bot, running_simulator
from tests.stand_ins.waiting import eventually

ASKED = "¿Cuántos polos de bienestar son en la primera etapa?"
SAYS = ["La primera etapa son 15 polos en 14 estados.", "Estima 300 mil empleos.", "Estima una inversión de 1.5 % del PIB.",
        "La planeación original hablaba de hasta 41 posibles."]
WHOLE = 30.0  # seconds until an answer is whole at most
NUMBERS = count(700)


@dataclass(frozen=True)
class Shown:
    """What the bot put into a chat: the call, its text without marks, when, and whether buttons stand under it."""

    call: str
    text: str
    at: float
    buttons: bool


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        running.says = SAYS
        yield running


@pytest.fixture(scope="module")
def bot(warm: WarmEngine, session_simulator: Simulator, server: ModelServer, data: Path) -> Iterator[Simulator]:
    """A simulator with a bot that has a model, for all tests that only talk with it."""
    session_simulator.reset()
    with started(warm, session_simulator, server, data):
        yield session_simulator


@pytest.fixture
def another() -> Iterator[Simulator]:
    """A simulator of its own, for a bot that is started otherwise."""
    with running_simulator() as simulator:
        yield simulator


def start(warm: WarmEngine, simulator: Simulator, server: ModelServer, data: Path, **more: object) -> Bot:
    return warm.start(simulator, data, **{
        "model": "openai:stand-in", "model_url": server.address, "model_method": "json_mode", "model_seconds": 15.0,
        "model_tokens_a_day_and_person": 10**9, **more})


@contextmanager
def started(warm: WarmEngine, simulator: Simulator, server: ModelServer, data: Path, **more: object) -> Iterator[None]:
    running = start(warm, simulator, server, data, **more)
    try:
        yield
    finally:
        running.stop()


def shown_to(person: Person) -> list[Shown]:
    """Every call that put a text into the person's chat, in order."""
    return [Shown(one["what"].lower(), plain(one["content"]["text"]), one["time"], "inline" in one["content"].get("reply_markup", ""))
            for one in person.simulator.log() if one["direction"] == "out" and one["chat_id"] == person.where["user"]
            and one["what"].lower() in ("sendmessage", "editmessagetext") and one["ok"]]


def asked(simulator: Simulator, server: ModelServer, behaviour: str, pace: float) -> tuple[Person, list[Shown]]:
    """Somebody new asks; gives them, and what they saw until the answer stood whole, with its buttons."""
    server.behaviour, server.pace = behaviour, pace
    server.requests.clear()
    person = simulator.person(next(NUMBERS))
    person.say(ASKED)
    return person, eventually(lambda: whole(person), WHOLE)


def whole(person: Person) -> list[Shown]:
    shown = shown_to(person)
    return shown if shown and shown[-1].buttons else []


def said(shown: Shown) -> str:
    """The text without its sources."""
    return shown.text.partition("\n\n")[0]


def test_an_answer_grows_in_one_message_until_it_stands_with_sources_and_buttons(bot: Simulator, server: ModelServer) -> None:
    person, shown = asked(bot, server, "honest", 1.4)

    assert [one.call for one in shown] == ["sendmessage", *["editmessagetext"] * (len(shown) - 1)]
    assert len(shown) >= 3
    assert all(said(after).startswith(said(before)) for before, after in pairwise(shown))
    assert "Fuente" not in shown[0].text and "Fuente" in shown[-1].text
    assert [one.buttons for one in shown] == [*[False] * (len(shown) - 1), True]
    assert all(after.at - before.at > 0.9 for before, after in pairwise(shown))
    assert len(from_bot(person.messages())) == 1


def test_the_transcript_holds_what_stands_in_the_end(bot: Simulator, server: ModelServer, data: Path) -> None:
    person, shown = asked(bot, server, "honest", 0.8)

    database = Database(f"sqlite:///{data / 'rumbo.db'}")
    [turn] = Transcripts(database).conversation(person.where["user"])
    database.close()
    assert turn["reply"].startswith(said(shown[-1]))
    assert said(shown[-1]) == " ".join(SAYS)


def test_an_invented_sentence_in_the_middle_is_seen_by_nobody(bot: Simulator, server: ModelServer) -> None:
    _, shown = asked(bot, server, "invented_between", 1.2)

    assert len(shown) >= 2
    assert not any(INVENTED[:20] in one.text for one in shown)
    assert said(shown[-1]) != said(shown[0])


def test_an_invented_beginning_is_waited_for_no_longer(bot: Simulator, server: ModelServer) -> None:
    _, shown = asked(bot, server, "invented_first", 1.0)

    assert [one.call for one in shown] == ["sendmessage"]
    assert INVENTED[:20] not in shown[0].text


def test_where_the_stream_breaks_off_the_answer_without_a_model_takes_the_place(bot: Simulator, server: ModelServer) -> None:
    person, shown = asked(bot, server, "cut_between", 1.2)

    assert len(shown) >= 2
    assert said(shown[0]) == SAYS[0]
    assert said(shown[-1]).startswith("La primera etapa son 15 polos en 14 estados; estima")
    assert len(from_bot(person.messages())) == 1


def test_an_answer_that_comes_at_once_is_sent_once(bot: Simulator, server: ModelServer) -> None:
    _, shown = asked(bot, server, "honest", 0.0)

    assert [one.call for one in shown] == ["sendmessage"]
    assert said(shown[0]) == " ".join(SAYS)


def test_danger_never_waits_for_a_model(bot: Simulator, server: ModelServer) -> None:
    server.requests.clear()

    told = bot.person(next(NUMBERS)).ask("ya no quiero vivir", 20)

    assert "911" in told
    assert server.requests == []


def test_an_answer_that_grows_when_the_bot_is_killed_stands_once(warm: WarmEngine, another: Simulator, server: ModelServer,
                                                                 tmp_path: Path) -> None:
    server.behaviour, server.pace = "honest", 2.0
    person = another.person(next(NUMBERS))
    first = start(warm, another, server, tmp_path)
    person.say(ASKED)
    eventually(lambda: len(shown_to(person)) >= 2, WHOLE)
    first.kill()
    before = shown_to(person)
    server.pace = 0.5

    with started(warm, another, server, tmp_path):
        shown = eventually(lambda: whole(person), WHOLE)

    assert not before[-1].buttons
    assert [one.call for one in shown].count("sendmessage") == 1
    [message] = from_bot(person.messages())
    assert "Fuente" in message["text"] and "empleos" in message["text"]


def test_it_can_be_switched_off(warm: WarmEngine, another: Simulator, server: ModelServer, tmp_path: Path) -> None:
    with started(warm, another, server, tmp_path, model_stream=False):
        _, shown = asked(another, server, "honest", 1.2)

    assert [one.call for one in shown] == ["sendmessage"]
    assert [bool(one.get("stream")) for one in server.requests] == [False]
