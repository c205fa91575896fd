"""Cuts texts into the word pieces that the carried embedding model knows, by Google's sentencepiece (Kudo and Richardson, 2018)."""

from __future__ import annotations

import unicodedata
from typing import Any

from sentencepiece import SentencePieceProcessor, sentencepiece_model_pb2

from bot.library.packed import LONGEST, Packed


class Pieces:
    """The tokenizer of a packed model. Threads may share it."""

    def __init__(self, packed: Packed) -> None:
        self._begin, self._end = packed.special[:2]
        self._processor = SentencePieceProcessor(model_proto=_model(packed).SerializeToString())

    def of(self, text: str) -> list[int]:
        """The numbers of a text's pieces between those of beginning and end, at most `LONGEST` in all.

        Unicode's NFKC stands for the model's own map of characters, which it nearly is.
        """
        plain = " ".join(unicodedata.normalize("NFKC", text).split())
        inner: list[int] = self._processor.encode(plain)
        return [self._begin, *inner[:LONGEST - 2], self._end]


def _model(packed: Packed) -> Any:
    """The vocabulary in sentencepiece's own form; what it would do to a text before cutting it is left out."""
    begin, end, pad, unknown = packed.special
    kind = sentencepiece_model_pb2.ModelProto.SentencePiece  # type: ignore[attr-defined]
    kinds = {begin: kind.CONTROL, end: kind.CONTROL, pad: kind.CONTROL, unknown: kind.UNKNOWN}
    model = sentencepiece_model_pb2.ModelProto()  # type: ignore[attr-defined]
    for number, (text, score) in enumerate(packed.pieces()):
        model.pieces.add(piece=text, score=score, type=kinds.get(number, kind.NORMAL))
    trainer = model.trainer_spec
    trainer.model_type, trainer.vocab_size = trainer.UNIGRAM, len(model.pieces)
    trainer.bos_id, trainer.eos_id, trainer.pad_id, trainer.unk_id = begin, end, pad, unknown
    trainer.bos_piece, trainer.eos_piece, trainer.pad_piece, trainer.unk_piece = (model.pieces[one].piece for one in packed.special)
    model.normalizer_spec.name = "identity"
    return model
