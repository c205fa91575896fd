"""The views of examples of danger, fitted from them once and kept: until an example changes, a start reads them in milliseconds.

scikit-learn fits them and is imported only for that, which saves a start seconds and memory. What a message takes is a few lines here:
the same numbers as scikit-learn's own (a test compares them).
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from bot.safety.keeping import keep

SHORTEST, LONGEST = 2, 5  # letters of a piece of a word
LONGEST_RUN = 3  # words
SOFTNESS, REACH = 10.0, 9.0  # the machine's C and gamma; chosen on families that were kept apart
SPELLING_SOFTNESS = 20.0
SPACES = re.compile(r"\s\s+")
Arrays = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Spelt:
    """Logistic regression over TF-IDF of the parts of a text: how rare a part is, and how much it leans to danger."""

    cut: Callable[[str], Iterator[str]]
    places: Mapping[str, int]
    rarity: np.ndarray
    leaning: np.ndarray
    intercept: float

    def score(self, text: str) -> float:
        """Above 0: like the examples of danger."""
        counts = Counter(place for part in self.cut(text) if (place := self.places.get(part)) is not None)
        if not counts:
            return self.intercept
        places = np.fromiter(counts, dtype=np.intp)
        weights = (1 + np.log(np.fromiter(counts.values(), dtype=np.float64))) * self.rarity[places]
        return float(weights @ self.leaning[places] / math.sqrt(weights @ weights)) + self.intercept


@dataclass(frozen=True)
class Meant:
    """A support vector machine with Gaussian reach over vectors less their `middle`."""

    middle: np.ndarray
    support: np.ndarray
    weights: np.ndarray
    intercept: float

    def scores(self, vectors: np.ndarray) -> np.ndarray:
        """Shape (rows,); above 0: like the examples of danger."""
        rows = vectors - self.middle
        apart = (rows.astype(np.float64) ** 2).sum(1)[:, None] + self._squares[None] - 2 * (rows @ self._narrow.T)
        return np.asarray(np.exp(-REACH * apart) @ self.weights + self.intercept)

    @cached_property
    def _squares(self) -> np.ndarray:
        return np.asarray((self.support ** 2).sum(1))

    @cached_property
    def _narrow(self) -> np.ndarray:
        """Half as much memory to go through for each message; the scores differ by less than 0.00001."""
        return self.support.astype(np.float32)


def pieces(text: str) -> Iterator[str]:
    """The pieces of two to five letters of a text's words, each word between spaces."""
    for word in SPACES.sub(" ", text.lower()).split():
        framed = f" {word} "
        for size in range(SHORTEST, LONGEST + 1):
            yield from (framed[at:at + size] for at in range(max(1, len(framed) - size + 1)))
            if len(framed) <= size:
                break


def runs(text: str) -> Iterator[str]:
    """The runs of one to three words of a text."""
    words = text.lower().split()
    for size in range(1, LONGEST_RUN + 1):
        yield from (" ".join(words[at:at + size]) for at in range(len(words) - size + 1))


def spelt(texts: Sequence[str], danger: np.ndarray, folder: Path | None) -> Spelt:
    """By pieces of words, fitted from the texts, a few seconds, or as kept in `folder`."""
    return _spelt("spelling", pieces, {"analyzer": "char_wb", "ngram_range": (SHORTEST, LONGEST)}, texts, danger, folder)


def phrased(texts: Sequence[str], danger: np.ndarray, folder: Path | None) -> Spelt:
    """By runs of words, fitted from the texts, or as kept in `folder`."""
    return _spelt("phrasing", runs, {"analyzer": "word", "token_pattern": r"\S+", "ngram_range": (1, LONGEST_RUN)}, texts, danger, folder)


def _spelt(name: str, cut: Callable[[str], Iterator[str]], told: Mapping[str, object], texts: Sequence[str], danger: np.ndarray,
           folder: Path | None) -> Spelt:
    """`told`: how scikit-learn is told to cut the texts as `cut` does."""
    held = _kept(name, _digest(texts, danger, SPELLING_SOFTNESS), folder, lambda: _fit_spelling(texts, danger, told))
    places = {str(piece): place for place, piece in enumerate(held["pieces"].tolist())}
    return Spelt(cut, places, held["rarity"], held["leaning"], float(held["intercept"]))


def meant(matrix: np.ndarray, danger: np.ndarray, folder: Path | None) -> Meant:
    """Fitted from the vectors of the texts, some seconds, or as kept in `folder`."""
    digest = _digest([hashlib.sha256(matrix.tobytes()).hexdigest()], danger, SOFTNESS, REACH)
    held = _kept("meaning", digest, folder, lambda: _fit_meaning(matrix, danger))
    return Meant(held["middle"], held["support"], held["weights"], float(held["intercept"]))


def _fit_spelling(texts: Sequence[str], danger: np.ndarray, told: Mapping[str, object]) -> Arrays:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    counted = TfidfVectorizer(**told, sublinear_tf=True, dtype=np.float32)
    fitted = LogisticRegression(C=SPELLING_SOFTNESS, class_weight="balanced", max_iter=2000).fit(counted.fit_transform(texts), danger)
    return {"pieces": counted.get_feature_names_out().astype(str), "rarity": counted.idf_.astype(np.float64),
            "leaning": fitted.coef_[0].astype(np.float64), "intercept": np.array(fitted.intercept_[0])}


def _fit_meaning(matrix: np.ndarray, danger: np.ndarray) -> Arrays:
    from sklearn.svm import SVC

    middle = matrix.mean(axis=0)
    fitted = SVC(C=SOFTNESS, gamma=REACH, class_weight="balanced").fit(matrix - middle, danger)
    return {"middle": middle, "support": fitted.support_vectors_.astype(np.float64), "weights": fitted.dual_coef_[0],
            "intercept": np.array(fitted.intercept_[0])}


def _digest(texts: Sequence[str], danger: np.ndarray, *numbers: float) -> str:
    return hashlib.sha256("\n".join((*texts, danger.tobytes().hex(), *map(str, numbers))).encode()).hexdigest()


def _kept(name: str, digest: str, folder: Path | None, fit: Callable[[], Arrays]) -> Arrays:
    """What was fitted of the same examples before; else fitted now and kept."""
    if folder is None:
        return fit()
    file = folder / "fitted" / f"{name}.npz"
    try:
        with np.load(file) as held:
            if str(held["digest"]) == digest:
                return {key: held[key] for key in held.files}
    except (OSError, ValueError, KeyError, BadZipFile):
        pass
    made = fit()
    keep(file, digest=np.array(digest), **made)
    return made
