"""What the parts of the library give each other. Apart, so that what is slow to import is imported late."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from bot.domain.passage import Passage

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Built:
    """What a build did: how many texts were embedded, how many kept their vector, and how many of the old index are gone."""

    embedded: int
    kept: int
    removed: int


class Questions(Protocol):
    """Embeds questions."""

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """Shape (len(texts), size), each of length 1; LibraryError when it cannot."""
        ...


class Documents(Questions, Protocol):
    """Embeds questions, and what answers them."""

    def of_documents(self, texts: Sequence[str]) -> np.ndarray:
        """Shape (len(texts), size), each of length 1."""
        ...


class Index(Protocol):
    """Keeps the vectors of passages."""

    def vectors(self, texts: Iterable[str]) -> Mapping[str, np.ndarray]:
        """Text → vector, of the texts that the index in use holds."""
        ...

    def build(self, passages: Iterable[Passage], progress: Progress | None = None, known: Mapping[str, np.ndarray] = ...) -> Built:
        """Make an index of exactly these passages the one in use; `progress` is told how many of how many texts are embedded; `known`:
        vectors of texts that the caller has.
        """
        ...
