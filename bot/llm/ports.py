"""What the language models are given."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from bot.domain.generation import Usage


class Ledger(Protocol):
    """What was spent on models, by day, in all and by person."""

    def spent(self, day: date, person: str) -> tuple[Usage, Usage]:
        """What that day took: in all, and for this person."""
        ...

    def add(self, day: date, person: str, usage: Usage) -> None:
        """One more call."""
        ...


class Clock(Protocol):
    """What day it is."""

    def today(self) -> date:
        """Today's date."""
        ...
