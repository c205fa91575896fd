"""What a picture or a page shows, ready in words: drawing decides only where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

StepState = Literal["done", "next", "open", "waiting"]


@dataclass(frozen=True)
class CardStep:
    """One stop on the road. `pillar`: degree, course, exam, work, support or basics; `when` in words, such as "nov – dic"."""

    title: str
    detail: str
    when: str
    state: StepState
    pillar: str


@dataclass(frozen=True)
class PlanCard:
    """A plan. `totals` are (label, value); `progress` is 0 to 1; `sources` stand on the page only."""

    title: str
    subtitle: str
    steps: tuple[CardStep, ...]
    totals: tuple[tuple[str, str], ...]
    progress: float
    progress_label: str
    footer: str
    why: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    why_title: str = ""
    sources_title: str = ""


@dataclass(frozen=True)
class BarCard:
    """Bars, each (label, 0 to 1), longest first; `text` below them."""

    title: str
    bars: tuple[tuple[str, float], ...]
    text: tuple[str, ...] = ()
    footer: str = ""


@dataclass(frozen=True)
class TableCard:
    """Things side by side: a heading for each, and rows of (label, one value for each)."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    footer: str = ""
