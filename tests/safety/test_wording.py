"""Messages brought into plain words that sound as they should."""

from __future__ import annotations

import pytest

from bot.safety.wording import LONGEST_CLAUSE, SHORTEST_CLAUSE, Wording, clauses, sentences, sound


@pytest.mark.parametrize(("written", "plain"), [
    ("YA NO QUIERO VIVIR", "ya no quiero vivir"),
    ("me quierooo moriiir", "me quiero morir"),
    ("quiero su1c1darme", "quiero suicidarme"),
    ("me m4to", "me mato"),
    ("pensé en el su*cidio", "pense en el suicidio"),
    ("quiero m.o.r.i.r", "quiero morir"),
    ("me corto 🔪", "me corto navaja"),
    ("quiero suicdiarme", "quiero suicidarme"),
    ("voy en 4to semestre", "voy en 4to semestre"),
    ("i don't want to", "i do not want to"),
])
def test_what_hides_a_word_is_taken_away(wording: Wording, written: str, plain: str) -> None:
    assert wording.plain(written) == plain


@pytest.mark.parametrize(("one", "other"), [("bibir", "vivir"), ("kiero", "quiero"), ("aser", "hacer"), ("suisidarme", "suicidarme")])
def test_words_that_sound_alike_are_the_same(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@pytest.mark.parametrize("word", ["muerte", "muero", "muera", "volaron", "cortar", "amenaza"])
def test_a_right_word_is_never_taken_for_a_misspelling(wording: Wording, word: str) -> None:
    assert wording.plain(word) == word


def test_pero_and_aunque_begin_a_sentence() -> None:
    assert sentences("hay beca? aunque no creo llegar. ok") == ["hay beca", "aunque no creo llegar", "ok"]


def test_a_long_message_without_signs_has_its_clauses() -> None:
    said = "oye quiero saber de las becas y tambien que onda con el horario porque ya no quiero seguir viviendo y no se que hacer"

    found = clauses(said)

    assert "porque ya no quiero seguir viviendo" in found
    assert all(SHORTEST_CLAUSE <= len(clause.split()) <= LONGEST_CLAUSE for clause in found)


def test_a_short_message_is_looked_at_as_it_is() -> None:
    assert clauses("hay becas, y cuanto dan?") == []
