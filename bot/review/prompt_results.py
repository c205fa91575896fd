"""The dashboard's table of what a language model was asked: how each prompt and version did; a part of the page that is loaded after it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response

from bot.review.access import Visitor, requires
from bot.review.charts import harmless
from bot.review.labels import Translate, reason_of
from bot.review.pages import render, translator
from bot.review.parts import Parts, parts_of
from bot.review.ranges import Asked, Range, saved_as, span_of, steps_of
from bot.storage.askings import PromptResult

router = APIRouter(prefix="/tablero")
Signed = Annotated[Visitor, Depends(requires())]
PATIENCE = 0.3  # seconds
COLUMNS = ("prompt", "turns", "used", "sentences", "dropped", "fell_back", "why", "up", "down", "right", "wrong", "median", "p95", "tokens",
           "dollars")


@dataclass(frozen=True)
class Row:
    """A prompt and its result. `reasons`: why it fell back, most frequent first, each with its label; times in seconds."""

    prompt: str
    result: PromptResult
    reasons: tuple[tuple[str, int], ...]
    link: str

    @property
    def used(self) -> float:
        """The share of turns in which something that the model said went out."""
        return self.result.used / self.result.turns if self.result.turns else 0.0

    @property
    def median(self) -> float | None:
        """Seconds of half of the calls."""
        return _seconds(self.result.within(0.5))

    @property
    def p95(self) -> float | None:
        """Seconds of 95 % of the calls."""
        return _seconds(self.result.within(0.95))


@dataclass(frozen=True)
class PromptResultsPage:
    """The table. `uncounted`: days that are not in it yet. `address`: the query part of this range."""

    rows: tuple[Row, ...]
    uncounted: int
    address: str


@router.get("/instrucciones")
def prompt_results(request: Request, visitor: Signed, query: Asked) -> Response:
    """The table, of the days that are counted."""
    parts = parts_of(request)
    steps = steps_of(query, parts)
    span = span_of(steps, parts)
    uncounted = parts.figures.count_within(span, PATIENCE)
    page = PromptResultsPage(_rows(parts, query, whole=False), uncounted, urlencode({"desde": steps.first, "hasta": steps.last}))
    return render(request, "_prompts.html", page)


@router.get("/instrucciones.csv")
def table(request: Request, visitor: Signed, query: Asked) -> Response:
    """The same as CSV, of all days."""
    parts, t = parts_of(request), translator(request)
    parts.audit.note(visitor.counselor.name, "exported", parts.clock.now(), "instrucciones.csv")
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([t(f"prompts.{column}") for column in COLUMNS])
    writer.writerows(_cells(row, t) for row in _rows(parts, query, whole=True))
    return Response("\ufeff" + written.getvalue(), media_type="text/csv; charset=utf-8", headers=saved_as("instrucciones.csv"))


def _rows(parts: Parts, query: Range, whole: bool) -> tuple[Row, ...]:
    """`whole`: also of days that nobody has counted yet."""
    steps = steps_of(query, parts)
    figures = parts.figures if whole else parts.figures.as_counted()
    found = sorted(figures.prompts(span_of(steps, parts)).items(), key=lambda item: (-item[1].turns, item[0]))
    return tuple(Row(prompt, result, _reasons(result), _link(prompt, steps.first, steps.last)) for prompt, result in found)


def _link(prompt: str, first: object, last: object) -> str:
    return f"/?{urlencode({'instruccion': prompt, 'desde': first, 'hasta': last})}"


def _reasons(result: PromptResult) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for problem, turns in result.problems.items():
        counts[reason_of(problem)] += turns
    return tuple(counts.most_common())


def _cells(row: Row, t: Translate) -> list[object]:
    one = row.result
    reasons = "; ".join(f"{t(label, default=label)}: {turns}" for label, turns in row.reasons)
    return [harmless(row.prompt), one.turns, one.used, one.sentences, one.dropped, one.turns - one.used, harmless(reasons),
            one.up, one.down, one.right, one.wrong, row.median, row.p95, one.tokens, round(one.dollars, 6)]


def _seconds(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else milliseconds / 1000
