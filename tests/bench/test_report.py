"""The README says of the benchmark what the committed figures say."""

from __future__ import annotations

from tests.bench.report import README, between, made, ratio


def test_the_readme_shows_the_committed_figures() -> None:
    assert between(README.read_text(encoding="utf-8")) == made()


def test_a_ratio_of_equal_times_is_one_with_a_narrow_interval() -> None:
    assert ratio([3.0, 4.0, 5.0], [3.0, 4.0, 5.0]) == (1.0, 1.0, 1.0)
