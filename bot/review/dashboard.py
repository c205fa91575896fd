"""The dashboard: what happened between two days, as charts with their tables; every bar leads to the conversations behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
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
    """Sums over the time, and the charts. `address`: the query part of this range."""

    since: date
    until: date
    people: int
    messages: int
    answered: float
    satisfied: float | None
    charts: tuple[Chart, ...]
    address: str


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
    first, last = query.days(_today(parts))
    days = parts.figures.days(_span(parts, first, last))
    charts = tuple(make(parts, first, last, days) for make in CHARTS.values())
    ups, downs = sum(day.up for day in days), sum(day.down for day in days)
    judged = sum(count for day in days for kind, count in day.kinds.items() if kind in ANSWERED or kind in MISSED)
    good = sum(count for day in days for kind, count in day.kinds.items() if kind in ANSWERED)
    page = DashboardPage(
        first, last, parts.figures.people(_span(parts, first, last)), sum(day.messages for day in days), good / judged if judged else 0.0,
        ups / (ups + downs) if ups + downs else None, charts, urlencode({"desde": first, "hasta": last}))
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


def _people(parts: Parts, first: date, last: date, days: Sequence[Day]) -> Chart:
    labels, held = _every(first, last), {day.day: day for day in days}
    return Chart("personas", labels, (
        Series("chart.people", tuple(held[day].people if day in held else 0 for day in labels)),
        Series("chart.messages", tuple(held[day].messages if day in held else 0 for day in labels))), _links(labels), stacked=False)


def _answers(parts: Parts, first: date, last: date, days: Sequence[Day]) -> Chart:
    labels = _every(first, last)
    sorts = (("chart.answered", ANSWERED), ("chart.unknown", MISSED), ("chart.handed", HANDED), ("chart.other", OTHER))
    held = {day.day: day.kinds for day in days}
    series = tuple(Series(name, tuple(sum(held.get(day, {}).get(kind, 0) for kind in kinds) for day in labels)) for name, kinds in sorts)
    return Chart("respuestas", labels, series, _links(labels))


def _satisfaction(parts: Parts, first: date, last: date, days: Sequence[Day]) -> Chart:
    labels, held = _every(first, last), {day.day: day for day in days}
    return Chart("satisfaccion", labels, (
        Series("chart.up", tuple(held[day].up if day in held else 0 for day in labels)),
        Series("chart.down", tuple(held[day].down if day in held else 0 for day in labels))), _links(labels, tipo="down"))


def _waits(parts: Parts, first: date, last: date, days: Sequence[Day]) -> Chart:
    labels, waits = _every(first, last), parts.figures.waits(_span(parts, first, last))
    return Chart("espera", labels, (Series("chart.minutes", tuple(waits.get(day, (0.0, 0))[0] for day in labels)),),
                 _links(labels, tipo="handoff"))


def _entries(parts: Parts, first: date, last: date, days: Sequence[Day]) -> Chart:
    used = parts.figures.most_used(_span(parts, first, last), ENTRIES)
    title, between = parts.knowing.directory.title, {"desde": first, "hasta": last}
    return Chart("programas", tuple(title(one) for one in used), (Series("chart.times", tuple(used.values())),),
                 tuple(f"/?{urlencode({'programa': one, **between})}" for one in used), sideways=True)


def _hours(parts: Parts, first: date, last: date, days: Sequence[Day]) -> Chart:
    hours = parts.figures.hours(_span(parts, first, last))
    link = f"/?{urlencode({'desde': first, 'hasta': last})}"
    return Chart("horas", tuple(f"{hour:02}" for hour in range(24)), (
        Series("chart.messages", tuple(hours.get(hour, 0) for hour in range(24))),), (link,) * 24)


def _plans(parts: Parts, first: date, last: date, days: Sequence[Day]) -> Chart:
    labels, held = _every(first, last), {day.day: day.kinds for day in days}
    return Chart("planes", labels, (Series("chart.plans", tuple(held.get(day, {}).get(ReplyKind.RECOMMEND, 0) for day in labels)),),
                 _links(labels, tipo="recommend"))


CHARTS: dict[str, Callable[[Parts, date, date, Sequence[Day]], Chart]] = {
    "personas": _people, "respuestas": _answers, "satisfaccion": _satisfaction, "espera": _waits, "programas": _entries, "horas": _hours,
    "planes": _plans}


def _chart(request: Request, name: str, query: Range) -> tuple[Chart, tuple[str, ...], str]:
    """A chart, the heads of its table and its title."""
    parts, t = parts_of(request), translator(request)
    if name not in CHARTS:
        raise HTTPException(404)
    first, last = query.days(_today(parts))
    chart = CHARTS[name](parts, first, last, parts.figures.days(_span(parts, first, last)))
    return chart, (t(f"chart.{name}_label"), *(t(one.name) for one in chart.series)), f"{t(f'chart.{name}')}, {first} – {last}"


def _span(parts: Parts, first: date, last: date) -> Span:
    since, until = start_of(first, parts), start_of(last, parts, after=True)
    assert since is not None and until is not None
    return Span(since, until, since.utcoffset() or timedelta())


def _every(first: date, last: date) -> tuple[str, ...]:
    return tuple((first + timedelta(days=ahead)).isoformat() for ahead in range((last - first).days + 1))


def _links(days: Sequence[str], **more: str) -> tuple[str, ...]:
    return tuple(f"/?{urlencode({'desde': day, 'hasta': day, **more})}" for day in days)


def _saved(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"'}


def _today(parts: Parts) -> date:
    return parts.clock.now().astimezone(parts.settings.local).date()
