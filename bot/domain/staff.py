"""Forms of what the programme's staff edits for itself and for the law: the rubric of review, opening hours, the privacy notice."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from bot.domain.conversation import Frozen

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Line = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-4]):[0-5]\d$")]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Reason(Frozen):
    """Why an answer falls short on one criterion, as counselors tick it."""

    id: Id
    text_es: Line
    text_en: Line


class Criterion(Frozen):
    """One question that a counselor answers with yes or no about a reply. `grave`: a no is looked at the same day."""

    id: Id
    question_es: Line
    question_en: Line
    help_es: Line
    help_en: Line
    grave: bool = False
    reasons: tuple[Reason, ...] = Field(min_length=1)


class Rubric(Frozen):
    """The counselors' rubric. Every rating keeps the `version` it was made with."""

    version: int
    criteria: tuple[Criterion, ...] = Field(min_length=1)


class Span(Frozen):
    """Open from `opens` until `closes`, both "HH:MM" on a clock of 24 hours in the zone of the hours."""

    opens: Clock
    closes: Clock


class Hours(Frozen):
    """When a counselor is there. A weekday left out is closed; `closed` are whole days without anybody."""

    zone: Line
    week: dict[Weekday, tuple[Span, ...]]
    closed: tuple[date, ...] = ()
    note_es: Line
    note_en: Line


class PrivacyNotice(Frozen):
    """The privacy notice in one language: short, in words for minors, and in full. Markdown.

    `reviewed` says whether the operator's lawyer has approved this version; until then it is a draft.
    """

    language: Literal["es", "en"]
    version: int
    valid_from: date
    reviewed: bool
    title: Line
    short: Line
    minors: Line
    full: Line
