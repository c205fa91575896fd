"""Finds the names of entries and places in a message, whole or in part.

A whole name is looked up word for word, small words left out and endings of number and gender cut, the longest first. What remains may be
part of a name: each entry that shares words with the text is weighed by how much of its name was said, rare words counting most. That
is how "machine learning de google cloud" finds "Professional Machine Learning Engineer".
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.reading import Mention
from bot.domain.text import plain, singular

SMALL = frozenset("a al and con da de del e el en for in la las lo los of on or para por the to un una with y".split())  # noqa: SIM905
ARTICLES = frozenset("de del el la las lo los of the un una".split())  # noqa: SIM905
LONGEST = 9  # words of a name
PARTLY = 0.5  # share of a name that must be said
WINDOW = 9  # words within which the parts of a name stand
PLACES = frozenset({"country", "state", "city"})  # they have neither number nor gender: "pueblo" is not Puebla


@dataclass(frozen=True)
class Name:
    """One spelling of an entry. `partly`: it may be recognised from a part of it."""

    spelling: str
    id: str
    kind: str
    inside: str = ""
    partly: bool = False


class Names:
    """All spellings of everything that can be named."""

    def __init__(self, names: Iterable[Name], ordinary: Iterable[str]) -> None:
        """`ordinary`: words that stand in many names and tell none of them ("curso", "certificado", companies)."""
        self._ordinary = frozenset(singular(word) for words in ordinary for word in plain(words).split())
        self._whole: dict[tuple[str, ...], dict[tuple[str, str], Name]] = defaultdict(dict)
        forms: dict[tuple[str, ...], list[Name]] = defaultdict(list)
        for name in names:
            key = _key(plain(name.spelling).split())
            if key:
                self._whole[key].setdefault((name.kind, name.id), name)
                if name.partly:
                    forms[key].append(name)
        self._first = frozenset(key[0] for key in self._whole)
        self._forms = list(forms.items())
        self._weights = self._rarity()
        self._by_word: Mapping[str, tuple[int, ...]] = self._index()

    def of(self, words: Sequence[str]) -> tuple[Mention, ...]:
        """What the words name as a whole, in the order of the text; a name inside a longer one that was found counts no more."""
        content = [(position, singular(word)) for position, word in enumerate(words) if word not in SMALL]
        found: list[Mention] = []
        at = 0
        while at < len(content):
            if content[at][1] not in self._first:
                at += 1
                continue
            for size in range(min(LONGEST, len(content) - at), 0, -1):
                whole = self._whole.get(tuple(word for _, word in content[at:at + size]), {})
                said = [words[place] for place, _ in content[at:at + size]]
                named = [one for one in whole.values() if (one.kind not in PLACES or _content(one.spelling) == said)
                         and (size > 1 or _in_full(one.spelling, words))]
                if named:
                    start, end = content[at][0], content[at + size - 1][0] + 1
                    spelling = " ".join(words[start:end])
                    found.extend(Mention(one.id, one.kind, start, end, spelling, 1.0, one.inside) for one in named)
                    at += size
                    break
            else:
                at += 1
        return tuple(found)

    def parts_of(self, words: Sequence[str], kinds: Sequence[str]) -> tuple[Mention, ...]:
        """Entries of these kinds that the words name in part, best first: the share of the name said is `fit`."""
        stems = [singular(word) for word in words]
        said: dict[str, int] = {}
        for position, word in enumerate(stems):
            said.setdefault(word, position)
        best: dict[tuple[str, str], Mention] = {}
        for form in {one for word in said for one in self._by_word.get(word, ())}:
            key, names = self._forms[form]
            here = [word for word in key if word in said]
            telling = [word for word in here if word not in self._ordinary]
            fit = sum(self._weights[word] for word in here) / sum(self._weights[word] for word in key)
            if not telling or fit < PARTLY:
                continue
            start, end = min(said[word] for word in telling), max(said[word] for word in telling) + 1
            if end - start > WINDOW:
                continue
            for name in names:
                held = best.get((name.kind, name.id))
                if name.kind in kinds and (held is None or fit > held.fit) and (len(key) > 1 or _in_full(name.spelling, words)):
                    spelling = " ".join(words[start:end])
                    best[name.kind, name.id] = Mention(name.id, name.kind, start, end, spelling, round(fit, 3), name.inside)
        return tuple(sorted(best.values(), key=lambda one: (-one.fit, one.id)))

    def _rarity(self) -> dict[str, float]:
        counts: dict[str, set[str]] = defaultdict(set)
        for key, names in self._forms:
            for word in key:
                counts[word] |= {name.id for name in names}
        most = math.log(1 + max((len(ids) for ids in counts.values()), default=1))
        return {word: 0.15 if word in self._ordinary else 0.3 + 0.7 * (1 - math.log(len(ids)) / most) for word, ids in counts.items()}

    def _index(self) -> dict[str, tuple[int, ...]]:
        index: dict[str, list[int]] = defaultdict(list)
        for number, (key, _) in enumerate(self._forms):
            for word in key:
                if word not in self._ordinary:
                    index[word].append(number)
        return {word: tuple(numbers) for word, numbers in index.items()}


def _key(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(singular(word) for word in words if word not in SMALL)[:LONGEST]


def _in_full(spelling: str, words: Sequence[str]) -> bool:
    """Whether a name of one word stands there with the small words in it: "English for IT" is not named by "English"."""
    named = [word for word in plain(spelling).split() if word not in ARTICLES]
    return len(named) == 1 or any(list(words[at:at + len(named)]) == named for at in range(len(words)))


def _content(spelling: str) -> list[str]:
    return [word for word in plain(spelling).split() if word not in SMALL]
