"""Every stage in which a model helps, against a model that misbehaves in every way, over real HTTP: the reply is right, and in time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.assembly import grounding_check
from bot.conversation.compose import Composer, Told
from bot.conversation.ports import Answering
from bot.conversation.worded import Worded
from bot.domain.conversation import Memory, Outcome, Said
from bot.domain.message import Message, MessageKind
from bot.domain.passage import Found, Passage, Sought
from bot.domain.reply import Explanation, PassageSeen, Reply, ReplyKind, Source
from bot.language.detection import LanguageOfMessage
from bot.library.embedding import TextEmbeddings, load_model
from bot.library.files import read_knowledge
from bot.llm.ledger import LedgerInMemory
from bot.llm.limits import LimitedModel, Limits
from bot.llm.providers import open_model
from bot.prompting.prompts import read_prompts
from tests.stand_ins.model_server import ModelServer, model_server

ROOT = Path(__file__).parents[2]
SECONDS = 1.5
BEHAVIOURS = ("slow", "cut", "429", "500", "malformed", "empty", "wrong_citation", "invented_first", "other_language", "obeys", "endless")
SOURCE = Source("El Informador, 2026", "https://www.informador.mx/becas", date(2026, 11, 10))
SPANISH = "Da 1,900 pesos cada dos meses, durante los diez meses de clases."
ANSWER = Reply(SPANISH, ReplyKind.ANSWER, "es", sources=(SOURCE,))
PLAN = Reply("Te propongo empezar por Conceptos básicos de redes, de Cisco: es gratis y dura 22 horas.", ReplyKind.RECOMMEND, "es",
             sources=(SOURCE,))
QUOTED = Reply(f"The source is in Spanish: «{SPANISH}»", ReplyKind.ANSWER, "en", sources=(SOURCE,))
WHY = Explanation(passages=(PassageSeen("beca#monto", "Beca", 3.0),))
LINES = ["age: 17, state: puebla", "- ¿cuánto dan de la beca benito juárez? (answer)", "- ¿y cuándo la depositan? (unknown)"]


class Day:
    def today(self) -> date:
        return date(2026, 11, 24)


class OnePassage:
    def search(self, sought: Sought) -> list[Found]:
        return []

    def passage(self, passage_id: str) -> Passage | None:
        return Passage("beca#monto", "beca", "topic", "Beca Benito Juárez", "¿Cuánto da?", SPANISH, sources=(SOURCE,))


class KnowsNothing:
    """An engine that knows one thing: what the fully said question asks."""

    def respond(self, message: Message, memory: Memory) -> Outcome:
        known = "beca benito" in message.text.lower()
        reply = ANSWER if known else Reply("No lo sé.", ReplyKind.UNKNOWN, "es")
        return Outcome(reply, memory, WHY if known else Explanation(), message.text)


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@pytest.fixture(scope="module")
def composer(server: ModelServer) -> Composer:
    limits = Limits(SECONDS, at_once=50, tokens_a_day=10**9, tokens_a_day_and_person=10**9, failures=1000, method="json_mode")
    model = LimitedModel("openai:stand-in", open_model("openai:stand-in", server.address, seconds=SECONDS), limits, LedgerInMemory(), Day())
    check = grounding_check(read_knowledge(ROOT / "knowledge"), TextEmbeddings(load_model("")))
    return Composer(model, read_prompts(ROOT / "prompts"), check, OnePassage(), LanguageOfMessage())


def rewritten(composer: Composer) -> Told:
    engine: Answering = KnowsNothing()
    memory = Memory(said=(Said(asked="¿cuánto dan de la beca benito juárez?"),))
    message = Message(1, "y cuánto es", MessageKind.TEXT, datetime(2026, 11, 24, tzinfo=UTC))
    outcome = Worded(engine, composer._model, composer._prompts, composer).respond(message, memory)
    return Told(outcome.reply.text, outcome.explanation.checks)


Stage = Callable[[Composer], Told]
STAGES: dict[str, tuple[Stage, str]] = {
    "compose": (lambda composer: composer.reworded(ANSWER, WHY, "cuánto dan", "ana"), ANSWER.text),
    "explain": (lambda composer: composer.reworded(PLAN, Explanation(), "qué estudio", "ana"), PLAN.text),
    "translate": (lambda composer: composer.reworded(QUOTED, WHY, "how much is it", "ana"), QUOTED.text),
    "summarise": (lambda composer: composer.summary(LINES, "ana"), ""),
    "rewrite": (rewritten, "No lo sé."),
}


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
@pytest.mark.parametrize("stage", STAGES)
def test_a_model_that_misbehaves_leaves_the_reply_as_it_was_and_in_time(server: ModelServer, composer: Composer, stage: str,
                                                                         behaviour: str) -> None:
    server.behaviour, server.says = behaviour, []
    run, without = STAGES[stage]
    start = time.monotonic()

    told = run(composer)

    spent = time.monotonic() - start
    print(f"{stage:<10} {behaviour:<15} {spent * 1000:6.0f} ms")
    assert told.text == without
    assert spent < 2 * SECONDS + 1.5


@pytest.mark.parametrize(("stage", "says", "expected"), [
    ("compose", ["Te dan **1,900 pesos cada dos meses** durante los diez meses de clases."],
     "Te dan **1,900 pesos cada dos meses** durante los diez meses de clases."),
    ("explain", ["Empiezas por redes porque es gratis y dura 22 horas."],
     f"{PLAN.text}\n\nEmpiezas por redes porque es gratis y dura 22 horas."),
    ("translate", ["It gives 1,900 pesos every two months, during the ten months of classes."],
     "It gives 1,900 pesos every two months, during the ten months of classes."),
    ("summarise", ["La persona tiene 17 y pregunta cuánto dan de la beca Benito Juárez."],
     "La persona tiene 17 y pregunta cuánto dan de la beca Benito Juárez."),
    ("rewrite", ["¿Cuánto dan de la beca Benito Juárez?"], SPANISH)])
def test_an_honest_model_helps_at_every_stage(server: ModelServer, composer: Composer, stage: str, says: list[str], expected: str) -> None:
    server.behaviour, server.says = "honest", says

    told = STAGES[stage][0](composer)

    assert told.text == expected, told.checks


def test_a_plan_without_room_is_not_explained(server: ModelServer, composer: Composer) -> None:
    server.requests.clear()
    long = replace(PLAN, text=PLAN.text * 12)

    assert composer.reworded(long, Explanation(), "qué estudio", "ana") == Told(long.text)
    assert server.requests == []


def test_a_translation_that_changes_an_amount_or_leaves_something_out_is_refused(server: ModelServer, composer: Composer) -> None:
    server.behaviour, server.says = "honest", ["It gives 1,900 pesos every two months.", "You get 2,900 pesos for ten months."]

    assert composer.reworded(QUOTED, WHY, "how much is it", "ana").text == QUOTED.text
