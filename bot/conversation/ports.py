"""What the engine asks of the world. Parts fit these Protocols; assembly joins them."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from bot.domain.conversation import Memory
from bot.domain.passage import Found, Passage, Sought
from bot.domain.reading import Reading


class Library(Protocol):
    """The passages, and the search over them."""

    def search(self, sought: Sought) -> list[Found]:
        """The best passages, best first; empty when nothing is near."""
        ...

    def passage(self, passage_id: str) -> Passage | None:
        """The passage with this id."""
        ...


class Phrases(Protocol):
    """The wording of everything said, from knowledge/phrases/."""

    def say(self, key: str, language: str, seed: int = 0, **gaps: object) -> str:
        """One phrasing of `key`, chosen by `seed`, with its gaps filled."""
        ...


class Clock(Protocol):
    """What day it is."""

    def today(self) -> date:
        """Today's date where the applicant lives."""
        ...


class Reader(Protocol):
    """Reads what people type."""

    def read(self, text: str, memory: Memory) -> Reading:
        """What the message says by itself."""
        ...
