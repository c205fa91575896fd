"""Ranking by words: BM25 (Robertson and Zaragoza, 2009) over Spanish and English stems, accents removed, and over pieces of words.

Pieces of four and five letters (McNamee and Mayfield, 2004) find a word that is misspelt, and one inside another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import bm25s
import numpy as np
import Stemmer

PIECES = (4, 5)
STOP = frozenset("""
    a al algo ante con cual cuales cuando de del donde e el ella en es esa ese eso esta este esto hay ha he i la las
    le les lo los me mi mis muy ni no nos o os para pero por porque q que quien se ser si sin sobre son su sus te ti
    tu tus un una uno y ya yo the of to and in is are do does i my it for with can what how an be at on or you
""".split())  # noqa: SIM905
_stem = Stemmer.Stemmer("spanish")


def stems(text: str) -> list[str]:
    """The stems of a text's words, stop words left out."""
    return list(_stem.stemWords(_words(text)))


def pieces(text: str) -> list[str]:
    """The pieces of a text's words, stop words left out; a word's beginning and end count as letters."""
    return [word[start:start + size] for word in (f"<{word}>" for word in _words(text))
            for size in PIECES for start in range(max(1, len(word) - size + 1))]


def stem_of(word: str) -> str:
    """What the forms of one Spanish word share."""
    return str(_stem.stemWord(word))


class WordIndex:
    """BM25 over a fixed list of texts, by the `tokens` of a text. Their numbers are kept, for the tokens themselves take ten times that."""

    def __init__(self, texts: Sequence[str], tokens: Callable[[str], list[str]] = stems, k1: float = 1.2, b: float = 0.5) -> None:
        self._tokens = tokens
        self._numbers: dict[str, int] = {}
        documents = [self._numbered(tokens(text) or ["∅"]) for text in texts]
        self._index = bm25s.BM25(k1=k1, b=b)
        self._index.index((documents, self._numbers), show_progress=False)
        self._count = len(texts)
        self._documents = [np.unique(document) for document in documents]
        held = np.bincount(np.concatenate(self._documents), minlength=len(self._numbers))
        self._rarity = np.log(1 + len(texts) / np.maximum(held, 1))
        self._unknown = float(np.log(1 + len(texts)))
        self._held = lru_cache(maxsize=None)(lambda number: frozenset(self._documents[number].tolist()))

    def scores(self, text: str) -> np.ndarray:
        """BM25 of every text for the question, shape (texts,), 0 and up."""
        words = [self._numbers[word] for word in self._tokens(text) if word in self._numbers]
        return np.asarray(self._index.get_scores(words)) if words else np.zeros(self._count)

    def covered(self, question: str, numbers: Iterable[int]) -> list[float]:
        """The share of the question's words, weighted by rarity, that each of these texts has; 0 to 1. An unknown word weighs most."""
        places = [self._numbers.get(word) for word in sorted(set(self._tokens(question)))]
        weights = [(place, self._unknown if place is None else float(self._rarity[place])) for place in places]
        total = sum(weight for _, weight in weights) or 1.0
        return [sum(weight for place, weight in weights if place in self._held(number)) / total for number in numbers]

    def _numbered(self, tokens: Sequence[str]) -> np.ndarray:
        return np.array([self._numbers.setdefault(token, len(self._numbers)) for token in tokens], dtype=np.int32)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFD", text.lower()).encode("ascii", "ignore").decode()
    return [word for word in re.findall(r"[a-z0-9]+", plain) if word not in STOP]
