"""Corrects what is spelt as it sounds. The dictionary is our own knowledge, so that no programme's name is ever "corrected".

Two words sound alike when Mexican Spanish says them alike: b and v, s, z and soft c, silent h, ll and y, qu, k and hard c, j and soft g.
A word of the knowledge stays as it is; another becomes the most frequent word that sounds the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from bot.language.wording import plain

SHORTEST = 4
SOUNDS = ((r"ch", "4"), (r"qu(?=[ei])", "k"), (r"c(?=[ei])", "s"), (r"[cq]", "k"), (r"g(?=[ei])", "j"), (r"gu(?=[ei])", "g"), (r"ll", "y"),
          (r"z", "s"), (r"sc|ss", "s"), (r"v", "b"), (r"h", ""), (r"x", "s"), (r"n(?=[bp])", "m"), (r"(.)\1+", r"\1"))


def sound(word: str) -> str:
    """How a word without accents sounds, one sign for each sound."""
    for written, said in SOUNDS:
        word = re.sub(written, said, word)
    return word


class Spelling:
    """Knows the words of the knowledge and what they sound like."""

    def __init__(self, texts: Iterable[str]) -> None:
        counts = Counter(word for text in texts for word in plain(text).split())
        self._known = frozenset(counts)
        self._by_sound: dict[str, str] = {}
        for word, _ in sorted(counts.items(), key=lambda item: (item[1], item[0])):
            if len(word) >= SHORTEST and word.isalpha():
                self._by_sound[sound(word)] = word

    def corrected(self, text: str) -> str:
        """The text with unknown words of four letters or more replaced by known ones that sound the same."""
        return re.sub(r"[^\W\d_]+", lambda found: self._word(found[0]), text)

    def _word(self, word: str) -> str:
        bare = plain(word)
        if len(bare) < SHORTEST or bare in self._known:
            return word
        return self._by_sound.get(sound(bare), word)
