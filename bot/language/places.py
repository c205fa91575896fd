"""Finds the municipality or city that a text names, in the spellings that people use: without accents, short, by nickname, as it sounds.

Only names that stand where a place stands count ("en Neza", "soy de Celaya", or the name by itself): hundreds of municipalities are called
like ordinary words. Of several with one name the state named decides, else the largest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from bot.domain.municipalities import Municipalities, Municipality
from bot.domain.text import plain
from bot.language.spelling import sound

LONGEST = 7  # words
LETTERS = 60  # of a name at most
BEFORE = frozenset({"en", "de", "d", "desde", "cerca", "por", "hasta", "from", "in", "near", "at", "around", "vivo", "municipio",
                    "pueblo", "ciudad", "alcaldia", "delegacion", "del"})
ARTICLES = frozenset({"el", "la", "los", "las", "un", "the", "municipio", "ciudad", "de", "pueblo", "alcaldia", "delegacion", "town",
                      "city", "of"})
ORDINARY = frozenset({"centro", "carmen", "progreso", "union", "la union", "libres", "reforma", "hidalgo", "mexico", "paz", "bien", "valle",
                      "salvador", "el salvador", "guatemala", "honduras", "nuevo", "casas", "general", "jimenez", "lopez", "juarez",
                      "allende", "el carmen", "la reforma", "tres", "rosario", "el rosario", "cruz", "candelaria", "independencia"})
SAINTS = ("san", "santa", "santo", "santiago", "villa", "nuevo", "nueva", "general", "los", "las", "la", "el", "santos", "puerto", "dr")
PREFIXES = ("heroica ciudad de ", "heroica villa de ", "heroica villa ", "ciudad de ", "ciudad ", "villa de ", "h ")


class Gazetteer:
    """All municipalities by their names. Never changed: see `gazetteer_of`."""

    def __init__(self, places: Iterable[Municipality]) -> None:
        self._all = {one.id: one for one in places}
        self._by_name: dict[str, list[Municipality]] = {}
        self._by_sound: dict[str, list[Municipality]] = {}
        heard = lru_cache(maxsize=None)(sound)  # of our own names, until all are heard
        for one in self._all.values():
            for name in _spellings(one):
                self._by_name.setdefault(name, []).append(one)
                if len(name) > 4:
                    self._by_sound.setdefault(_sounds(name, heard), []).append(one)
        self._points = [(one.lat, one.lon, one) for one in self._all.values() if one.lat is not None and one.lon is not None]

    def of(self, text: str, states: Sequence[str] = ()) -> Municipality | None:
        """The municipality that a text names, of these states if any are given; None when it names none."""
        words = [word for word in plain(text).split() if word]
        found = self._named(words, states)
        if not found:
            return None
        return max(found, key=lambda one: (one.state in states, one.inhabitants, one.id))

    def by_id(self, place: str) -> Municipality | None:
        """The municipality with this id."""
        return self._all.get(place)

    def nearest(self, lat: float, lon: float) -> Municipality | None:
        """The municipality whose seat is nearest to a point; by flat distance, which is near enough within a state."""
        if not self._points:
            return None
        return min(self._points, key=lambda row: (row[0] - lat) ** 2 + (0.93 * (row[1] - lon)) ** 2)[2]

    def _named(self, words: list[str], states: Sequence[str]) -> list[Municipality]:
        for size in range(min(LONGEST, len(words)), 0, -1):
            for start in range(len(words) - size + 1):
                name = " ".join(words[start:start + size])
                alone = size == len(words)
                if not alone and (not self._stands(words, start) or (name in ORDINARY and not states)):
                    continue
                found = self._by_name.get(name) or (self._by_sound.get(_sounds(name)) if 4 < len(name) <= LETTERS else None)
                fitting = [one for one in found or () if not states or one.state in states]
                if fitting:
                    return fitting
        return []

    def _stands(self, words: list[str], start: int) -> bool:
        """Whether a place may stand here: after a preposition, an article between allowed, or at the start."""
        before = start - 1
        while before >= 0 and words[before] in ARTICLES and words[before] not in BEFORE:
            before -= 1
        return before < 0 or words[before] in BEFORE


def gazetteer_of(table: Municipalities | None) -> Gazetteer:
    """The gazetteer of a table, made once: who reads messages and who answers about places share it."""
    return _made(tuple(table.states.items()) if table else ())


@lru_cache(maxsize=2)
def _made(states: tuple[tuple[str, str], ...]) -> Gazetteer:
    return Gazetteer(_read(states))


def _read(states: tuple[tuple[str, str], ...]) -> Iterator[Municipality]:
    for state, block in states:
        for line in block.splitlines():
            name, lat, lon, size, others = ([part.strip() for part in line.split(";")] + [""] * 4)[:5]
            if name:
                names = (name, *(other.strip() for other in others.split(",") if other.strip()))
                yield Municipality(f"{state}/{'-'.join(plain(name).split())}", name, state, float(lat) if lat else None,
                                   float(lon) if lon else None, int(size or 0), names)


def _spellings(one: Municipality) -> set[str]:
    """The names as people say them."""
    names = {plain(re.sub(r"\(.*?\)", "", name)) for name in one.names}
    bare = {name.removeprefix(prefix) for name in names for prefix in PREFIXES if name.startswith(prefix)}
    short = {re.sub(r" (?:de|del|de la|de los|de las) .*$", "", name) for name in names | bare}
    short = {name for name in short if len(name) > 3 and name.split()[0] not in SAINTS and not name.startswith(("ciudad", "heroica"))}
    cities = {f"cd {name.removeprefix('ciudad ')}" for name in names if name.startswith("ciudad ")}
    return {name for name in names | bare | short | cities if name}


def _sounds(name: str, heard: Callable[[str], str] = sound) -> str:
    return " ".join(heard(word) for word in name.split())
