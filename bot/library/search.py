"""Search over the passages: by meaning and by words, fused (see `fusion`; `rumbo evaluate retrieval` compares the ways).

The words answer from the first moment. The vectors may come later, from another thread, and everything may be replaced while
questions are answered: a search reads one `_Shelf` from beginning to end, and what is new is one new shelf. When there are no vectors,
or the question cannot be embedded, the words alone answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from bot.domain.passage import Found, Passage, Sought
from bot.errors import LibraryError
from bot.library.facets import labels
from bot.library.fusion import BEST, VARIANTS, Signals
from bot.library.ports import Questions
from bot.library.texts import questions_of, sentences_of, texts_of, wholes_of
from bot.library.words import WordIndex, pieces


class Nearness:
    """Cosine similarity of every passage to a question; exact, all in memory."""

    def __init__(self, passages: Sequence[Passage], vectors: Mapping[str, np.ndarray]) -> None:
        """`vectors`: text → vector. A passage none of whose texts has one is as far as the farthest."""
        kinds = (wholes_of, questions_of, sentences_of)
        rows = [(number, kind, text) for number, passage in enumerate(passages) for kind, texts in enumerate(kinds)
                for text in texts(passage) if text in vectors]
        self._texts = [text for _, _, text in rows]
        self._matrix = np.stack([vectors[text] for text in self._texts]).astype(np.float32)
        owners = np.array([number for number, _, _ in rows])
        kind = np.array([kind for _, kind, _ in rows])
        self._whole = _Best(owners, kind == 0, len(passages))
        self._parts = _Best(owners, kind != 0, len(passages))
        self._asked = _Best(owners, kind != 2, len(passages))
        self._owners = owners

    @property
    def vectors(self) -> dict[str, np.ndarray]:
        """The vector of each text."""
        return dict(zip(self._texts, self._matrix, strict=True))

    def of(self, vector: np.ndarray) -> Similarities:
        """The similarities of a question's vector."""
        texts = self._matrix @ vector
        whole = self._whole.of(texts, None)
        return Similarities(texts, whole, self._parts.of(texts, whole), self._asked.of(texts, whole))

    def matched(self, number: int, texts: np.ndarray) -> str:
        """The text of a passage that is nearest; "" when it has no vector."""
        own = np.flatnonzero(self._owners == number)
        return self._texts[own[int(texts[own].argmax())]] if len(own) else ""


@dataclass(frozen=True)
class Similarities:
    """Of every text; and for every passage of the nearest of its wholes, of its parts, and of all but single sentences."""

    texts: np.ndarray
    whole: np.ndarray
    parts: np.ndarray
    asked: np.ndarray


class _Best:
    """The best similarity among the chosen texts of each passage."""

    def __init__(self, owners: np.ndarray, chosen: np.ndarray, count: int) -> None:
        self._rows = np.flatnonzero(chosen)
        mine = owners[self._rows]
        self._starts = np.flatnonzero(np.r_[True, mine[1:] != mine[:-1]]) if len(mine) else mine
        self._owners = mine[self._starts]
        self._count = count

    def of(self, texts: np.ndarray, without: np.ndarray | None) -> np.ndarray:
        """Shape (passages,). A passage that has no such text gets what `without` says, else the least of all."""
        if not len(self._rows):
            return np.zeros(self._count, dtype=np.float32) if without is None else without
        best = np.maximum.reduceat(texts[self._rows], self._starts)
        every = np.full(self._count, best.min(), dtype=np.float32) if without is None else without.copy()
        every[self._owners] = best
        return every


@dataclass(frozen=True)
class _Shelf:
    """Passages with what finds them; never changed. `about`: entry or place → the numbers of its passages."""

    passages: tuple[Passage, ...]
    numbers: Mapping[str, int]
    labels: tuple[frozenset[tuple[str, str]], ...]
    words: WordIndex
    pieces: WordIndex
    about: Mapping[str, Sequence[int]]
    nearness: Nearness | None = None

    @classmethod
    def of(cls, passages: Sequence[Passage]) -> _Shelf:
        texts = [" ".join((*wholes_of(one), *questions_of(one), *one.about, *one.places)) for one in passages]
        about: dict[str, list[int]] = {}
        for number, passage in enumerate(passages):
            for one in {passage.entry_id, *passage.places}:
                about.setdefault(one, []).append(number)
        return cls(tuple(passages), {passage.id: number for number, passage in enumerate(passages)},
                   tuple(frozenset(labels(passage)) for passage in passages), WordIndex(texts), WordIndex(texts, pieces), about)

    def with_vectors(self, vectors: Mapping[str, np.ndarray]) -> _Shelf:
        """The same, searched by meaning too; by words alone when none of the vectors is of its texts."""
        known = any(text in vectors for passage in self.passages for text in texts_of(passage))
        return replace(self, nearness=Nearness(self.passages, vectors) if known else None)


class PassageLibrary:
    """All passages and the search over them; fits the engine's Library. Threads may share it."""

    def __init__(self, passages: Sequence[Passage], questions: Questions | None = None) -> None:
        self._questions = questions
        self._shelf = _Shelf.of(passages)
        self._edition = 0

    @property
    def edition(self) -> int:
        """Another number whenever something else may be found."""
        return self._edition

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages."""
        return self._shelf.passages

    @property
    def by_meaning(self) -> bool:
        """Whether vectors take part in the search."""
        return self._shelf.nearness is not None

    @property
    def vectors(self) -> Mapping[str, np.ndarray]:
        """Text → vector, of the texts that are searched by meaning."""
        nearness = self._shelf.nearness
        return {} if nearness is None else nearness.vectors

    def replace(self, passages: Sequence[Passage]) -> None:
        """Search these from now on: by meaning those of their texts whose vector is known, the others by words until `learn` is called."""
        self._shelf = _Shelf.of(passages).with_vectors(self.vectors)
        self._edition += 1

    def learn(self, vectors: Mapping[str, np.ndarray]) -> None:
        """Search by meaning too, with the vectors of the passages' texts (text → vector); without any, by words alone."""
        self._shelf = self._shelf.with_vectors(vectors)
        self._edition += 1

    def passage(self, passage_id: str) -> Passage | None:
        """The passage with this id."""
        shelf = self._shelf
        number = shelf.numbers.get(passage_id)
        return None if number is None else shelf.passages[number]

    def search(self, sought: Sought) -> list[Found]:
        """The best passages, best first, at most `sought.limit`; filters are exact; what `sought.about` names is raised."""
        shelf = self._shelf
        near, signals = self._signals(shelf, sought)
        fused = BEST.fused(signals)
        fitting = (number for number in np.argsort(-fused, kind="stable").tolist() if _fits(shelf, number, sought))
        order = list(islice(fitting, sought.limit))
        return [Found(passage=shelf.passages[number], dense=0.0 if near is None else float(near.asked[number]),
                      words=words, score=float(fused[number]),
                      matched=shelf.nearness.matched(number, near.texts) if near is not None and shelf.nearness is not None else "")
                for number, words in zip(order, shelf.words.covered(sought.text, order), strict=True)]

    def rankings(self, sought: Sought) -> dict[str, tuple[Passage, ...]]:
        """The passages in the order of each way to rank them, to compare the ways."""
        shelf = self._shelf
        _, signals = self._signals(shelf, sought)
        return {name: tuple(shelf.passages[int(number)] for number in np.argsort(-fusion(signals), kind="stable")[:sought.limit])
                for name, fusion in VARIANTS.items()}

    def _signals(self, shelf: _Shelf, sought: Sought) -> tuple[Similarities | None, Signals]:
        about = np.zeros(len(shelf.passages), dtype=np.float32)
        for one in sought.about:
            about[shelf.about.get(one, [])] = 1.0
        near = self._similarities(shelf, sought.text)
        words, parts = shelf.words.scores(sought.text), shelf.pieces.scores(sought.text)
        return near, Signals(words, parts, about, None if near is None else near.whole, None if near is None else near.parts)

    def _similarities(self, shelf: _Shelf, text: str) -> Similarities | None:
        if shelf.nearness is None or self._questions is None:
            return None
        try:
            return shelf.nearness.of(self._questions.vectors([text])[0])
        except LibraryError:
            return None


def _fits(shelf: _Shelf, number: int, sought: Sought) -> bool:
    places = shelf.passages[number].places
    return all(not places or value in places if name == "place" else (name, value) in shelf.labels[number]
               for name, value in sought.filters)
