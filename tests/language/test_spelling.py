"""Words spelt as they sound become the knowledge's words; names stay."""

import pytest

from bot.language.spelling import Spelling

SPELLING = Spelling(["beca Benito Juárez", "hasta cuándo", "ciencia de datos", "llave", "híbrido", "Netacad"])


@pytest.mark.parametrize(("typed", "meant"), [
    ("veca", "beca"), ("asta", "hasta"), ("juares", "juarez"), ("siencia", "ciencia"), ("yave", "llave"), ("ibrido", "hibrido")])
def test_a_word_spelt_as_it_sounds_is_corrected(typed: str, meant: str) -> None:
    assert SPELLING.corrected(typed) == meant


def test_a_name_of_the_knowledge_and_an_unknown_word_stay() -> None:
    assert SPELLING.corrected("Netacad y Oaxtepec") == "Netacad y Oaxtepec"
