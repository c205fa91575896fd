"""The steps of a chart over time."""

from __future__ import annotations

from datetime import date, timedelta

from bot.review.steps import MOST_DAYS, Steps

MONDAY = date(2026, 11, 23)


def test_a_short_time_has_a_step_for_every_day() -> None:
    steps = Steps(MONDAY, MONDAY + timedelta(days=2))

    assert steps.labels == ("2026-11-23", "2026-11-24", "2026-11-25")
    assert steps.links(tipo="down")[1] == "/?desde=2026-11-24&hasta=2026-11-24&tipo=down"
    assert steps.sums({"2026-11-24": 3}) == steps.means({"2026-11-24": 3}) == (0, 3, 0)


def test_a_long_time_has_weeks_that_lose_no_day() -> None:
    first, last = MONDAY - timedelta(days=2), MONDAY + timedelta(days=MOST_DAYS)
    every = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]

    steps = Steps(first, last)

    assert [day for since, until in steps.spans for day in every if since <= day <= until] == every
    assert steps.spans[:2] == ((first, MONDAY - timedelta(days=1)), (MONDAY, MONDAY + timedelta(days=6)))
    assert sum(steps.sums({day.isoformat(): 1 for day in every})) == len(every)
    assert steps.means({day.isoformat(): 7 for day in every}) == (7,) * len(steps.spans)
    assert steps.links()[1] == "/?desde=2026-11-23&hasta=2026-11-29"
