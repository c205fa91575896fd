"""The counselors' tables of cues, made quick to look up: which names a text's words stand for, and at which positions they stand.

A cue is one or more plain words; "*" ends a beginning of a word; "…" lets up to three words pass.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.text import plain

GAP = "…"
PASSING = 3
EXCLUSIVE = frozenset({"fields", "levels"})  # tables in which words mean one thing only
BEGINNING = 3  # letters by which beginnings of words are kept


@dataclass(frozen=True)
class Cued:
    """The table and name that a cue stands for, and the positions of the words that said it."""

    table: str
    name: str
    positions: tuple[int, ...]


class CueTables:
    """Table → name → cues, compiled. Looking up costs a few steps for each word of the text, however many cues there are."""

    def __init__(self, tables: Mapping[str, Mapping[Any, Iterable[str]]]) -> None:
        self._whole: dict[str, list[tuple[tuple[str, ...], str, str]]] = defaultdict(list)
        self._begun: dict[str, list[tuple[tuple[str, ...], str, str]]] = defaultdict(list)
        for table, names in tables.items():
            for name, cue in ((name, cue) for name, cues in names.items() for cue in cues):
                words = tuple(_words(cue))
                if words and words[0].endswith("*"):
                    self._begun[words[0][:BEGINNING].rstrip("*")].append((words, table, str(name)))
                elif words:
                    self._whole[words[0]].append((words, table, str(name)))

    def of(self, words: Sequence[str]) -> tuple[Cued, ...]:
        """Everything the words say, in the order of the text; the same name counts for each place where it is said."""
        found: list[Cued] = []
        for start, word in enumerate(words):
            begun = (row for size in range(1, BEGINNING + 1) for row in self._begun.get(word[:size], ()))
            for cue, table, name in (*self._whole.get(word, ()), *begun):
                positions = _fits(cue, words, start)
                if positions:
                    found.append(Cued(table, name, positions))
        return tuple(one for one in found if not any(_within(one, other) for other in found))


def _within(one: Cued, other: Cued) -> bool:
    """Whether a longer cue of the same table says something else with the same words: "how much time" is no "how much"."""
    return (one.table == other.table and one.name != other.name and one.table in EXCLUSIVE
            and set(one.positions) < set(other.positions))


def _words(cue: str) -> Iterable[str]:
    """The words of a cue, plain, with their stars and gaps."""
    for part in cue.replace(GAP, f" {GAP} ").split():
        if part == GAP:
            yield GAP
        else:
            words = plain(part).split()
            yield from words[:-1]
            if words:
                yield words[-1] + ("*" if part.endswith("*") else "")


def _fits(cue: Sequence[str], words: Sequence[str], start: int) -> tuple[int, ...]:
    """The positions of the cue's words when they stand at `start`; empty when they do not."""
    if len(cue) == 1:
        return (start,) if _same(cue[0], words[start]) else ()
    at, positions, passing = start, [], 0
    for wanted in cue:
        if wanted == GAP:
            passing = PASSING
            continue
        here = next((place for place in range(at, min(at + passing + 1, len(words))) if _same(wanted, words[place])), None)
        if here is None:
            return ()
        positions.append(here)
        at, passing = here + 1, 0
    return tuple(positions)


def _same(wanted: str, word: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted
