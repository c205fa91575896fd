"""How several rankings of the same passages become one. Compared by `rumbo evaluate retrieval`; the search uses `BEST`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

RANK = 60  # the constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009)


@dataclass(frozen=True)
class Signals:
    """Four scores for every passage, each of shape (passages,), more is nearer; `whole` and `parts` are None when there are no vectors.

    `whole`: cosine similarity of the passage as a whole. `parts`: of the nearest of its sentences, headings and ways to ask for it.
    `words`: BM25 over stems. `pieces`: BM25 over pieces of words. `named`: how many of the things that the question names it is about.
    """

    words: np.ndarray
    pieces: np.ndarray
    named: np.ndarray
    whole: np.ndarray | None = None
    parts: np.ndarray | None = None


@dataclass(frozen=True)
class Weights:
    """How much each signal counts, in standard deviations over the passages (z-scores: Lee, 1997)."""

    whole: float = 1.0
    parts: float = 1.0
    words: float = 0.5
    pieces: float = 0.5
    named: float = 2.0

    def fused(self, signals: Signals) -> np.ndarray:
        """One score for every passage."""
        score = self.named * signals.named + self.words * standard(signals.words) + self.pieces * standard(signals.pieces)
        if signals.whole is None or signals.parts is None:
            return np.asarray(score)
        return np.asarray(score + self.whole * standard(signals.whole) + self.parts * standard(signals.parts))


BEST = Weights()
Fusion = Callable[[Signals], np.ndarray]


def standard(scores: np.ndarray) -> np.ndarray:
    """Z-scores: mean 0, standard deviation 1."""
    spread = float(scores.std())
    return (scores - scores.mean()) / spread if spread > 0 else np.zeros_like(scores)


def scaled(scores: np.ndarray) -> np.ndarray:
    """From 0 to 1."""
    width = float(np.ptp(scores))
    return (scores - scores.min()) / width if width > 0 else np.zeros_like(scores)


def reciprocal(scores: np.ndarray) -> np.ndarray:
    """1 / (60 + rank), the best having rank 1."""
    ranks = np.argsort(np.argsort(-scores, kind="stable"), kind="stable") + 1
    return 1.0 / (RANK + ranks)


def _dense(signals: Signals) -> np.ndarray:
    return signals.words if signals.whole is None else signals.whole


def _parts(signals: Signals) -> np.ndarray:
    return signals.words if signals.parts is None else signals.parts


VARIANTS: Mapping[str, Fusion] = {
    "dense": _dense,
    "dense, nearest part": _parts,
    "words (BM25)": lambda signals: signals.words,
    "pieces of words (BM25)": lambda signals: signals.pieces,
    "dense + words, reciprocal rank": lambda signals: reciprocal(_dense(signals)) + reciprocal(signals.words),
    "dense + words, 0 to 1": lambda signals: scaled(_dense(signals)) + scaled(signals.words),
    "dense + words, z-scores": Weights(parts=0, words=1, pieces=0, named=0).fused,
    "whole + parts + words, z-scores": Weights(words=1, pieces=0, named=0).fused,
    "whole + parts + words + pieces, z-scores": Weights(named=0).fused,
    "all, and what is named (in use)": BEST.fused,
}
