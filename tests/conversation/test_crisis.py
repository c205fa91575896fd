"""The reply to danger, composed from phrases and help lines."""

from __future__ import annotations

from datetime import date

import pytest

from bot.conversation.crisis import CrisisReply
from bot.conversation.draft import Draft
from bot.domain.conversation import Facts, Memory
from bot.domain.guard import Danger, Guarded
from bot.domain.knowledge import HelpLine, Place
from bot.domain.reading import Reading
from bot.domain.reply import ReplyKind, Source
from bot.library.phrases import PhraseBook

PLACES = (Place(id="mexico", name="México", kind="country"), Place(id="honduras", name="Honduras", kind="country", country="honduras"))
LINE = HelpLine(id="emergencias", name="911", name_en="911", text="Marca **911**.", text_en="Dial **911**.", number="911",
                topics=("danger",), source=("x",), checked_on=date(2026, 11, 1))
SPANISH = Reading("es", "")


@pytest.fixture
def crisis(phrases: PhraseBook) -> CrisisReply:
    return CrisisReply((LINE,), PLACES, phrases)


@pytest.mark.parametrize("danger", list(Danger))
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_danger_has_its_words_and_the_lines_of_mexico(crisis: CrisisReply, danger: Danger, language: str) -> None:
    draft = crisis.draft(Guarded("", danger), Reading(language, ""), Memory())

    assert draft.kind is ReplyKind.CRISIS
    assert "**911**" in draft.text


def test_without_lines_in_the_knowledge_mexico_still_has_its_numbers(phrases: PhraseBook) -> None:
    draft = CrisisReply((), PLACES, phrases).draft(Guarded("", Danger.SUICIDE), SPANISH, Memory())

    assert "800 911 2000" in draft.text


def test_for_a_country_without_sourced_lines_it_says_so_and_names_none(crisis: CrisisReply) -> None:
    draft = crisis.draft(Guarded("", Danger.SUICIDE), SPANISH, Memory(facts=Facts(country="honduras")))

    assert "No tengo confirmado un número de ayuda en Honduras" in draft.text
    assert "911" not in draft.text


def test_a_minor_is_led_to_an_adult(crisis: CrisisReply) -> None:
    draft = crisis.draft(Guarded("", Danger.VIOLENCE), SPANISH, Memory(facts=Facts(age=15)))

    assert "persona adulta en quien confíes" in draft.text


def test_the_ordinary_question_is_answered_after_the_help(crisis: CrisisReply) -> None:
    source = Source("x", None, date(2026, 11, 1))
    answer = Draft("Dura tres años.", ReplyKind.ANSWER, sources=(source,))

    draft = crisis.draft(Guarded("", Danger.SUICIDE), SPANISH, Memory(), answer)

    assert draft.text.endswith("Dura tres años.")
    assert (draft.kind, draft.sources) == (ReplyKind.CRISIS, (source,))


def test_an_unsure_answer_is_not_put_beside_the_help(crisis: CrisisReply) -> None:
    draft = crisis.draft(Guarded("", Danger.SUICIDE), SPANISH, Memory(), Draft("No sé.", ReplyKind.UNKNOWN, confidence=0.2))

    assert "No sé." not in draft.text
