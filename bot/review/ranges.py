"""Between which days the dashboard counts: `?desde=2026-11-01&hasta=2026-11-24`."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict

from bot.review.filters import start_of
from bot.review.parts import Parts
from bot.review.steps import Steps
from bot.storage.figures import Span

DAYS, MOST_DAYS = 30, 400


class Range(BaseModel):
    """From day to day, both included; the last 30 days at first."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    desde: date | None = None
    hasta: date | None = None

    def days(self, today: date) -> tuple[date, date]:
        """The first and the last day, at most 400 days apart."""
        last = self.hasta or today
        first = self.desde or last - timedelta(days=DAYS - 1)
        return max(min(first, last), last - timedelta(days=MOST_DAYS)), last


Asked = Annotated[Range, Query()]


def steps_of(query: Range, parts: Parts) -> Steps:
    """The days asked for, as the steps of a chart."""
    return Steps(*query.days(parts.clock.now().astimezone(parts.settings.local).date()))


def span_of(steps: Steps, parts: Parts) -> Span:
    """The same days as moments, in the counselors' zone."""
    since, until = start_of(steps.first, parts), start_of(steps.last, parts, after=True)
    assert since is not None and until is not None
    return Span(since, until, since.utcoffset() or timedelta())


def saved_as(name: str) -> dict[str, str]:
    """Headers of an answer that the browser keeps as a file."""
    return {"content-disposition": f'attachment; filename="{name}"'}
