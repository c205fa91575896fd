"""The dashboard: what happened between two days, as charts with their tables; every bar leads to the conversations behind it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from bot.domain.reply import ReplyKind
from bot.review.access import Visitor, requires
from bot.review.charts import Chart, Series, as_csv, as_png
from bot.review.filters import start_of
from bot.review.pages import render, translator
from bot.review.parts import Parts, parts_of
from bot.review.similar import Group, groups
from bot.review.steps import Steps
from bot.storage.figures import Day, Span

router = APIRouter(prefix="/tablero")
Signed = Annotated[Visitor, Depends(requires())]
DAYS, MOST_DAYS, ENTRIES, GROUPED = 30, 400, 12, 1200


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


@dataclass(frozen=True)
class DashboardPage:
    """Sums over the time, and the charts. `address`: the query part of this range; `weekly`: each bar is a week."""

    since: date
    until: date
    people: int
    messages: int
    answered: float
    satisfied: float | None
    charts: tuple[Chart, ...]
    address: str
    weekly: bool


@dataclass(frozen=True)
class UnansweredPage:
    """Questions without an answer, those of most people first. `by_meaning`: grouped by meaning, not by wording alone."""

    groups: tuple[Group, ...]
    by_meaning: bool
    topics: bool


@router.get("")
def dashboard(request: Request, visitor: Signed, query: Asked) -> Response:
    """The page."""
    parts = parts_of(request)
    steps = Steps(*query.days(_today(parts)))
    days = parts.figures.days(_span(parts, steps))
    charts = tuple(make(parts, steps, days) for make in CHARTS.values())
    ups, downs = sum(day.up for day in days), sum(day.down for day in days)
    judged = sum(count for day in days for kind, count in day.kinds.items() if kind in ANSWERED or kind in MISSED)
    good = sum(count for day in days for kind, count in day.kinds.items() if kind in ANSWERED)
    page = DashboardPage(
        steps.first, steps.last, parts.figures.people(_span(parts, steps)), sum(day.messages for day in days),
        good / judged if judged else 0.0, ups / (ups + downs) if ups + downs else None, charts,
        urlencode({"desde": steps.first, "hasta": steps.last}), steps.weekly)
    return render(request, "dashboard.html", page, "dashboard")


@router.get("/preguntas")
def unanswered(request: Request, visitor: Signed, query: Asked, todas: bool = False) -> Response:
    """Questions in groups: those without an answer, or all of them as topics (`todas`); a part of the page that is loaded after it."""
    parts = parts_of(request)
    first, last = query.days(_today(parts))
    near = parts.vectors.of_kind(() if todas else (ReplyKind.UNKNOWN,), start_of(first, parts), start_of(last, parts, after=True), GROUPED)
    found = groups(near)
    return render(request, "_unanswered.html", UnansweredPage(tuple(found[:20]), bool(len(near.asked)), todas))


@router.get("/{name}.csv")
def table(request: Request, visitor: Signed, name: str, query: Asked) -> Response:
    """A chart's table as CSV."""
    chart, names, _ = _chart(request, name, query)
    parts_of(request).audit.note(visitor.counselor.name, "exported", parts_of(request).clock.now(), f"{name}.csv")
    return Response("\ufeff" + as_csv(chart, names), media_type="text/csv; charset=utf-8", headers=_saved(f"{name}.csv"))


@router.get("/{name}.png")
def picture(request: Request, visitor: Signed, name: str, query: Asked) -> Response:
    """A chart as a picture."""
    chart, names, title = _chart(request, name, query)
    return Response(as_png(chart, title, names), media_type="image/png", headers=_saved(f"{name}.png"))


ANSWERED = frozenset({ReplyKind.ANSWER, ReplyKind.RECOMMEND, ReplyKind.CLARIFY})
MISSED = frozenset({ReplyKind.UNKNOWN})
HANDED = frozenset({ReplyKind.HANDOFF})
OTHER = frozenset({ReplyKind.REFUSE, ReplyKind.CRISIS, ReplyKind.SMALLTALK, ReplyKind.COMMAND})


def _people(parts: Parts, steps: Steps, days: Sequence[Day]) -> Chart:
    return _over_time("personas", steps, (
        Series("chart.people", steps.means({day.day: day.people for day in days})),
        Series("chart.messages", steps.means({day.day: day.messages for day in days}))), stacked=False)


def _answers(parts: Parts, steps: Steps, days: Sequence[Day]) -> Chart:
    sorts = (("chart.answered", ANSWERED), ("chart.unknown", MISSED), ("chart.handed", HANDED), ("chart.other", OTHER))
    return _over_time("respuestas", steps, tuple(Series(name, steps.sums(_of_kinds(days, kinds))) for name, kinds in sorts))


def _satisfaction(parts: Parts, steps: Steps, days: Sequence[Day]) -> Chart:
    return _over_time("satisfaccion", steps, (
        Series("chart.up", steps.sums({day.day: day.up for day in days})),
        Series("chart.down", steps.sums({day.day: day.down for day in days}))), tipo="down")


def _waits(parts: Parts, steps: Steps, days: Sequence[Day]) -> Chart:
    waits = parts.figures.waits(_span(parts, steps))
    medians = (median(within) if (within := [minutes for day, minutes in waits if str(since) <= day <= str(until)]) else 0.0
               for since, until in steps.spans)
    return _over_time("espera", steps, (Series("chart.minutes", tuple(round(one, 1) for one in medians)),), tipo="handoff")


def _entries(parts: Parts, steps: Steps, days: Sequence[Day]) -> Chart:
    used = parts.figures.most_used(_span(parts, steps), ENTRIES)
    title, between = parts.knowing.directory.title, {"desde": steps.first, "hasta": steps.last}
    return Chart("programas", tuple(title(one) for one in used), (Series("chart.times", tuple(used.values())),),
                 tuple(f"/?{urlencode({'programa': one, **between})}" for one in used), sideways=True)


def _hours(parts: Parts, steps: Steps, days: Sequence[Day]) -> Chart:
    hours = parts.figures.hours(_span(parts, steps))
    link = f"/?{urlencode({'desde': steps.first, 'hasta': steps.last})}"
    return Chart("horas", tuple(f"{hour:02}" for hour in range(24)), (
        Series("chart.messages", tuple(hours.get(hour, 0) for hour in range(24))),), (link,) * 24)


def _plans(parts: Parts, steps: Steps, days: Sequence[Day]) -> Chart:
    plans = steps.sums(_of_kinds(days, frozenset({ReplyKind.RECOMMEND})))
    return _over_time("planes", steps, (Series("chart.plans", plans),), tipo="recommend")


def _over_time(name: str, steps: Steps, series: tuple[Series, ...], stacked: bool = True, **link: str) -> Chart:
    return Chart(name, steps.labels, series, steps.links(**link), stacked, weekly=steps.weekly)


def _of_kinds(days: Sequence[Day], kinds: Collection[ReplyKind]) -> dict[str, float]:
    return {day.day: sum(day.kinds.get(kind, 0) for kind in kinds) for day in days}


CHARTS: dict[str, Callable[[Parts, Steps, Sequence[Day]], Chart]] = {
    "personas": _people, "respuestas": _answers, "satisfaccion": _satisfaction, "espera": _waits, "programas": _entries, "horas": _hours,
    "planes": _plans}


def _chart(request: Request, name: str, query: Range) -> tuple[Chart, tuple[str, ...], str]:
    """A chart, the heads of its table and its title."""
    parts, t = parts_of(request), translator(request)
    if name not in CHARTS:
        raise HTTPException(404)
    steps = Steps(*query.days(_today(parts)))
    chart = CHARTS[name](parts, steps, parts.figures.days(_span(parts, steps)))
    return chart, (t(chart.label), *(t(one.name) for one in chart.series)), f"{t(f'chart.{name}')}, {steps.first} – {steps.last}"


def _span(parts: Parts, steps: Steps) -> Span:
    since, until = start_of(steps.first, parts), start_of(steps.last, parts, after=True)
    assert since is not None and until is not None
    return Span(since, until, since.utcoffset() or timedelta())


def _saved(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"'}


def _today(parts: Parts) -> date:
    return parts.clock.now().astimezone(parts.settings.local).date()
