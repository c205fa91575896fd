"""A knowledge entry as the counselors' site shows and edits it, whatever its kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class EntrySeen:
    """An entry. `form`: as it serialises; `file`: where it stands under knowledge/; `corrected`: it is laid over the files.

    `until`: the earliest day on which something of it stops holding, None when nothing does.
    """

    kind: str
    id: str
    title: str
    checked_on: date | None
    until: date | None
    sources: tuple[str, ...]
    file: str
    form: dict[str, Any]
    corrected: bool = False

    def is_outdated(self, today: date, days: int = 365) -> bool:
        """Whether something of it has stopped holding, or nobody read its sources for so many days."""
        old = self.checked_on is not None and (today - self.checked_on).days > days
        return old or (self.until is not None and self.until < today)


@dataclass(frozen=True)
class FormField:
    """One box of an entry's form. `name`: its place, such as "sections.0.text"; `label`: the last named part of it.

    `kind`: line, text, lines (one value a line), date, number, flag, choice or group (a heading without a box).
    """

    name: str
    label: str
    kind: str
    value: str = ""
    choices: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True)
class CheckedEntry:
    """An entry that may go live, or what is wrong with it, in words for a counselor."""

    id: str
    form: dict[str, Any]
    mistakes: tuple[str, ...] = ()
