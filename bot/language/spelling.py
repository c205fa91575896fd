"""Corrects what is spelt as it sounds or slipped from the fingers. The dictionary is our own knowledge with the everyday words of both
languages, so that no programme's name is ever "corrected".

A word of the knowledge stays as it is. Another is weighed against words near it, as a noisy channel does (Kernighan, Church and Gale
1990): the rarer it is beside its neighbour, and the nearer they are, the surer it was meant to be that. Two words sound alike when
Mexican Spanish says them alike: b and v, s, z and soft c, silent h, ll and y, qu, k and hard c, j and soft g. Neighbours by a slip are
found through the words that remain when one letter is left out (Garbe's symmetric delete) and confirmed by optimal string alignment.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

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


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """How a word without accents sounds, one sign for each sound."""
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
        self._cut: dict[str, str] = {}  # words joined by spaces: lists would take 40 MB more
        for word in {*common, *self._known}:
            if not word.isalpha() or len(word) < SHORTEST:
                continue
            self._alike[sound(word)].append(word)
            for rest in {word, *_cuts(word)}:
                held = self._cut.get(rest)
                self._cut[rest] = word if held is None else f"{held} {word}"
        self._corrected = lru_cache(maxsize=8192)(self._meant)

    def corrected(self, text: str, language: str) -> str:
        """The text with misspelt words of four letters or more replaced by the words of this language they are meant to be."""
        return re.sub(r"[^\W\d_]+", lambda found: self._word(found[0], language), text)

    def _word(self, word: str, language: str) -> str:
        key = bare(word)
        if not SHORTEST <= len(key) <= LONGEST or key in self._known:
            return word
        return self._corrected(key, language) or word

    def _share(self, word: str, language: str) -> float:
        everyday = self._lexicon.spanish if language == "es" else self._lexicon.english
        return max(everyday.get(word, 0.0), OURS if word in self._known else NO_WORD)

    def _meant(self, word: str, language: str) -> str:
        """The word meant by one that the knowledge does not have; "" when it is a word of its own, or nothing is near."""
        own = math.log(max(self._lexicon.frequency(word), NO_WORD))
        needed: dict[str, float] = {}
        for near, slips in self._near(word):
            needed[near] = ONE_SLIP if slips == 1 else TWO_SLIPS
        for near in self._alike.get(sound(word), ()):
            needed[near] = ALIKE
        gains = {near: math.log(self._share(near, language)) - own - least + (1.0 if near in self._known else 0.0)
                 for near, least in needed.items() if near != word}
        best = max(gains, key=lambda near: (gains[near], near), default="")
        return best if best and gains[best] > 0 else ""

    def _near(self, word: str) -> Iterator[tuple[str, int]]:
        """Words within the slips forgiven for this length, with their distance. The first letter is seldom wrong."""
        most = 2 if len(word) >= LONG else 1
        cuts = {word, *_cuts(word)}
        if most > 1:
            cuts |= {shorter for cut in cuts for shorter in _cuts(cut)}
        for near in {near for cut in cuts for near in self._cut.get(cut, "").split()}:
            slips = OSA.distance(word, near, score_cutoff=most)
            if 0 < slips <= most and (near[0] == word[0] or (slips == 1 and near in self._known)):
                yield near, slips


def _cuts(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1:] for at in range(len(word)))
