"""What an index is made of: Chroma collections that are written once, one laid over the other. `index` decides which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from langchain_chroma import Chroma
from langchain_core.documents import Document

from bot.library.ports import Progress

BATCH = 512  # texts embedded between two writes: what a crash may lose
COPIED = 1000  # vectors copied by one write
MOST_OVER = 0.25  # of all texts: with more that differs, everything is written anew


@dataclass(frozen=True)
class Used:
    """A complete index: the collection with everything, over it that with what is new, and which rows of the first no longer count."""

    number: int = 0
    layers: tuple[Any, ...] = ()
    gone: frozenset[str] = frozenset()

    def keys(self) -> set[str]:
        """Of every row that counts."""
        return {key for layer in self.layers for key in layer.get(include=[])["ids"]} - self.gone


@dataclass(frozen=True)
class Planned:
    """A collection to write: its rows; the name of the one it is laid over ("": none), and which rows of that no longer count."""

    rows: Mapping[str, Document]
    base: str = ""
    gone: frozenset[str] = frozenset()

    @property
    def differs(self) -> bool:
        """Whether there is anything to lay over: else that collection is the index by itself."""
        return not self.base or bool(self.rows or self.gone)


def planned_for(used: Used, wanted: Mapping[str, Document]) -> Planned:
    """What to write so that the index has exactly the wanted rows."""
    if not used.layers:
        return Planned(wanted)
    base = used.layers[0]
    held = set(base.get(include=[])["ids"])
    rows, gone = {key: document for key, document in wanted.items() if key not in held}, frozenset(held - set(wanted))
    return Planned(wanted) if len(rows) + len(gone) > MOST_OVER * len(wanted) else Planned(rows, base.name, gone)


def hits(layer: Any, vector: np.ndarray, where: Any, limit: int, gone: frozenset[str]) -> Iterator[tuple[str, float]]:
    """Passage and cosine similarity of the nearest rows of a collection that count."""
    found = layer.query(query_embeddings=[vector], n_results=limit + len(gone), where=where, include=["metadatas", "distances"])
    for key, row, distance in zip(found["ids"][0], found["metadatas"][0], found["distances"][0], strict=True):
        if key not in gone:
            yield str(row["passage"]), 1.0 - distance


def copy(collection: Any, documents: Mapping[str, Document], known: Mapping[str, np.ndarray]) -> None:
    """Write these with the vectors that their texts have already."""
    for keys in _batches(documents, COPIED):
        batch = [documents[key] for key in keys]
        collection.upsert(ids=keys, embeddings=[known[one.page_content] for one in batch], documents=[one.page_content for one in batch],
                          metadatas=[one.metadata for one in batch])


def embed(store: Chroma, documents: Mapping[str, Document], progress: Progress | None) -> int:
    """Embed and write these, texts of like length together, so that a batch is even; returns how many."""
    done = 0
    for keys in _batches(sorted(documents, key=lambda key: len(documents[key].page_content)), BATCH):
        store.add_documents([documents[key] for key in keys], ids=keys)
        done += len(keys)
        if progress is not None:
            progress(done, len(documents))
    return done


def rows_of(collection: Any, without: frozenset[str] = frozenset(),
            chosen: Sequence[str] | None = None) -> Iterator[tuple[str, np.ndarray]]:
    """Text and vector of every row, or of those that are chosen; in parts, for Chroma gives numbers that take eight times the memory."""
    for keys in _batches(collection.get(include=[])["ids"] if chosen is None else chosen, COPIED):
        held = collection.get(ids=keys, include=["embeddings", "documents"])
        rows = np.asarray(held["embeddings"], dtype=np.float32)
        yield from ((text, row) for key, text, row in zip(held["ids"], held["documents"], rows, strict=True) if key not in without)


def _batches(keys: Iterable[str], size: int) -> Iterator[list[str]]:
    rest = iter(keys)
    while batch := list(islice(rest, size)):
        yield batch


