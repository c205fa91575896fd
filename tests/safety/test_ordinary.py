"""What the bot itself asks of people is no danger when they answer: where they live, how old they are, their hours, what they like."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.assembly import build_guard, build_library
from bot.domain.conversation import Memory
from bot.library.files import read_knowledge
from bot.settings import Settings
from tests.conftest import data_kept_between_runs

ROOT = Path(__file__).parents[2]
KNOWLEDGE = read_knowledge(ROOT / "knowledge")
OF_A_PLACE = ("soy de {}", "vivo en {}", "hay conalep en {}?", "quiero trabajar en {}", "qué empresas hay en {}")
OF_HOURS = ("solo tengo {} horas a la semana", "tengo {} h x semana", "puedo {} horas al día", "nomas {} hrs", "i have {} hours a week")
OF_AN_AGE = ("tengo {}", "tengo {} años", "tngo {} y no se q estudiar", "i'm {}")
OF_A_FIELD = ("me gusta {}", "quiero estudiar algo de {}", "tengo 16 y me late {}")


def answers() -> list[str]:
    """Ways of answering, filled with every place, field and degree of the knowledge."""
    places = [place.name for place in KNOWLEDGE.places]
    liked = [field.name_es.lower() for field in KNOWLEDGE.interests.fields] if KNOWLEDGE.interests else []
    liked += [program.title.lower() for program in KNOWLEDGE.programs]
    filled = ((OF_A_PLACE, places), (OF_HOURS, list(range(1, 41))), (OF_AN_AGE, list(range(13, 46))), (OF_A_FIELD, liked))
    return [form.format(one) for forms, ones in filled for form in forms for one in ones]


@pytest.mark.parametrize("by_meaning", [False, True])
def test_no_answer_to_what_the_bot_asks_is_taken_for_danger(by_meaning: bool) -> None:
    settings = Settings(knowledge=ROOT / "knowledge", data=data_kept_between_runs())
    _, _, embeddings = build_library(settings, KNOWLEDGE)
    guard = build_guard(settings, KNOWLEDGE, embeddings if by_meaning else None)
    if by_meaning:
        embeddings.wait()
    guard.warm()
    if by_meaning:
        embeddings.vectors([one for text in answers() for one in guard.compared(text)])  # at once: an eighth of the time of one by one

    alarms = [text for text in answers() if guard.look(text, Memory()).danger is not None]

    assert len(answers()) > 700
    assert alarms == []
