"""Finds the names of catalog entries and places in a message, in their many spellings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.language.wording import plain

CLOSE = 88.0
SHORT = 5


@dataclass(frozen=True)
class Named:
    """Something a message names: its id, what kind of thing it is, and how well the spelling fits, 0 to 100."""

    id: str
    kind: str
    fit: float
    spelling: str


class Names:
    """All names with the ids they stand for."""

    def __init__(self, names: Iterable[tuple[str, str, str]]) -> None:
        """`names`: (spelling, id, kind)."""
        rows = {(plain(spelling), entry, kind) for spelling, entry, kind in names}
        self._names = sorted((row for row in rows if row[0]), key=lambda row: (-len(row[0]), row))

    def of(self, text: str) -> tuple[Named, ...]:
        """What the text names, longest spelling first; a spelling inside a longer one that was found counts no more."""
        rest = f" {plain(text)} "
        found: list[Named] = []
        for spelling, entry, kind in self._names:
            if f" {spelling} " in rest:
                found.append(Named(entry, kind, 100.0, spelling))
                same = [row for row in self._names if row[0] == spelling and row[1] != entry]
                found.extend(Named(other, kind_, 100.0, spelling) for _, other, kind_ in same)
                rest = rest.replace(f" {spelling} ", " · ")
        words = [word for word in rest.split() if word != "·"]
        for spelling, entry, kind in self._names:
            size = spelling.count(" ") + 1
            if len(spelling) <= SHORT or any(one.id == entry for one in found):
                continue
            for start in range(len(words) - size + 1):
                fit = fuzz.ratio(" ".join(words[start:start + size]), spelling, score_cutoff=CLOSE)
                if fit:
                    found.append(Named(entry, kind, fit, spelling))
                    break
        return tuple(found)
