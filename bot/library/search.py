"""Search over the passages: meaning and words, fused by z-scores (best of the fusions tried on Spanish XQuAD).

When the vectors cannot be used the words alone answer.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.domain.passage import Found, Passage, Sought
from bot.errors import LibraryError
from bot.library.index import VectorIndex, texts_of
from bot.library.words import WordIndex


class PassageLibrary:
    """All passages and the search over them; fits the engine's Library."""

    def __init__(self, passages: Sequence[Passage], vectors: VectorIndex | None = None) -> None:
        self._passages = tuple(passages)
        self._numbers = {passage.id: number for number, passage in enumerate(self._passages)}
        self._words = WordIndex([" ".join((*texts_of(passage), *passage.about, *passage.places)) for passage in self._passages])
        self._vectors = vectors

    def passage(self, passage_id: str) -> Passage | None:
        """The passage with this id."""
        number = self._numbers.get(passage_id)
        return None if number is None else self._passages[number]

    def search(self, sought: Sought) -> list[Found]:
        """The best passages, best first, at most `sought.limit`; filters are exact."""
        words = self._words.scores(sought.text)
        dense = self._similarities(sought.text)
        fused = _standard(words) if dense is None else _standard(words) + _standard(dense)
        order = [int(number) for number in np.argsort(-fused) if _fits(self._passages[int(number)], sought)]
        return [Found(passage=self._passages[number], dense=0.0 if dense is None else float(dense[number]),
                      words=self._words.covered(sought.text, number), score=float(fused[number]))
                for number in order[:sought.limit]]

    def _similarities(self, text: str) -> np.ndarray | None:
        if self._vectors is None:
            return None
        try:
            near = self._vectors.nearest(text)
        except LibraryError:
            return None
        floor = min(near.values(), default=0.0)
        similarities = np.full(len(self._passages), floor)
        for passage, similarity in near.items():
            if passage in self._numbers:
                similarities[self._numbers[passage]] = similarity
        return similarities


def _standard(scores: np.ndarray) -> np.ndarray:
    spread = float(scores.std())
    return (scores - scores.mean()) / spread if spread > 0 else np.zeros_like(scores)


def _fits(passage: Passage, sought: Sought) -> bool:
    return all({"kind": passage.kind == value, "place": not passage.places or value in passage.places,
                "entry": passage.entry_id == value}[name] for name, value in sought.filters)
