"""Passages and quick vectors for the tests of the index and the search."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence

import numpy as np

from bot.domain.passage import Passage

SIZE = 384


def vector(text: str) -> np.ndarray:
    """The same vector of length 1 for the same text, near to no other."""
    seed = int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)
    row = np.random.default_rng(seed).normal(size=SIZE)
    return np.asarray(row / np.linalg.norm(row), dtype=np.float32)


class QuickEmbeddings:
    """Embeds by `vector`, remembers what it was asked, and takes `seconds` for each batch."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.embedded: list[str] = []

    def of_documents(self, texts: Sequence[str]) -> np.ndarray:
        time.sleep(self.seconds)
        self.embedded += texts
        return self.vectors(texts)

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        return np.stack([vector(text) for text in texts])


def passage(name: str, text: str = "", kind: str = "topic", **more: object) -> Passage:
    """A passage with this heading; its entry has the same name."""
    return Passage(id=f"{name}#{name}", entry_id=name, kind=kind, title=name, heading=name, text=text or f"Sobre {name}.", **more)  # type: ignore[arg-type]
