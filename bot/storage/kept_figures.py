"""The dashboard's counts, with those of days that are over kept in memory, each day by itself.

A year of a million exchanges takes seconds to count, and what is over hardly changes: a late rating, or somebody's erasure, shows up when
the time is over for which a day is kept. Today is always counted anew. The site counts ahead while it runs (`count_ahead`); who asks for a
long range before that waits a moment (`count_within`) and is shown what is counted by then (`as_counted`).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.storage.askings import PromptResult, PromptResults, added
from bot.storage.database import Database
from bot.storage.figures import Day, Figures, Span

DAY = timedelta(days=1)
RECENT = timedelta(days=7)
KEPT_FOR = timedelta(minutes=10)  # a recent day, which may still be rated
KEPT_LONG = timedelta(days=1)


@dataclass(frozen=True)
class Counted:
    """One day that is over: its figures (None when nobody wrote), hour of the day → messages, entry → turns about it, prompts."""

    day: Day | None
    hours: Mapping[int, int]
    entries: Mapping[str, int]
    prompts: PromptResults


@dataclass
class Kept:
    """Counted days, each with the moment until which it is good."""

    days: dict[Span, tuple[datetime, Counted]] = field(default_factory=dict)

    def get(self, span: Span, now: datetime) -> Counted | None:
        """What is kept of a day, None when it is not (any more)."""
        until, counted = self.days.get(span, (now, None))
        return counted if until > now else None


class KeptFigures(Figures):
    """`today`: the moment when the counselors' day began. `whole`: days that nobody counted are counted when they are asked for, not left
    out.
    """

    def __init__(self, database: Database, kept: Kept, today: datetime, now: datetime, whole: bool = True) -> None:
        super().__init__(database)
        self._kept, self._today, self._now, self._whole = kept, today, now, whole

    def as_counted(self) -> KeptFigures:
        """The same without the days that are over and not counted."""
        return KeptFigures(self._database, self._kept, self._today, self._now, whole=False)

    def count_within(self, span: Span, seconds: float) -> int:
        """Count days of the span that are over, newest first, for so long; how many are left to count."""
        until = time.monotonic() + seconds
        missing = [day for day in self._days_over(span) if self._kept.get(day, self._now) is None]
        while missing and time.monotonic() < until:
            self._count(missing.pop())
        return len(missing)

    def days(self, span: Span) -> list[Day]:
        """Every day on which somebody wrote."""
        over = [one.day for one in self._over(span) if one.day is not None]
        rest = self._rest(span)
        return [*over, *(super().days(rest) if rest else ())]

    def hours(self, span: Span) -> dict[int, int]:
        """Hour of the day → messages."""
        found: Counter[int] = Counter()
        for one in self._over(span):
            found.update(one.hours)
        rest = self._rest(span)
        return dict(found + Counter(super().hours(rest) if rest else {}))

    def most_used(self, span: Span, most: int) -> dict[str, int]:
        """Entry → turns that were about it in the span, most first."""
        found: Counter[str] = Counter()
        for one in self._over(span):
            found.update(one.entries)
        rest = self._rest(span)
        return dict((found + Counter(self.entries(rest.since, rest.until) if rest else {})).most_common(most))

    def prompts(self, span: Span) -> dict[str, PromptResult]:
        """Prompt → what became of asking a language model with it."""
        rest = self._rest(span)
        return added((*(one.prompts for one in self._over(span)), super().prompts(rest) if rest else {}))

    def count_ahead(self, offset: timedelta, days: int, most: int) -> int:
        """Count up to `most` of the last `days` days that are not kept for long any more, newest first; how many were counted."""
        made = 0
        for back in range(days):
            span = Span(self._today - DAY * (back + 1), self._today - DAY * back, offset)
            if self._kept.get(span, self._now + self._kept_for(span) / 10) is None:
                self._count(span)
                made += 1
            if made == most:
                break
        self._drop_old()
        return made

    def _over(self, span: Span) -> Iterator[Counted]:
        """What was counted of the days of the span that are over."""
        for day in self._days_over(span):
            counted = self._kept.get(day, self._now) or (self._count(day) if self._whole else None)
            if counted is not None:
                yield counted

    def _days_over(self, span: Span) -> Iterator[Span]:
        since, border = span.since, min(self._today, span.until)
        while since < border:
            day = replace(span, since=since, until=min(since + DAY, border))
            yield day
            since = day.until

    def _rest(self, span: Span) -> Span | None:
        """What of the span is not over."""
        rest = replace(span, since=max(self._today, span.since))
        return rest if rest.since < rest.until else None

    def _count(self, span: Span) -> Counted:
        """Count a day and keep it."""
        days = super().days(span)
        hours = super().hours(span) if days else {}
        entries, prompts = (self.entries(span.since, span.until), super().prompts(span)) if days else ({}, {})
        counted = Counted(days[0] if days else None, hours, entries, prompts)
        self._kept.days[span] = self._now + self._kept_for(span), counted
        return counted

    def _kept_for(self, span: Span) -> timedelta:
        return KEPT_FOR if span.until > self._today - RECENT else KEPT_LONG

    def _drop_old(self) -> None:
        for span in [span for span, (until, _) in tuple(self._kept.days.items()) if until <= self._now]:
            self._kept.days.pop(span, None)
