"""The second signal: whether a message lies nearer to the examples of danger or to those that only look like it.

Score of a text: mean cosine similarity to its nearest examples in danger minus the same for the others, after the mean of all examples
is taken from every vector (the vectors of one model share a direction that says nothing). k-nearest neighbours: Cover and Hart 1967.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.domain.danger import DangerExamples
from bot.domain.guard import Danger
from bot.errors import LibraryError
from bot.safety.ports import Embeddings

NEIGHBOURS = 5
BATCH = 32


@dataclass(frozen=True)
class Leaning:
    """How a text leans: `score` above 0 towards danger (-2 to 2); the nearest example in danger, its kind and family."""

    score: float
    nearest: str
    kind: Danger
    family: str
    other: bool = False


class NearestExamples:
    """Holds the vectors of all examples once it is warm; kept in `folder`, for as long as texts and model stay the same."""

    def __init__(self, examples: DangerExamples, embeddings: Embeddings, plain: Callable[[str], str],
                 folder: Path | None = None, model: str = "") -> None:
        self._embeddings, self._plain = embeddings, plain
        rows = [(text, family, True) for family in examples.danger for text in family.texts]
        rows += [(text, family, False) for family in examples.lookalike for text in family.texts]
        self._texts = tuple(text for text, _, _ in rows)
        self._families = np.array([family.family for _, family, _ in rows])
        self._kinds = tuple(family.kind for _, family, _ in rows)
        self._other = tuple(family.other for _, family, _ in rows)
        self._danger = np.array([in_danger for _, _, in_danger in rows])
        self._folder, self._model = folder, model
        self._compared: tuple[np.ndarray, np.ndarray] | None = None

    def warm(self) -> None:
        """Read the vectors of the examples, or make them; takes a while the first time. LibraryError without the model."""
        plain = [self._plain(text) or text for text in self._texts]
        matrix = kept_vectors("danger", plain, self._embeddings, self._folder, self._model)
        mean = matrix.mean(axis=0)
        self._compared = mean, unit(matrix - mean)

    def leanings(self, texts: Sequence[str], without: str = "") -> list[Leaning]:
        """How each text leans, embedded in one batch; examples of the family `without` do not count. LibraryError until warm."""
        if self._compared is None:
            raise LibraryError("the examples of danger are not read yet")
        mean, rows = self._compared
        vectors = unit(self._embeddings.vectors([self._plain(text) or text for text in texts]) - mean)
        counted = self._families != without
        danger, calm = np.flatnonzero(self._danger & counted), np.flatnonzero(~self._danger & counted)
        return [self._leaning(row, danger, calm) for row in vectors @ rows.T]

    def _leaning(self, similar: np.ndarray, danger: np.ndarray, calm: np.ndarray) -> Leaning:
        near = danger[np.argsort(similar[danger])[::-1][:NEIGHBOURS]]
        score = float(similar[near].mean() - np.sort(similar[calm])[-NEIGHBOURS:].mean())
        first = int(near[0])
        return Leaning(score, self._texts[first], Danger(self._kinds[first]), str(self._families[first]), self._other[first])


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


def _made(texts: Sequence[str], embeddings: Embeddings) -> np.ndarray:
    """In small batches, so that a message that comes in between does not wait long for the model."""
    return np.vstack([embeddings.vectors(texts[start:start + BATCH]) for start in range(0, len(texts), BATCH)])


def unit(rows: np.ndarray) -> np.ndarray:
    """Each row at length 1; rows of zeros stay."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: np.ndarray = rows / np.where(length == 0, 1, length)
    return unit
