"""What people want when they do not ask for a fact: the intent whose example is nearest. Counselors teach one by adding examples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from bot.domain.speech import Intent
from bot.errors import LibraryError


class Vectors(Protocol):
    """Embeds questions: shape (len(texts), size), of length 1."""

    def vectors(self, texts: Sequence[str]) -> Any:
        """The vectors; LibraryError when they cannot be had."""
        ...


class NearestIntent:
    """Fits the engine's Intents. Until it is warm it knows none: nobody waits for the examples to be embedded."""

    def __init__(self, intents: Sequence[Intent], vectors: Vectors, learn: Callable[[Sequence[str]], Any] | None = None) -> None:
        """`learn`: gives the vectors of the examples, maybe kept from another run; without it they are embedded by `warm`."""
        self._rows = [(intent, example) for intent in intents for example in (*intent.examples_es, *intent.examples_en)]
        self._vectors, self._learn = vectors, learn or vectors.vectors
        self._matrix: Any = None

    def warm(self) -> None:
        """Learn the examples, in one batch. LibraryError without the model."""
        if self._rows:
            self._matrix = self._learn([example for _, example in self._rows])

    def nearest(self, text: str) -> tuple[Intent, float] | None:
        """The intent of the nearest example, and the cosine similarity; None without intents or vectors."""
        if self._matrix is None:
            return None
        try:
            similarities = self._matrix @ self._vectors.vectors([text])[0]
        except LibraryError:
            return None
        best = int(similarities.argmax())
        return self._rows[best][0], float(similarities[best])
