"""What people want when they do not ask for a fact: the intent whose example is nearest. Counselors teach one by adding examples."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Any, Protocol

from bot.domain.knowledge import Intent
from bot.errors import LibraryError


class Vectors(Protocol):
    """Embeds questions: shape (len(texts), size), of length 1."""

    def vectors(self, texts: Sequence[str]) -> Any:
        """The vectors; LibraryError when they cannot be had."""
        ...


class NearestIntent:
    """Fits the engine's Intents. The examples are embedded when first needed, in one batch."""

    def __init__(self, intents: Sequence[Intent], vectors: Vectors) -> None:
        self._rows = [(intent, example) for intent in intents for example in (*intent.examples_es, *intent.examples_en)]
        self._vectors = vectors
        self._matrix: Any = None
        self._lock = Lock()

    def nearest(self, text: str) -> tuple[Intent, float] | None:
        """The intent of the nearest example, and the cosine similarity; None without intents or vectors."""
        if not self._rows:
            return None
        try:
            with self._lock:
                if self._matrix is None:
                    self._matrix = self._vectors.vectors([example for _, example in self._rows])
            similarities = self._matrix @ self._vectors.vectors([text])[0]
        except LibraryError:
            return None
        best = int(similarities.argmax())
        return self._rows[best][0], float(similarities[best])
