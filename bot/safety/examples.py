"""The second signal: whether a message is like the examples of danger or like those that only resemble it.

Two independent views of the same examples, both fitted from them when the guard gets warm, so that a new example counts at once:
- by meaning: a support vector machine (Cortes and Vapnik 1995) over the embeddings, for what is said in other words;
- by spelling: logistic regression over pieces of words of two to five letters, for slang and misspellings, which needs no model.
Danger and the rest weigh the same in both, however many examples each has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

from bot.domain.danger import DangerExamples
from bot.domain.guard import Danger
from bot.errors import LibraryError
from bot.safety.ports import Embeddings

BATCH = 32
SOFTNESS, REACH = 10.0, 9.0  # the machine's C and gamma; chosen on families that were kept apart
SPELLING_SOFTNESS = 20.0


@dataclass(frozen=True)
class Likeness:
    """How a text compares: above 0 it leans to danger. The nearest example in danger by meaning gives kind and family.

    `meaning` is None without embeddings.
    """

    spelling: float
    meaning: float | None = None
    kind: Danger = Danger.DESPAIR
    family: str = ""
    other: bool = False


class Examples:
    """The counselors' examples, compared with messages. Vectors are kept in `folder`, for as long as texts and model stay the same."""

    def __init__(self, examples: DangerExamples, plain: Callable[[str], str], embeddings: Embeddings | None = None,
                 folder: Path | None = None, model: str = "") -> None:
        self._plain, self._embeddings, self._folder, self._model = plain, embeddings, folder, model
        rows = [(text, family, True) for family in examples.danger for text in family.texts]
        rows += [(text, family, False) for family in examples.lookalike for text in family.texts]
        self._texts = [plain(text) or text for text, _, _ in rows]
        self._danger = np.array([in_danger for _, _, in_danger in rows])
        self._families = tuple(family for _, family, in_danger in rows if in_danger)
        self._spelling: tuple[TfidfVectorizer, LogisticRegression] | None = None
        self._meaning: tuple[np.ndarray, SVC, np.ndarray] | None = None

    def learn_spelling(self) -> None:
        """Fit the view by spelling: a few seconds."""
        pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, dtype=np.float32)
        fitted = LogisticRegression(C=SPELLING_SOFTNESS, class_weight="balanced", max_iter=2000)
        self._spelling = pieces, fitted.fit(pieces.fit_transform(self._texts), self._danger)

    def learn_meaning(self) -> None:
        """Fit the view by meaning; the vectors take a while the first time. LibraryError without the model."""
        if self._embeddings is None:
            return
        matrix = kept_vectors("danger", self._texts, self._embeddings, self._folder, self._model)
        middle = matrix.mean(axis=0)
        machine = SVC(C=SOFTNESS, gamma=REACH, class_weight="balanced").fit(matrix - middle, self._danger)
        self._meaning = middle, machine, unit((matrix - middle)[self._danger])

    def compare(self, texts: Sequence[str]) -> list[Likeness]:
        """How each text compares, embedded in one batch. LibraryError before `learn_spelling`."""
        if self._spelling is None:
            raise LibraryError("the examples of danger are not learnt yet")
        plain = [self._plain(text) or text for text in texts]
        pieces, fitted = self._spelling
        spelling = fitted.decision_function(pieces.transform(plain))
        if self._meaning is None or self._embeddings is None:
            return [Likeness(float(score)) for score in spelling]
        try:
            vectors = self._embeddings.vectors(plain)
        except (LibraryError, RuntimeError, ValueError, OSError):
            return [Likeness(float(score)) for score in spelling]
        middle, machine, danger = self._meaning
        meaning = machine.decision_function(vectors - middle)
        nearest = [self._families[place] for place in (unit(vectors - middle) @ danger.T).argmax(axis=1)]
        return [Likeness(float(spelt), float(meant), Danger(family.kind), family.family, family.other)
                for spelt, meant, family in zip(spelling, meaning, nearest, strict=True)]


def kept_vectors(name: str, texts: Sequence[str], embeddings: Embeddings, folder: Path | None, model: str) -> np.ndarray:
    """The vectors of texts; read from `folder` when they were made there before with the same model, else made and kept."""
    embeddings.wait()
    if folder is None:
        return _made(texts, embeddings)
    key = hashlib.sha256("\n".join([model, *texts]).encode()).hexdigest()[:16]
    kept = folder / f"{name}-{key}.npy"
    if kept.exists():
        return np.asarray(np.load(kept), dtype=np.float32)
    matrix = _made(texts, embeddings)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f"{name}-*.npy"):
        old.unlink()
    unfinished = kept.with_suffix(".new")
    with unfinished.open("wb") as file:
        np.save(file, matrix)
    unfinished.replace(kept)
    return matrix


def unit(rows: np.ndarray) -> np.ndarray:
    """Each row at length 1; rows of zeros stay."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: np.ndarray = rows / np.where(length == 0, 1, length)
    return scaled


def _made(texts: Sequence[str], embeddings: Embeddings) -> np.ndarray:
    """In small batches, so that a message that comes in between does not wait long for the model."""
    return np.vstack([embeddings.vectors(texts[start:start + BATCH]) for start in range(0, len(texts), BATCH)])
