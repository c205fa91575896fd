"""Limits of hours and money, as people write them."""

from __future__ import annotations

import pytest

from bot.domain.text import plain
from bot.language.limits import limits, written_out


@pytest.mark.parametrize(("said", "least", "most"), [
    ("cursos de menos de 20 horas", None, 20.0), ("< 20 hrs", None, 20.0), ("10 horas o menos", None, 10.0),
    ("que no dure más de 15 horas", None, 15.0), ("no rebase 12 horas", None, 12.0), ("10 horas para abajo", None, 10.0),
    ("20 hours or less", None, 20.0), ("beyond 15 hours", 15.0, None), ("2 horas o más", 2.0, None), ("de 10-20 horas", 10.0, 20.0),
    ("tomo 3 horas al día", None, None)])
def test_hours(said: str, least: float | None, most: float | None) -> None:
    found = limits(plain(written_out(said, "es")).replace("hrs", "horas").split())

    assert (found.min_hours, found.max_hours) == (least, most)


@pytest.mark.parametrize(("said", "language", "most"), [
    ("menos de 100 dólares", "es", 100.0), ("< $1800", "es", 100.0), ("under $50", "en", 50.0), ("traigo como 120 dólares", "es", 120.0),
    ("$200 dlls o menos", "es", None), ("cuesta 49 dólares", "es", None)])
def test_the_most_that_something_may_cost(said: str, language: str, most: float | None) -> None:
    assert limits(plain(written_out(said, language)).split()).max_price == most


def test_a_price_asked_for_is_exact() -> None:
    assert limits(plain("exámenes que salen en 125 dólares").split()).price == 125.0
