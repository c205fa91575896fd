"""Corrects what is spelt as it sounds or slipped from the fingers. The dictionary is our own knowledge with the everyday words of both
languages, so that no programme's name is ever "corrected".

A word of the knowledge stays as it is. Another is weighed against words near it, as a noisy channel does (Kernighan, Church and Gale
1990): the rarer it is beside its neighbour, and the nearer they are, the surer it was meant to be that. Two words sound alike when
Mexican Spanish says them alike: b and v, s, z and soft c, silent h, ll and y, qu, k and hard c, j and soft g. Neighbours by a slip are
sought among the words of like length, by optimal string alignment, which rapidfuzz does for thousands of words in a millisecond.

What was found out is kept for everyday words of the dictionary only: a name or a slip that somebody typed is never in memory afterwards.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.domain.text import plain
from bot.language.lexicon import Lexicon
from bot.language.wording import bare

LONGEST = 24  # letters: what is longer is no word, and its slips would be millions
SHORTEST = 4
LONG = 9  # letters from which two slips are forgiven
OFTEN = 2e-6  # share above which an everyday word may be meant
OURS = 4e-6  # the least share of a word of the knowledge
NO_WORD = 1e-9  # the share of what is no word
ALIKE, ONE_SLIP, TWO_SLIPS = math.log(50), math.log(600), math.log(4000)
SOUNDS = tuple((re.compile(written), said) for written, said in (
    (r"ch", "4"), (r"gu(?=[ei])", "6"), (r"qu(?=[ei])", "k"), (r"sc(?=[ei])|c(?=[ei])", "s"), (r"[cq]", "k"), (r"g(?=[ei])", "j"),
    (r"6", "g"), (r"ll", "y"), (r"z", "s"), (r"v", "b"), (r"^w", "gu"), (r"h", ""), (r"x", "s"), (r"n(?=[bp])", "m"), (r"(.)\1+", r"\1")))


DIMINUTIVE = re.compile(r"(?P<stem>[a-z]{3,}?)c?it(?P<gender>[oa])(?P<many>s?)")


def sound(word: str) -> str:
    """How a word without accents sounds, one sign for each sound. Nothing is kept: a word may be a name that somebody typed."""
    for written, said in SOUNDS:
        word = written.sub(said, word)
    return word


class Spelling:
    """Knows the words of the knowledge, the everyday words, and what they sound like."""

    def __init__(self, texts: Iterable[str], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._known = Counter(word for text in texts for word in plain(text).split())
        common = {word for words in (lexicon.spanish, lexicon.english) for word, share in words.items() if share >= OFTEN}
        self._alike: dict[str, list[str]] = defaultdict(list)
        self._like: dict[tuple[str, int], list[str]] = defaultdict(list)  # by first letter and length
        self._ours: dict[int, list[str]] = defaultdict(list)  # those of the knowledge, by length
        for word in {*common, *self._known}:
            if not word.isalpha() or len(word) < SHORTEST:
                continue
            self._alike[sound(word)].append(word)
            self._like[word[0], len(word)].append(word)
            if word in self._known:
                self._ours[len(word)].append(word)
        self._everyday = frozenset(word for word in common if word not in self._known)
        self._of_everyday = lru_cache(maxsize=8192)(self._meant)

    def corrected(self, text: str, language: str) -> str:
        """The text with misspelt words of four letters or more replaced by the words of this language they are meant to be."""
        return re.sub(r"[^\W\d_]+", lambda found: self._word(found[0], language), text)

    def _word(self, word: str, language: str) -> str:
        key = bare(word)
        if not SHORTEST <= len(key) <= LONGEST or key in self._known:
            return word
        return (self._of_everyday if key in self._everyday else self._meant)(key, language) or word

    def _share(self, word: str, language: str) -> float:
        everyday = self._lexicon.spanish if language == "es" else self._lexicon.english
        return max(everyday.get(word, 0.0), OURS if word in self._known else NO_WORD)

    def _meant(self, word: str, language: str) -> str:
        """The word meant by one that the knowledge does not have; "" when it is a word of its own, or nothing is near."""
        own = math.log(max(self._lexicon.frequency(word), NO_WORD))
        needed: dict[str, float] = {}
        for near, slips in self._near(word):
            needed[near] = ONE_SLIP if slips == 1 else TWO_SLIPS
        for near in (*self._alike.get(sound(word), ()), *self._undiminished(word)):
            needed[near] = ALIKE
        gains = {near: math.log(self._share(near, language)) - own - least + (1.0 if near in self._known else 0.0)
                 for near, least in needed.items() if near != word}
        best = max(gains, key=lambda near: (gains[near], near), default="")
        return best if best and gains[best] > 0 else ""

    def _undiminished(self, word: str) -> list[str]:
        """The word that one in "-ito" may stand for: "cortito", "poquita", "amiguitos"; none where no such word is known."""
        found = DIMINUTIVE.fullmatch(word)
        if found is None:
            return []
        stem = re.sub("qu$", "c", re.sub("gu$", "g", found["stem"]))
        many = found["many"]
        bases = (f"{stem}{found['gender']}{many}", f"{stem}e{many}", f"{stem}{'es' if many else ''}")
        return [base for base in bases if base in self._known or base in self._everyday][:1]

    def _near(self, word: str) -> Iterator[tuple[str, int]]:
        """Words within the slips forgiven for this length, with their distance. The first letter is seldom wrong: one of ours only."""
        most = 2 if len(word) >= LONG else 1
        like = [near for size in range(len(word) - most, len(word) + most + 1) for near in self._like.get((word[0], size), ())]
        for near, slips in _within(word, like, most):
            if slips == 1 or not _cuts(word, 2).isdisjoint(_cuts(near, 1)):
                yield near, slips
        ours = [near for size in range(len(word) - 1, len(word) + 2) for near in self._ours.get(size, ())]
        for near, slips in _within(word, ours, 1):
            if near[0] != word[0]:
                yield near, slips


def _within(word: str, others: Sequence[str], most: int) -> Iterator[tuple[str, int]]:
    """Those of the others that are at most so many slips away, with their distance; not the word itself."""
    slips = process.cdist([word], others, scorer=OSA.distance, score_cutoff=most, dtype=np.uint8)[0]
    return ((others[place], int(slips[place])) for place in np.flatnonzero((slips > 0) & (slips <= most)).tolist())


def _cuts(word: str, most: int) -> set[str]:
    """The word, and what is left of it without one letter, or without up to `most`."""
    shorter = {word[:at] + word[at + 1:] for at in range(len(word))} if most else set()
    return {word}.union(*(_cuts(one, most - 1) for one in shorter))
