"""The vectors of all passages in Chroma, in a folder or on a server.

An index is one Chroma collection. A new one is built beside the live one and becomes the live one by its last write, which gives
it a number; so a crash at any moment leaves the old one live. What already has a vector, in the live index or in one that a crash left
unfinished, is copied: only the rest is embedded. The index before the live one is kept, older ones are dropped.
Imports chromadb and langchain, which takes seconds: import this late, off the path of the first message.
chromadb raises bare subclasses of Exception for a server that is away and a folder that is broken, hence the wide catches.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from bot.domain.passage import Passage
from bot.errors import LibraryError
from bot.library.facets import labels
from bot.library.ports import Built, Documents, Progress
from bot.library.texts import texts_of

COLLECTION = "passages"
BATCH = 512  # texts embedded between two writes: what a crash may lose
COPIED = 1000  # vectors copied by one write
KEPT = 2
CLOSENESS = {"hnsw": {"space": "cosine"}}


class _ForChroma(Embeddings):
    """The shared embeddings as langchain wants them."""

    def __init__(self, embeddings: Documents) -> None:
        self._embeddings = embeddings

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(value) for value in row] for row in self._embeddings.of_documents(texts)]

    def embed_query(self, text: str) -> list[float]:
        return [float(value) for value in self._embeddings.vectors([text])[0]]


class VectorIndex:
    """The Chroma collections, kept in `folder` or on the server at `url`, that belong to one embedding model."""

    def __init__(self, folder: Path, embeddings: Documents, model: str = "", url: str = "") -> None:
        self._embeddings = _ForChroma(embeddings)
        self._prefix = f"{COLLECTION}-{_digest(model)[:8]}"
        with _refusing(f"Chroma cannot be opened ({url or folder})"):
            self._client = _client(folder, url)

    def vectors(self, texts: Iterable[str]) -> dict[str, np.ndarray]:
        """The vectors that the live index holds of these texts; of texts it does not know, none."""
        wanted = set(texts)
        with _refusing("the index cannot be read"):
            live = next(iter(self._complete()), None)
            return {} if live is None else {text: row for text, row in _rows(live) if text in wanted}

    def build(self, passages: Iterable[Passage], progress: Progress | None = None) -> Built:
        """Make an index of exactly these passages the live one. `progress` is told how many of how many texts are embedded."""
        wanted = {_key(passage.id, text): Document(page_content=text, metadata=_labels(passage))
                  for passage in passages for text in texts_of(passage)}
        with _refusing("the index cannot be built"):
            live = next(iter(self._complete()), None)
            name = f"{self._prefix}-{_digest(*sorted(wanted))[:12]}"
            before = set(live.get(include=[])["ids"]) if live is not None else set()
            if live is not None and live.name == name:
                return Built(0, len(wanted), 0)
            store = Chroma(client=self._client, collection_name=name, embedding_function=self._embeddings,
                           collection_configuration=CLOSENESS)  # type: ignore[arg-type]
            fresh = self._client.get_collection(name)
            texts = {document.page_content for document in wanted.values()}
            known = {text: row for collection in self._collections() for text, row in _rows(collection) if text in texts}
            _copy(fresh, {key: document for key, document in wanted.items() if document.page_content in known}, known)
            embedded = _embed(store, {key: document for key, document in wanted.items() if document.page_content not in known}, progress)
            self._go_live(fresh, len(wanted))
        return Built(embedded, len(wanted) - embedded, len(before - set(wanted)))

    def nearest(self, vector: np.ndarray, filters: Sequence[tuple[str, str]] = (), limit: int = 60) -> dict[str, float]:
        """Passage id → cosine similarity of its nearest text, by Chroma's own search; filters are as in `labels`."""
        flags: list[dict[str, Any]] = [{f"{name}:{value}": True} for name, value in filters]
        where = {"$and": flags} if len(flags) > 1 else next(iter(flags), None)
        with _refusing("the index cannot be searched"):
            live = next(iter(self._complete()), None)
            if live is None:
                return {}
            hits = live.query(query_embeddings=[vector], n_results=limit, where=where, include=["metadatas", "distances"])
        best: dict[str, float] = {}
        for row, distance in zip((hits["metadatas"] or [[]])[0], (hits["distances"] or [[]])[0], strict=True):
            passage = str(row["passage"])
            best[passage] = max(best.get(passage, -1.0), 1.0 - distance)
        return best

    def _collections(self) -> list[Any]:
        return [one for one in self._client.list_collections() if one.name.startswith(self._prefix)]

    def _complete(self) -> list[Any]:
        """The complete indexes, the live one first."""
        return sorted((one for one in self._collections() if "number" in (one.metadata or {})),
                      key=lambda one: -int(one.metadata["number"]))

    def _go_live(self, fresh: Any, size: int) -> None:
        if fresh.count() != size:
            raise LibraryError(f"the new index has {fresh.count()} texts instead of {size}: run 'rumbo index' again")
        complete = self._complete()
        fresh.modify(metadata={"number": max((int(one.metadata["number"]) for one in complete), default=0) + 1})
        stay = {fresh.name, *(one.name for one in complete[:KEPT - 1])}
        for old in self._collections():
            if old.name not in stay:
                self._client.delete_collection(old.name)


def _labels(passage: Passage) -> dict[str, Any]:
    return {"passage": passage.id} | {f"{name}:{value}": True for name, value in labels(passage)}


def _copy(collection: Any, documents: Mapping[str, Document], known: Mapping[str, np.ndarray]) -> None:
    for keys in _batches(documents, COPIED):
        batch = [documents[key] for key in keys]
        collection.upsert(ids=keys, embeddings=[known[one.page_content] for one in batch], documents=[one.page_content for one in batch],
                          metadatas=[one.metadata for one in batch])


def _embed(store: Chroma, documents: Mapping[str, Document], progress: Progress | None) -> int:
    """Embed and write these, texts of like length together, so that a batch is even; returns how many."""
    done = 0
    for keys in _batches(sorted(documents, key=lambda key: len(documents[key].page_content)), BATCH):
        store.add_documents([documents[key] for key in keys], ids=keys)
        done += len(keys)
        if progress is not None:
            progress(done, len(documents))
    return done


def _rows(collection: Any) -> Iterator[tuple[str, np.ndarray]]:
    held = collection.get(include=["embeddings", "documents"])
    return zip(held["documents"], np.asarray(held["embeddings"], dtype=np.float32), strict=True)


def _batches(keys: Iterable[str], size: int) -> Iterator[list[str]]:
    rest = iter(keys)
    while batch := list(islice(rest, size)):
        yield batch


def _client(folder: Path, url: str) -> Any:
    quiet = ChromaSettings(anonymized_telemetry=False)
    if not url:
        return chromadb.PersistentClient(path=str(folder), settings=quiet)
    address = urlsplit(url if "//" in url else f"//{url}")
    return chromadb.HttpClient(host=address.hostname or "localhost", port=address.port or 8000, ssl=address.scheme == "https",
                               settings=quiet)


@contextmanager
def _refusing(what: str) -> Iterator[None]:
    try:
        yield
    except LibraryError:
        raise
    except Exception as error:
        raise LibraryError(f"{what}: {error}") from error


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _key(passage: str, text: str) -> str:
    return _digest(passage, text)[:32]
