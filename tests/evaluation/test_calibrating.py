"""The scale of confidence: fitted on some families, held up to others."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bot.domain.confidence import ConfidenceScale
from bot.errors import KnowledgeError
from bot.evaluation.calibrating import Stated, calibration_error, fitted, halves, reliability
from bot.library.confidence import FILE, read_scale, write_scale


def overconfident(count: int, seed: int) -> list[Stated]:
    """Replies that say 0.9 and more, and are right in seven of ten."""
    chance = random.Random(seed)
    return [Stated(f"family {number}", chance.uniform(0.88, 0.99), chance.random() < 0.7) for number in range(count)]


def test_what_is_stated_too_surely_comes_down_on_questions_kept_apart() -> None:
    to_fit, apart = halves(overconfident(600, 1))

    scale = fitted(to_fit)

    assert calibration_error(reliability(apart, scale)) < 0.06 < 0.2 < calibration_error(reliability(apart))


def test_a_scale_keeps_the_order() -> None:
    scale = fitted(overconfident(200, 2))

    chances = [scale.of(number / 20) for number in range(21)]

    assert chances == sorted(chances)
    assert all(0 < chance < 1 for chance in chances)


def test_variants_of_one_question_are_on_one_side_and_count_once() -> None:
    variants = [Stated("one", 0.9, False, 1 / 50) for _ in range(50)]
    rest = [Stated(f"other {number}", 0.9, True) for number in range(50)]

    to_fit, apart = halves([*variants, *rest])

    assert {one.family for one in to_fit}.isdisjoint(one.family for one in apart)
    assert fitted([*variants, *rest]).of(0.9) > 0.85


def test_without_anything_to_fit_on_nothing_changes() -> None:
    scale = fitted([])

    assert scale.of(0.7) == pytest.approx(0.7)


def test_the_scale_is_kept_in_a_file_and_a_broken_one_is_refused(tmp_path: Path) -> None:
    scale = ConfidenceScale(slope=0.8, shift=-0.3, families=120)

    write_scale(tmp_path, scale)
    read = read_scale(tmp_path)
    (tmp_path / FILE).write_text("slope: -1", encoding="utf-8")

    assert read == scale
    with pytest.raises(KnowledgeError, match=r"calibration\.yaml"):
        read_scale(tmp_path)
