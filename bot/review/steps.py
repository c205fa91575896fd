"""What stands under the bars of a chart over time: days, or weeks when there would be too many days to see and to click."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from statistics import fmean
from urllib.parse import urlencode

MOST_DAYS = 100  # beyond, a bar is a week


@dataclass(frozen=True)
class Steps:
    """The days from `first` to `last`, both included, each a step; or weeks from Monday to Sunday, those at the ends cut off."""

    first: date
    last: date

    @property
    def weekly(self) -> bool:
        """Whether a step is a week."""
        return (self.last - self.first).days >= MOST_DAYS

    @cached_property
    def spans(self) -> tuple[tuple[date, date], ...]:
        """First and last day of every step."""
        found, since = [], self.first
        while since <= self.last:
            until = since + timedelta(days=6 - since.weekday()) if self.weekly else since
            found.append((since, min(until, self.last)))
            since = until + timedelta(days=1)
        return tuple(found)

    @property
    def labels(self) -> tuple[str, ...]:
        """The first day of every step: "2026-11-24"."""
        return tuple(since.isoformat() for since, _ in self.spans)

    def links(self, **more: str) -> tuple[str, ...]:
        """Where each step leads: its conversations in the inbox."""
        return tuple(f"/?{urlencode({'desde': since, 'hasta': until, **more})}" for since, until in self.spans)

    def sums(self, values: Mapping[str, float]) -> tuple[float, ...]:
        """The sum of each step; `values` by day, a missing day is 0."""
        return tuple(sum(days) for days in self._of(values))

    def means(self, values: Mapping[str, float]) -> tuple[float, ...]:
        """The mean of each step's days, to one decimal."""
        return tuple(round(fmean(days), 1) if self.weekly else days[0] for days in self._of(values))

    def _of(self, values: Mapping[str, float]) -> list[list[float]]:
        return [[values.get((since + timedelta(days=ahead)).isoformat(), 0) for ahead in range((until - since).days + 1)]
                for since, until in self.spans]
