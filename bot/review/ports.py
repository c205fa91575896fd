"""What the site is given. Parts fit these Protocols; assembly joins them."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """What time it is."""

    def now(self) -> datetime:
        """This moment, with its zone."""
        ...


class Directory(Protocol):
    """Names of what the knowledge holds, in Spanish."""

    def places(self) -> tuple[tuple[str, str], ...]:
        """States and countries: id and name, by name."""
        ...

    def entries(self) -> tuple[tuple[str, str], ...]:
        """Everything that a conversation may be about: id and title, by title."""
        ...

    def title(self, entry_or_passage: str) -> str:
        """The title of an entry or passage; its id when it is not (or no longer) known."""
        ...

    def said(self, field: str, value: object) -> str:
        """A value of somebody's profile in words: ids become names."""
        ...
