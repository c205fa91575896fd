"""Noise: people's ways to write, repeatable."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.commands.case_files import read_tables
from bot.domain.reply import ReplyKind
from bot.evaluation.cases import Case
from bot.evaluation.noise import KINDS, Noise, variants

TABLES = read_tables(Path(__file__).parent)


def said(text: str, noise: Noise, seed: int = 0, language: str = "es") -> str:
    case = Case(id="a", kind="fact", language=language, turns=(text,), expect=(ReplyKind.UNKNOWN,), reason="r")  # type: ignore[arg-type]
    pairs = variants([case], noise, TABLES, seed)
    return pairs[0][1].turns[0] if pairs else text


def test_accents_and_opening_signs_are_dropped() -> None:
    assert said("¿Cuánto dura Mecatrónica?", "noaccent") == "cuanto dura mecatronica?"


def test_slang_stands_for_whole_words_only() -> None:
    noisy = said("quiero trabajo, por favor", "slang")

    assert noisy.split(",")[0] in {f"{want} {work}" for want in ("kiero", "qiero") for work in ("chamba", "jale")}
    assert noisy.split(", ")[1] in {"xfa", "porfa", "porfis"}
    assert said("porqueriza", "slang") == "porqueriza"


def test_a_typo_leaves_the_first_letter_short_words_capitals_and_figures() -> None:
    for seed in range(50):
        first, *rest = said("¿Cuánto cuesta el CCNA 200-301?", "typo", seed).strip("¿?").split()

        assert first[0] == "C"
        assert rest[1:] == ["el", "CCNA", "200-301"]


def test_every_message_with_a_long_word_gets_a_typo() -> None:
    assert all(said("becas", "typo", seed) != "becas" for seed in range(50))


def test_what_sounds_alike_is_written_alike() -> None:
    heard = {said("¿qué hay de computación?", "phonetic", seed) for seed in range(40)}

    assert "ke ay de komputasion" in {text.strip("¿?") for text in heard}


def test_what_is_spoken_has_no_punctuation() -> None:
    noisy = said("¿Cuánto cuesta? Tengo 16 años, y nada de dinero.", "voice")

    assert noisy.endswith("cuánto cuesta tengo 16 años y nada de dinero")
    assert len(noisy.split()) > 9


def test_english_has_no_spanish_sounds() -> None:
    assert said("how much does it cost", "phonetic", language="en") == "how much does it cost"


@pytest.mark.parametrize("noise", KINDS)
def test_the_same_seed_gives_the_same_noise(noise: Noise) -> None:
    text = "¿Cuánto cuesta el certificado de ciberseguridad y qué necesito para hacerlo?"

    assert said(text, noise, 7) == said(text, noise, 7)


def test_a_variant_keeps_what_is_expected_and_belongs_to_the_family_of_its_case() -> None:
    case = Case(id="a", kind="fact", turns=("¿Cuánto dura?", "¿y qué cuesta?"), expect=(ReplyKind.ANSWER,), must=("7",), reason="r",
                paraphrases=("¿precio?",))

    [(clean, noisy)] = variants([case], "noaccent", TABLES)

    assert clean == case
    assert noisy == case.model_copy(update={"id": "a-noaccent", "style": "noaccent", "turns": ("cuanto dura?", "y que cuesta?"),
                                            "paraphrases": (), "family": "a"})
