"""The dashboard's counts with those of days that are over kept in memory for a while.

A year of a million exchanges takes seconds to count, and what is over hardly changes: a late rating, or somebody's erasure, shows up when
the time is over. Today is always counted anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bot.storage.database import Database
from bot.storage.figures import Day, Figures, Span

KEPT_FOR = timedelta(minutes=10)
T = TypeVar("T")


@dataclass
class Kept:
    """Counts by what was counted, each with the moment until which it is good."""

    counts: dict[tuple[str, Span], tuple[datetime, Any]] = field(default_factory=dict)

    def get(self, name: str, span: Span, now: datetime, count: Callable[[Span], T]) -> T:
        """What was counted, counted now when it is not kept (any more)."""
        for key in [key for key, (until, _) in tuple(self.counts.items()) if until <= now]:
            self.counts.pop(key, None)
        kept = self.counts.get((name, span))
        if kept is None:
            kept = self.counts[name, span] = (now + KEPT_FOR, count(span))
        found: T = kept[1]
        return found


class KeptFigures(Figures):
    """`today`: the moment when the counselors' day began."""

    def __init__(self, database: Database, kept: Kept, today: datetime, now: datetime) -> None:
        super().__init__(database)
        self._kept, self._today, self._now = kept, today, now

    def days(self, span: Span) -> list[Day]:
        """Every day on which somebody wrote."""
        return [day for part in self._parts("days", span, super().days) for day in part]

    def hours(self, span: Span) -> dict[int, int]:
        """Hour of the day → messages."""
        return dict(sum((Counter(part) for part in self._parts("hours", span, super().hours)), Counter()))

    def most_used(self, span: Span, most: int) -> dict[str, int]:
        """Entry → turns that were about it in the span, most first."""
        parts = self._parts("entries", span, lambda one: self.entries(one.since, one.until))
        return dict(sum((Counter(part) for part in parts), Counter()).most_common(most))

    def _parts(self, name: str, span: Span, count: Callable[[Span], T]) -> list[T]:
        """The count of the days that are over, and that of the rest."""
        border = min(max(self._today, span.since), span.until)
        over, rest = replace(span, until=border), replace(span, since=border)
        found = [self._kept.get(name, over, self._now, count)] if over.since < over.until else []
        return [*found, count(rest)] if rest.since < rest.until else found
