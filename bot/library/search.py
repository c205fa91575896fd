"""Search over the passages: meaning and words, fused by z-scores (best of the fusions tried; see `rumbo evaluate retrieval`).

The words answer from the first moment. The vectors may come later, from another thread, and everything may be replaced while
questions are answered: a search reads one `_Shelf` from beginning to end, and what is new is one new shelf. When there are no vectors,
or the question cannot be embedded, the words alone answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from bot.domain.passage import Found, Passage, Sought
from bot.errors import LibraryError
from bot.library.index import labels, texts_of
from bot.library.words import WordIndex

NAMED = 2.0  # standard deviations by which a passage about something that the question names is raised


class Questions(Protocol):
    """Embeds questions: shape (len(texts), size), of length 1."""

    def vectors(self, texts: Sequence[str]) -> np.ndarray: ...


class Nearness:
    """Cosine similarity of every passage to a question, the nearest of its texts counting; exact, all in memory."""

    def __init__(self, passages: Sequence[Passage], vectors: Mapping[str, np.ndarray]) -> None:
        """`vectors`: text → vector. A passage none of whose texts has one is as far as the farthest."""
        rows = [(number, text) for number, passage in enumerate(passages) for text in texts_of(passage) if text in vectors]
        self._texts = [text for _, text in rows]
        self._matrix = np.stack([vectors[text] for text in self._texts]).astype(np.float32)
        owners = np.array([number for number, _ in rows])
        self._starts = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]])
        self._ends = np.r_[self._starts[1:], len(owners)]
        self._owners = owners[self._starts]
        self._count = len(passages)

    def of(self, vector: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Similarities of all texts, shape (texts,), and of all passages, shape (passages,)."""
        texts = self._matrix @ vector
        best = np.maximum.reduceat(texts, self._starts)
        passages = np.full(self._count, best.min(), dtype=np.float32)
        passages[self._owners] = best
        return texts, passages

    def matched(self, number: int, texts: np.ndarray) -> str:
        """The text of a passage that is nearest; "" when it has no vector."""
        place = np.flatnonzero(self._owners == number)
        if not len(place):
            return ""
        start, end = self._starts[place[0]], self._ends[place[0]]
        return str(self._texts[start + int(texts[start:end].argmax())])


@dataclass(frozen=True)
class _Shelf:
    """Passages with what finds them; never changed."""

    passages: tuple[Passage, ...]
    numbers: Mapping[str, int]
    labels: tuple[frozenset[tuple[str, str]], ...]
    words: WordIndex
    nearness: Nearness | None = None

    @classmethod
    def of(cls, passages: Sequence[Passage]) -> _Shelf:
        return cls(tuple(passages), {passage.id: number for number, passage in enumerate(passages)},
                   tuple(frozenset(labels(passage)) for passage in passages),
                   WordIndex([" ".join((*texts_of(passage), *passage.about, *passage.places)) for passage in passages]))


class PassageLibrary:
    """All passages and the search over them; fits the engine's Library. Threads may share it."""

    def __init__(self, passages: Sequence[Passage], questions: Questions | None = None) -> None:
        self._questions = questions
        self._shelf = _Shelf.of(passages)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages."""
        return self._shelf.passages

    @property
    def by_meaning(self) -> bool:
        """Whether vectors take part in the search."""
        return self._shelf.nearness is not None

    def replace(self, passages: Sequence[Passage]) -> None:
        """Search these from now on, by words until `learn` is called."""
        self._shelf = _Shelf.of(passages)

    def learn(self, vectors: Mapping[str, np.ndarray]) -> None:
        """Search by meaning too, with the vectors of the passages' texts (text → vector); without any, by words alone."""
        shelf = self._shelf
        known = any(text in vectors for passage in shelf.passages for text in texts_of(passage))
        self._shelf = replace(shelf, nearness=Nearness(shelf.passages, vectors) if known else None)

    def passage(self, passage_id: str) -> Passage | None:
        """The passage with this id."""
        shelf = self._shelf
        number = shelf.numbers.get(passage_id)
        return None if number is None else shelf.passages[number]

    def search(self, sought: Sought) -> list[Found]:
        """The best passages, best first, at most `sought.limit`; filters are exact; what `sought.about` names is raised."""
        shelf = self._shelf
        words = shelf.words.scores(sought.text)
        texts, dense = self._similarities(shelf, sought.text)
        fused = _standard(words) if dense is None else _standard(words) + _standard(dense)
        if sought.about:
            named = frozenset(sought.about)
            fused = fused + NAMED * np.array([one.entry_id in named or not named.isdisjoint(one.places) for one in shelf.passages])
        order = [int(number) for number in np.argsort(-fused, kind="stable") if _fits(shelf, int(number), sought)]
        return [Found(passage=shelf.passages[number], dense=0.0 if dense is None else float(dense[number]),
                      words=shelf.words.covered(sought.text, number), score=float(fused[number]),
                      matched=shelf.nearness.matched(number, texts) if shelf.nearness is not None and texts is not None else "")
                for number in order[:sought.limit]]

    def _similarities(self, shelf: _Shelf, text: str) -> tuple[np.ndarray | None, np.ndarray | None]:
        if shelf.nearness is None or self._questions is None:
            return None, None
        try:
            return shelf.nearness.of(self._questions.vectors([text])[0])
        except LibraryError:
            return None, None


def _standard(scores: np.ndarray) -> np.ndarray:
    spread = float(scores.std())
    return (scores - scores.mean()) / spread if spread > 0 else np.zeros_like(scores)


def _fits(shelf: _Shelf, number: int, sought: Sought) -> bool:
    places = shelf.passages[number].places
    return all(not places or value in places if name == "place" else (name, value) in shelf.labels[number]
               for name, value in sought.filters)
