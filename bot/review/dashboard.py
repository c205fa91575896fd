"""The dashboard: what happened between two days, as charts with their tables; every bar leads to the conversations behind it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import median
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from bot.domain.reply import ReplyKind
from bot.review.access import Visitor, requires
from bot.review.charts import Chart, Series, as_csv, as_png
from bot.review.pages import render, translator
from bot.review.parts import Parts, parts_of
from bot.review.ranges import Asked, Range, saved_as, span_of, steps_of
from bot.review.similar import Group, groups
from bot.review.steps import Steps
from bot.storage.figures import Day, Span
from bot.storage.kept_figures import KeptFigures

router = APIRouter(prefix="/tablero")
Signed = Annotated[Visitor, Depends(requires())]
ENTRIES, GROUPED = 12, 1200
PATIENCE = 0.4  # seconds


@dataclass(frozen=True)
class Figured:
    """What the charts are drawn from: the days asked for, and the counts of them."""

    parts: Parts
    steps: Steps
    figures: KeptFigures

    @property
    def span(self) -> Span:
        """The days as moments."""
        return span_of(self.steps, self.parts)

    @cached_property
    def days(self) -> list[Day]:
        """Every day on which somebody wrote."""
        return self.figures.days(self.span)


@dataclass(frozen=True)
class DashboardPage:
    """Sums over the time, and the charts. `address`: the query part of this range; `weekly`: each bar is a week; `uncounted`: days that are
    in none of the figures yet.
    """

    since: date
    until: date
    people: int
    messages: int
    answered: float
    satisfied: float | None
    charts: tuple[Chart, ...]
    address: str
    weekly: bool
    uncounted: int


@dataclass(frozen=True)
class UnansweredPage:
    """Questions without an answer, those of most people first. `by_meaning`: grouped by meaning, not by wording alone."""

    groups: tuple[Group, ...]
    by_meaning: bool
    topics: bool


@router.get("")
def dashboard(request: Request, visitor: Signed, query: Asked) -> Response:
    """The page, of the days that are counted within a moment; it asks for itself again until all are."""
    parts = parts_of(request)
    steps = steps_of(query, parts)
    uncounted = parts.figures.count_within(span_of(steps, parts), PATIENCE)
    figured = Figured(parts, steps, parts.figures.as_counted())
    days, charts = figured.days, tuple(make(figured) for make in CHARTS.values())
    ups, downs = sum(day.up for day in days), sum(day.down for day in days)
    judged = sum(count for day in days for kind, count in day.kinds.items() if kind in ANSWERED or kind in MISSED)
    good = sum(count for day in days for kind, count in day.kinds.items() if kind in ANSWERED)
    page = DashboardPage(
        steps.first, steps.last, parts.figures.people(figured.span), sum(day.messages for day in days),
        good / judged if judged else 0.0, ups / (ups + downs) if ups + downs else None, charts,
        urlencode({"desde": steps.first, "hasta": steps.last}), steps.weekly, uncounted)
    return render(request, "dashboard.html", page, "dashboard")


@router.get("/preguntas")
def unanswered(request: Request, visitor: Signed, query: Asked, todas: bool = False) -> Response:
    """Questions in groups: those without an answer, or all of them as topics (`todas`); a part of the page that is loaded after it."""
    parts = parts_of(request)
    span = span_of(steps_of(query, parts), parts)
    kinds = () if todas else (ReplyKind.UNKNOWN,)
    near = parts.vectors.of_kind(kinds, span.since, span.until, GROUPED)
    by_meaning = bool(near.asked) or (parts.embeddings is not None and parts.embeddings.ready)
    found = groups(near if by_meaning else parts.vectors.without_vectors(kinds, span.since, span.until, GROUPED))
    return render(request, "_unanswered.html", UnansweredPage(tuple(found[:20]), by_meaning, todas))


@router.get("/{name}.csv")
def table(request: Request, visitor: Signed, name: str, query: Asked) -> Response:
    """A chart's table as CSV."""
    chart, names, _ = _chart(request, name, query)
    parts_of(request).audit.note(visitor.counselor.name, "exported", parts_of(request).clock.now(), f"{name}.csv")
    return Response("\ufeff" + as_csv(chart, names), media_type="text/csv; charset=utf-8", headers=saved_as(f"{name}.csv"))


@router.get("/{name}.png")
def picture(request: Request, visitor: Signed, name: str, query: Asked) -> Response:
    """A chart as a picture."""
    chart, names, title = _chart(request, name, query)
    return Response(as_png(chart, title, names), media_type="image/png", headers=saved_as(f"{name}.png"))


ANSWERED = frozenset({ReplyKind.ANSWER, ReplyKind.RECOMMEND, ReplyKind.CLARIFY})
MISSED = frozenset({ReplyKind.UNKNOWN})
HANDED = frozenset({ReplyKind.HANDOFF})
OTHER = frozenset({ReplyKind.REFUSE, ReplyKind.CRISIS, ReplyKind.SMALLTALK, ReplyKind.COMMAND})


def _people(of: Figured) -> Chart:
    return _over_time("personas", of.steps, (
        Series("chart.people", of.steps.means({day.day: day.people for day in of.days})),
        Series("chart.messages", of.steps.means({day.day: day.messages for day in of.days}))), stacked=False)


def _answers(of: Figured) -> Chart:
    sorts = (("chart.answered", ANSWERED), ("chart.unknown", MISSED), ("chart.handed", HANDED), ("chart.other", OTHER))
    return _over_time("respuestas", of.steps, tuple(Series(name, of.steps.sums(_of_kinds(of.days, kinds))) for name, kinds in sorts))


def _satisfaction(of: Figured) -> Chart:
    return _over_time("satisfaccion", of.steps, (
        Series("chart.up", of.steps.sums({day.day: day.up for day in of.days})),
        Series("chart.down", of.steps.sums({day.day: day.down for day in of.days}))), tipo="down")


def _waits(of: Figured) -> Chart:
    waits = of.figures.waits(of.span)
    medians = (median(within) if (within := [minutes for day, minutes in waits if str(since) <= day <= str(until)]) else 0.0
               for since, until in of.steps.spans)
    return _over_time("espera", of.steps, (Series("chart.minutes", tuple(round(one, 1) for one in medians)),), tipo="handoff")


def _entries(of: Figured) -> Chart:
    used = of.figures.most_used(of.span, ENTRIES)
    title, between = of.parts.knowing.directory.title, {"desde": of.steps.first, "hasta": of.steps.last}
    return Chart("programas", tuple(title(one) for one in used), (Series("chart.times", tuple(used.values())),),
                 tuple(f"/?{urlencode({'programa': one, **between})}" for one in used), sideways=True)


def _hours(of: Figured) -> Chart:
    hours = of.figures.hours(of.span)
    link = f"/?{urlencode({'desde': of.steps.first, 'hasta': of.steps.last})}"
    return Chart("horas", tuple(f"{hour:02}" for hour in range(24)), (
        Series("chart.messages", tuple(hours.get(hour, 0) for hour in range(24))),), (link,) * 24)


def _plans(of: Figured) -> Chart:
    plans = of.steps.sums(_of_kinds(of.days, frozenset({ReplyKind.RECOMMEND})))
    return _over_time("planes", of.steps, (Series("chart.plans", plans),), tipo="recommend")


def _over_time(name: str, steps: Steps, series: tuple[Series, ...], stacked: bool = True, **link: str) -> Chart:
    return Chart(name, steps.labels, series, steps.links(**link), stacked, weekly=steps.weekly)


def _of_kinds(days: Sequence[Day], kinds: Collection[ReplyKind]) -> dict[str, float]:
    return {day.day: sum(day.kinds.get(kind, 0) for kind in kinds) for day in days}


CHARTS: dict[str, Callable[[Figured], Chart]] = {
    "personas": _people, "respuestas": _answers, "satisfaccion": _satisfaction, "espera": _waits, "programas": _entries, "horas": _hours,
    "planes": _plans}


def _chart(request: Request, name: str, query: Range) -> tuple[Chart, tuple[str, ...], str]:
    """A chart, the heads of its table and its title."""
    parts, t = parts_of(request), translator(request)
    if name not in CHARTS:
        raise HTTPException(404)
    steps = steps_of(query, parts)
    chart = CHARTS[name](Figured(parts, steps, parts.figures))
    return chart, (t(chart.label), *(t(one.name) for one in chart.series)), f"{t(f'chart.{name}')}, {steps.first} – {steps.last}"
