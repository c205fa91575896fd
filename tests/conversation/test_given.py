"""What is asked beside personal data."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.conversation.given import asked_beside
from bot.conversation.ports import Answering
from bot.domain.conversation import Memory
from bot.domain.message import Message, MessageKind


@pytest.mark.parametrize(("shown", "asked"), [
    ("mi teléfono es [teléfono], cuánto dan de la beca benito juárez", "cuánto dan de la beca benito juárez"),
    ("¿cuándo salen los resultados? mi folio es [folio]", "¿cuándo salen los resultados?"),
    ("cuánto cuesta el examen CCNA y mi correo es [correo]", "cuánto cuesta el examen CCNA"),
    ("my email is [correo], how long is the course?", "how long is the course?"),
    ("quiero saber de la beca mi curp: [CURP]", "quiero saber de la beca"),
    ("mi correo es [correo]", "mi correo es [correo]"),
    ("tengo [condición de salud], ¿hay becas para mí?", "tengo [condición de salud], ¿hay becas para mí?"),
    ("¿qué es el [taller] de redes que dan en mi escuela los sábados por la tarde con beca?",
     "¿qué es el [taller] de redes que dan en mi escuela los sábados por la tarde con beca?")])
def test_what_only_gives_a_datum_is_no_part_of_the_question(shown: str, asked: str) -> None:
    assert asked_beside(shown) == asked


@pytest.mark.parametrize("datum", ["mi teléfono es 5512345678, ", "mi curp es LOOA030815MPLPRN03 y ", "mi correo es ana.lopez@gmail.com. "])
def test_who_gives_a_datum_gets_the_answer_all_the_same(engine_by_words: Answering, datum: str) -> None:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    asked = "¿cuánto dan de la beca benito juárez?"

    beside, alone = (engine_by_words.respond(Message(1, text, MessageKind.TEXT, at), Memory()).reply for text in (f"{datum}{asked}", asked))

    assert beside.kind is alone.kind
    assert beside.sources == alone.sources
    assert alone.text in beside.text
