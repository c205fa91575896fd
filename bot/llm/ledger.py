"""A ledger in memory, for one process that keeps no database: `rumbo ask`, trials and evaluation."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from bot.domain.generation import Usage


class LedgerInMemory:
    """What was spent since the start."""

    def __init__(self) -> None:
        self._spent: defaultdict[tuple[date, str], Usage] = defaultdict(Usage)

    def spent(self, day: date, person: str) -> tuple[Usage, Usage]:
        """What that day took: in all, and for this person."""
        return self._spent[day, ""], self._spent[day, person]

    def add(self, day: date, person: str, usage: Usage) -> None:
        """One more call."""
        for who in ("", person):
            held = self._spent[day, who]
            self._spent[day, who] = Usage(held.tokens_in + usage.tokens_in, held.tokens_out + usage.tokens_out,
                                          held.dollars + usage.dollars, held.milliseconds + usage.milliseconds)
