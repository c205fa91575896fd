"""Whether each clause of a sentence says what one place of the statements says: its names, its numbers, its words of weight.

Words of a clause that stand in several places make no new statement: the place that shares most words with the clause must give the same
name, the same number, the same "all", "only", "first", "free", and what it only hopes for or holds possible is not said as a fact.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.conversation.claims import WEEKDAYS, Claims, claims
from bot.conversation.known_words import Vocabulary
from bot.conversation.meaning import CLAUSE
from bot.conversation.sentences import sentences
from bot.conversation.stated import ALIKE, stems
from bot.conversation.weight import Weights
from bot.domain.generation import Evidence
from bot.domain.text import content_words, plain

PART = re.compile(r";\s|\n")
ENOUGH = 0.5  # share of a clause's words that a place must have to be the one that the clause is about
FULL = 0.6  # the same, for a hedge to be missed


@dataclass(frozen=True)
class Place:
    """A part of the statements that states one thing."""

    stems: frozenset[str]
    words: frozenset[str]
    claims: Claims
    weights: frozenset[str]
    hedges: frozenset[str]
    later: frozenset[str] = frozenset()  # words and stems that its statement has only after it


class Placing:
    """Looks for the place of each clause."""

    def __init__(self, known: Vocabulary, weights: Weights) -> None:
        self._known, self._weights = known, weights

    def places_of(self, cited: Sequence[Evidence]) -> list[Place]:
        """The places of the statements."""
        return [place for one in cited for part in one.texts for place in self._places(part, one.titles)]

    def problem(self, text: str, places: Sequence[Place]) -> str:
        """Why a sentence says something else than each place that it may be about; empty when it does not."""
        whole = self._place(text)
        near, share = _nearest(whole.stems, places)
        parts = [whole, *map(self._place, _parts(text))] if share >= ALIKE else list(map(self._place, _parts(text)))
        for said in parts:
            near, share = _nearest(said.stems, places)
            reasons = [_difference(said, place, whole, share >= FULL) for place in near]
            if reasons and all(reasons):
                return reasons[0]
        return ""

    def _places(self, text: str, titles: Sequence[str]) -> Iterator[Place]:
        """The places of one text of a statement."""
        parts = [part for sentence in sentences(text) if not sentence.endswith("?") for part in PART.split(sentence)]
        before = _words(" ".join(titles))
        for number, part in enumerate(parts):
            before |= _words(part)
            place = self._place(part)
            yield replace(place, words=place.words | self._known.said_in(plain(part)), later=_words(" ".join(parts[number + 1:])) - before)

    def _place(self, text: str) -> Place:
        return Place(stems(text), frozenset(plain(text).split()), claims(text, self._known), self._weights.of(text),
                     self._weights.hedges(text))


def _words(text: str) -> frozenset[str]:
    return stems(text) | frozenset(plain(text).split())


def _parts(text: str) -> list[str]:
    """The clauses of a sentence; one of a single word and no number stands with the next."""
    parts: list[str] = []
    short = ""
    for part in CLAUSE.split(text):
        short = f"{short} {part}".strip()
        if len(content_words(short)) >= 2 or re.search(r"\d", short):
            parts.append(short)
            short = ""
    return [*parts[:-1], f"{parts[-1]} {short}"] if short and parts else parts or [text]


def _nearest(own: frozenset[str], places: Sequence[Place]) -> tuple[list[Place], float]:
    """The places that share most words, best first, and the share of the best; all when none shares enough."""
    most = max((len(own & place.stems) for place in places), default=0)
    if not own or most < ENOUGH * len(own):
        return list(places), 0.0
    near = [place for place in places if len(own & place.stems) >= ALIKE * most]
    return sorted(near, key=lambda place: -len(own & place.stems)), most / len(own)


def _difference(said: Place, place: Place, whole: Place, full: bool) -> str:
    """What a clause of the sentence `whole` says otherwise than this place. `full`: the place has most of its words."""
    foreign = said.claims.names - place.words - WEEKDAYS.keys()
    missing = place.claims.names - whole.words - WEEKDAYS.keys()
    if (foreign and missing) or foreign & place.later or (missing and said.stems & place.later):
        return f"something else: {', '.join(sorted(foreign or said.stems & place.later))}"
    moved = Counter(said.claims.amounts.values) - Counter(place.claims.amounts.values)
    if moved:
        return f"number of something else: {', '.join(f'{value:g}' for value in sorted(moved))}"
    other = Counter(said.claims.calendar) - Counter(place.claims.calendar)
    if other:
        return f"day of something else: {', '.join(sorted(other))}"
    weights = said.weights - place.weights
    if weights:
        return f"weight: {', '.join(sorted(weights))}"
    lost = place.hedges - whole.hedges
    return f"said as a fact: {', '.join(sorted(lost))}" if full and lost and not said.claims.denied else ""
