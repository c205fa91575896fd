"""Steps, paths and plans: what guidance works with. Values only; the working is in bot/guidance/."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal


class StepKind(StrEnum):
    """What a step is, by pillar: a degree, something digital, training at work; or what must come before."""

    BASICS = "basics"
    DEGREE = "degree"
    COURSE = "course"
    EXAM = "exam"
    SUPPORT = "support"
    WORK = "work"


@dataclass(frozen=True)
class Money:
    """An amount as published: once, or each month of `months` (None: unknown how many). `amount` None: not published."""

    amount: float | None
    currency: str = "USD"
    monthly: bool = False
    months: float | None = None

    @property
    def total(self) -> float | None:
        """What it comes to; None when that is not known."""
        if self.amount is None or not self.monthly:
            return self.amount
        return None if self.months is None else self.amount * self.months


@dataclass(frozen=True)
class Step:
    """One step of a path. `id` is the entry's id; `hours` of study (None: not published); `weeks` at this person's rhythm.

    `first_week`, `last_week` count from the start of the path, both from 1 (None from the first step without known hours on). `when`
    names what it waits for ("age": turning `min_age`; "secondary": finishing secundaria), `notes` what must be said beside it ("english",
    "cost", "age_unknown", "online").
    """

    id: str
    kind: StepKind
    name_es: str
    name_en: str
    hours: float | None = None
    weeks: float | None = None
    cost: Money | None = None
    languages: tuple[str, ...] = ()
    min_age: int | None = None
    prerequisites: tuple[str, ...] = ()
    gives_es: str = ""
    gives_en: str = ""
    enrol: str = ""
    when: Literal["", "age", "secondary", "degree", "budget"] = ""
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    checked_on: date | None = None
    provider: str = ""


@dataclass(frozen=True)
class Reason:
    """Why, as the key of a phrase with its gaps; `sources` are keys of sources.yaml."""

    key: str
    gaps: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Path:
    """One way to go, for one field. Totals cover the steps that can be taken now (`when` empty).

    `hours` is their sum; `at_least` when a step's hours are not published; `weeks` at `hours_a_week` (`assumed` when the person did not
    say); `usd` is the sum of known costs, `open_costs` how many steps have an unknown or monthly open-ended cost.
    """

    id: str
    field: str
    field_es: str
    field_en: str
    steps: tuple[Step, ...]
    hours: float
    at_least: bool
    weeks: float
    hours_a_week: float
    assumed: bool
    usd: float
    open_costs: int
    score: float
    roles_es: tuple[str, ...] = ()
    roles_en: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    changes: tuple[Reason, ...] = ()
    hub: str = ""


@dataclass(frozen=True)
class Plan:
    """At most three paths, best first; `missing` says what stands in the way when there is none or when something is left out.

    `unlike` says why the second is not the first.
    """

    paths: tuple[Path, ...] = ()
    unlike: tuple[Reason, ...] = ()
    missing: tuple[Reason, ...] = ()
