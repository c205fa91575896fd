"""What is proposed to people who tell of themselves: the written cases, and twenty people walked through whole conversations."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from bot.conversation.engine import Engine
from bot.domain.conversation import Facts, Memory
from bot.domain.message import Message, MessageKind
from bot.domain.reply import Reply
from bot.evaluation.cases import Case
from bot.evaluation.scoring import judge
from tests.evaluation.personas import PERSONAS, problems

CASES = Path(__file__).parents[1] / "evaluation"
WRITTEN = [Case.model_validate(row) for row in yaml.safe_load((CASES / "recommend.yaml").read_text(encoding="utf-8"))]
PAID = {"rec-nini-19-oaxaca", "mari-sin-compu", "nini-28-puebla"}  # need the supports of support.yaml
HELD = (CASES.parents[1] / "knowledge" / "support.yaml").exists()
NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)


def talk(engine: Engine, *texts: str) -> tuple[list[Reply], Memory]:
    memory, replies = Memory(), []
    for text in texts:
        kind = MessageKind.COMMAND if text.startswith("/") else MessageKind.TEXT
        outcome = engine.respond(Message(1, text, kind, NOW), memory)
        memory = outcome.memory
        replies.append(outcome.reply)
    return replies, memory


@pytest.mark.parametrize("case", WRITTEN, ids=lambda case: case.id)
def test_a_proposal_is_what_a_counselor_wants(engine: Engine, case: Case) -> None:
    if case.id in PAID and not HELD:
        pytest.skip("no supports yet")

    replies, _ = talk(engine, *case.turns)

    verdict = judge(case, [(reply, 0.0) for reply in replies])

    assert verdict.problems == (), replies[-1].text


@pytest.mark.parametrize("who", PERSONAS, ids=lambda who: who["id"])
def test_a_person_gets_what_a_good_counselor_would_want(engine: Engine, who: dict[str, object]) -> None:
    if who["id"] in PAID and not HELD:
        pytest.skip("no supports yet")
    says = [str(text) for text in who["says"]]  # type: ignore[attr-defined]

    replies, memory = talk(engine, *says)
    keep = next(button.action for button in replies[-1].buttons if button.action.startswith("plan:keep:"))
    kept = engine.respond(Message(1, keep, MessageKind.BUTTON, NOW), memory)

    told = f"{replies[-1].text}\n{kept.reply.text}"
    assert problems(who, told) == [], told


def test_a_proposal_is_never_longer_than_a_phone_screen_takes(engine: Engine) -> None:
    for case in WRITTEN:
        replies, _ = talk(engine, *case.turns)

        assert len(replies[-1].text) <= 1200


def test_what_people_tell_is_kept_over_a_new_start(engine: Engine) -> None:
    _, memory = talk(engine, "tengo 22, prepa terminada, soy de mérida y quiero aprender redes", "/nuevo")

    assert memory.facts == Facts(age=22, adult=True, state="yucatan", country="mexico", schooling="high_school", goal=memory.facts.goal,
                                 place=memory.facts.place, interests=("redes",))
