"""Words spelt as they sound, or slipped from the fingers, become the words they are meant to be; names and real words stay."""

from __future__ import annotations

import pytest

from bot.language.lexicon import Lexicon
from bot.language.spelling import Spelling

SPELLING = Spelling(["beca Benito Juárez", "hasta cuándo", "ciencia de datos", "llave", "híbrido", "Netacad", "mecatrónica"], Lexicon())


@pytest.mark.parametrize(("typed", "meant"), [
    ("veca", "beca"), ("asta", "hasta"), ("juares", "juarez"), ("siencia", "ciencia"), ("yave", "llave"), ("ibrido", "hibrido"),
    ("kiero", "quiero"), ("paguina", "pagina"), ("carera", "carrera"), ("mecatronika", "mecatronica"), ("mecatroncia", "mecatronica")])
def test_a_spanish_word_is_corrected(typed: str, meant: str) -> None:
    assert SPELLING.corrected(typed, "es") == meant


@pytest.mark.parametrize(("typed", "meant"), [("escuelita", "escuela"), ("cortito", "corto"), ("poquita", "poca"), ("papelitos", "papeles"),
                                              ("becitas", "becas"), ("cerquita", "cerca")])
def test_a_diminutive_is_the_word_it_comes_from(typed: str, meant: str) -> None:
    assert SPELLING.corrected(typed, "es") == meant


@pytest.mark.parametrize(("typed", "meant"), [("certficate", "certificate"), ("minimun", "minimum"), ("scolarship", "scholarship")])
def test_an_english_word_is_corrected(typed: str, meant: str) -> None:
    assert SPELLING.corrected(typed, "en") == meant


@pytest.mark.parametrize("typed", ["Netacad y Oaxtepec", "cuánto cuesta el uniforme", "la beca Telmex", "una laptop", "el iphone", "mudé",
                                   "bonito", "señorita", "visita"])
def test_names_of_the_knowledge_and_real_words_stay(typed: str) -> None:
    assert SPELLING.corrected(typed, "es") == typed


def test_a_word_of_thousands_of_letters_is_left_alone_at_once() -> None:
    endless = "abcdefghijklmnopqrstuvwxyz" * 150

    assert SPELLING.corrected(endless, "es") == endless
