"""The real engine with a language model behind it, over real HTTP: whatever the model does, no reply loses its facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.assembly import build_engine
from bot.conversation.ports import Answering
from bot.domain.conversation import Memory, Outcome
from bot.domain.message import Message, MessageKind
from bot.domain.reply import ReplyKind
from bot.settings import Settings
from tests.conftest import TODAY
from tests.stand_ins.model_server import ModelServer, model_server

ROOT = Path(__file__).parents[2]
ASKED = ("¿cuántas horas dura Introduction to Cybersecurity?", "cuánto dan de la beca benito juárez", "cuánto cuesta el examen CCNA",
         "How long is Introduction to Cybersecurity?", "qué se aprende en mecatrónica", "qué significan las siglas de conalep")


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@pytest.fixture(scope="module")
def worded(server: ModelServer) -> Answering:
    return with_model(server)


def with_model(server: ModelServer) -> Answering:
    settings = Settings(knowledge=ROOT / "knowledge", by_words=True, model="openai:stand-in", model_url=server.address,
                        model_seconds=3.0, prompts=ROOT / "prompts", model_tokens_a_day_and_person=10_000_000)
    return build_engine(settings, TODAY)


def ask(engine: Answering, text: str, memory: Memory | None = None) -> Outcome:
    return engine.respond(Message(1, text, MessageKind.TEXT, datetime(2026, 11, 24, tzinfo=UTC)), memory or Memory())


def test_an_honest_model_words_the_answer_and_the_transcript_says_so(server: ModelServer, worded: Answering,
                                                                     engine_by_words: Answering) -> None:
    server.behaviour = "honest"

    outcome, plain = ask(worded, ASKED[1]), ask(engine_by_words, ASKED[1])

    assert outcome.reply.kind is plain.reply.kind is ReplyKind.ANSWER
    assert outcome.reply.sources == plain.reply.sources
    assert outcome.explanation.model == "openai:stand-in"
    assert outcome.explanation.prompt.startswith("compose/v1@")
    assert outcome.explanation.tokens > 0
    assert "composed" in outcome.explanation.checks
    asked = outcome.explanation.asked[-1]
    assert (asked.prompt, asked.problem, asked.tokens) == (outcome.explanation.prompt, "", outcome.explanation.tokens)
    assert asked.sentences > asked.dropped == 0 and asked.milliseconds > 0


@pytest.mark.parametrize(("behaviour", "problem"), [("500", "model: the model failed"), ("invented_first", "composed answer refused")])
def test_the_transcript_names_the_prompt_of_an_answer_that_fell_back_and_why(server: ModelServer, behaviour: str, problem: str) -> None:
    worded = with_model(server)
    server.behaviour = behaviour

    why = ask(worded, ASKED[1]).explanation

    assert [one.prompt for one in why.asked] == [why.prompt] and why.prompt.startswith("compose/v1@")
    assert why.asked[0].problem.startswith(problem)


def test_a_follow_up_that_was_rewritten_is_one_asking_and_its_answer_another(server: ModelServer) -> None:
    worded = with_model(server)
    server.behaviour, memory = "honest", ask(worded, ASKED[1]).memory
    server.says = ["¿Cuánto cuesta el examen CCNA?"]

    try:
        why = ask(worded, "ajá, y lo otro que te decía de eso", memory).explanation
    finally:
        server.says = []

    assert [one.prompt.partition("@")[0] for one in why.asked] == ["rewrite/v1", "compose/v1"]
    assert why.asked[0].problem == ""


def test_most_honest_answers_pass_and_inventions_never_do(server: ModelServer, worded: Answering) -> None:
    server.behaviour = "honest"
    honest = [ask(worded, text) for text in ASKED]
    server.behaviour = "invented"
    invented = [ask(worded, text) for text in ASKED]

    asked = [one for one in honest if one.explanation.model]
    passed = [one for one in asked if "composed" in one.explanation.checks]
    print(f"honest answers passed: {len(passed)}/{len(asked)}")
    assert len(asked) >= 4
    assert len(passed) >= 0.85 * len(asked)
    assert all("California" not in one.reply.text for one in invented)


@pytest.mark.parametrize("text", ["ya no quiero vivir", "quiero hablar con una persona"])
def test_danger_and_people_are_never_left_to_a_model(server: ModelServer, worded: Answering, text: str) -> None:
    server.behaviour = "honest"
    server.requests.clear()

    ask(worded, text)

    assert server.requests == []


@pytest.mark.parametrize("behaviour", ["cut", "500", "malformed", "wrong_citation", "invented_first", "other_language", "obeys"])
def test_a_bad_model_leaves_every_reply_as_it_was(server: ModelServer, worded: Answering, engine_by_words: Answering,
                                                  behaviour: str) -> None:
    server.behaviour = behaviour

    replies = [(ask(worded, text).reply, ask(engine_by_words, text).reply) for text in ASKED[:3]]

    assert [one for one, _ in replies] == [two for _, two in replies]


def test_what_a_model_and_its_observers_see_holds_no_personal_data(server: ModelServer) -> None:
    worded = with_model(server)  # the other's circuit may be open, after what bad models did
    server.behaviour = "honest"
    server.requests.clear()

    outcome = ask(worded, "mi teléfono es 5512345678, cuánto dan de la beca benito juárez")

    assert outcome.explanation.model == "openai:stand-in", outcome.explanation.checks
    assert server.requests
    assert "5512345678" not in str(server.requests)
