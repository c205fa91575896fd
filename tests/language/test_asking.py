"""Whether a message asks for a fact beside what it tells."""

from __future__ import annotations

import pytest

from bot.domain.counted import counted, counts_entries
from bot.language.asking import asks_a_fact


@pytest.mark.parametrize("text", [
    "me gusta la enfermería, ¿qué papeles piden?", "soy mamá soltera, ahí tienen guardería", "que le van a dar a los alumnos en hidalgo",
    "I work in a mine. Where is mining taught?", "tengo 16 y cuánto cuesta"])
def test_a_clause_that_asks_is_noticed(text: str) -> None:
    assert asks_a_fact(text, set())


@pytest.mark.parametrize("text", ["tengo 16 y me gustan los carros", "soy de durango, puedo pagar un examen", "no trabajo, que hago"])
def test_telling_asks_for_nothing(text: str) -> None:
    assert not asks_a_fact(text, set())


def test_what_asks_for_advice_is_no_fact() -> None:
    assert not asks_a_fact("tengo 15, ¿qué me conviene?", {2, 3, 4})


def test_what_is_counted() -> None:
    assert counted(["cuantas", "preguntas", "trae", "el", "examen"]) == ("preguntas", "trae")
    assert counts_entries(["cuantos", "cursos", "de", "cisco", "hay"])
    assert not counts_entries(["cuantas", "preguntas", "trae", "el", "examen"])
