"""Two wordings of one phrase are no change of an answer."""

from __future__ import annotations

from bot.review.wordings import Wordings

PHRASES = {"es": {
    "unknown": ("Eso no lo tengo confirmado.", "No tengo ese dato con fuente.", "Ese dato no está publicado."),
    "list": ("Encontré {count}. Estos te pueden servir:", "Hay {count} que cumplen con eso. Por ejemplo:"),
    "noted": ("Anotado: {facts}.", "Va: {facts}."), "only": ("Son {count} becas.",)}}


def test_every_wording_becomes_the_first_with_what_fills_its_gaps() -> None:
    wordings = Wordings(PHRASES)

    assert wordings.first("Ese dato no está publicado. Pregunta en tu plantel.") == "Eso no lo tengo confirmado. Pregunta en tu plantel."
    assert wordings.first("Hay 12 becas que cumplen con eso. Por ejemplo:\n• una") == "Encontré 12 becas. Estos te pueden servir:\n• una"
    assert wordings.first("Encontré 12 becas. Estos te pueden servir:") == "Encontré 12 becas. Estos te pueden servir:"


def test_another_fact_stays_another_and_a_wording_of_hardly_any_letters_takes_nothing_for_itself() -> None:
    wordings = Wordings(PHRASES)

    assert wordings.first("Hay 12 que cumplen con eso. Por ejemplo:") != wordings.first("Hay 13 que cumplen con eso. Por ejemplo:")
    assert wordings.first("Va: lo que dijiste.") == "Va: lo que dijiste."


def test_the_wordings_of_the_knowledge_are_told_apart_by_nothing_but_themselves() -> None:
    said = Wordings(PHRASES)

    assert said.first("La beca es de 1,900 pesos al mes.") == "La beca es de 1,900 pesos al mes."
