"""The vectors of all passages in Chroma, in a folder or on a server.

An index is one Chroma collection, or two: one with everything, and over it a small one with what is new since, which also says which rows
of the first no longer count. A collection is never changed once it is complete (other programs may have it open), and it becomes the index
in use by its last write, which gives it a number; so a crash at any moment leaves the index before in use. A change writes the small
collection anew; only when that would hold a quarter of everything, everything is. What already has a vector, in any collection, one that
a crash left unfinished included, is copied: only the rest is embedded. The index before the one in use is kept, older ones are dropped.
Imports chromadb and langchain, which takes seconds: import this late, off the path of the first message.
chromadb raises bare subclasses of Exception for a server that is away and a folder that is broken, hence the wide catches.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
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
from bot.library.layers import Planned, Used, copy, embed, hits, planned_for, rows_of
from bot.library.ports import Built, Documents, Progress
from bot.library.texts import texts_of

COLLECTION = "passages"
KEPT = 2
READ = 100  # texts from which reading every vector costs less than embedding again what merely moved
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
        """The vectors that the index in use holds of these texts; of texts it does not know, none."""
        left, found = set(texts), dict[str, np.ndarray]()
        with _refusing("the index cannot be read"):
            used = self._used()
            for layer in reversed(used.layers):
                if left:
                    found |= {text: row for text, row in rows_of(layer, used.gone) if text in left}
                    left -= found.keys()
        return found

    def build(self, passages: Iterable[Passage], progress: Progress | None = None,
              known: Mapping[str, np.ndarray] = MappingProxyType({})) -> Built:
        """Make an index of exactly these passages the one in use. `progress` is told how many of how many texts are embedded; `known`:
        vectors that need neither be read nor made.
        """
        wanted = {_key(passage, text): Document(page_content=text, metadata=_labels(passage))
                  for passage in passages for text in texts_of(passage)}
        with _refusing("the index cannot be built"):
            used = self._used()
            before = used.keys()
            if used.layers and before == set(wanted):
                return Built(0, len(wanted), 0)
            embedded = self._written(planned_for(used, wanted), known, progress)
        return Built(embedded, len(wanted) - embedded, len(before - set(wanted)))

    def nearest(self, vector: np.ndarray, filters: Sequence[tuple[str, str]] = (), limit: int = 60) -> dict[str, float]:
        """Passage id → cosine similarity of its nearest text, by Chroma's own search; filters are as in `labels`."""
        flags: list[dict[str, Any]] = [{f"{name}:{value}": True} for name, value in filters]
        where = {"$and": flags} if len(flags) > 1 else next(iter(flags), None)
        best: dict[str, float] = {}
        with _refusing("the index cannot be searched"):
            used = self._used()
            for layer in used.layers:
                for passage, closeness in hits(layer, vector, where, limit, used.gone):
                    best[passage] = max(best.get(passage, -1.0), closeness)
        return dict(sorted(best.items(), key=lambda one: -one[1])[:limit])

    def _written(self, planned: Planned, known: Mapping[str, np.ndarray], progress: Progress | None) -> int:
        """Write what is planned and make it the index in use; how many texts were embedded."""
        name = planned.base
        if planned.differs:
            name = f"{self._prefix}-{_digest(planned.base, *sorted(planned.rows), '', *sorted(planned.gone))[:12]}"
        vectors = self._known(planned.rows, known)
        store = Chroma(client=self._client, collection_name=name, embedding_function=self._embeddings,
                       collection_configuration=CLOSENESS)  # type: ignore[arg-type]
        fresh = self._client.get_collection(name)
        copy(fresh, {key: document for key, document in planned.rows.items() if document.page_content in vectors}, vectors)
        rest = {key: document for key, document in planned.rows.items() if document.page_content not in vectors}
        embedded = embed(store, rest, progress)
        self._go_live(fresh, planned)
        return embedded

    def _known(self, rows: Mapping[str, Document], given: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Text → vector, of those texts of the rows that have one somewhere."""
        texts = {document.page_content for document in rows.values()}
        known = {text: given[text] for text in texts if text in given}
        missing = [key for key, document in rows.items() if document.page_content not in known]
        chosen = missing if len(missing) < READ else None
        for collection in self._collections() if missing else ():
            known |= {text: row for text, row in rows_of(collection, chosen=chosen) if text in texts}
        return known

    def _collections(self) -> list[Any]:
        return [one for one in self._client.list_collections() if one.name.startswith(self._prefix)]

    def _used(self) -> Used:
        """The index in use; one without layers when there is none."""
        return next(iter(self._complete()), Used())

    def _complete(self) -> list[Used]:
        """The complete indexes, the one in use first."""
        named = {one.name: one for one in self._collections() if "number" in (one.metadata or {})}
        layers = [(one, named.get(one.metadata.get("base", one.name))) for one in named.values()]
        found = [Used(int(one.metadata["number"]), (one,) if base is one else (base, one), frozenset(one.metadata.get("gone", "").split()))
                 for one, base in layers if base is not None]
        return sorted(found, key=lambda one: -one.number)

    def _go_live(self, fresh: Any, planned: Planned) -> None:
        if planned.differs and fresh.count() != len(planned.rows):
            raise LibraryError(f"the new index has {fresh.count()} texts instead of {len(planned.rows)}: run 'rumbo index' again")
        complete = self._complete()
        over = {"base": planned.base, "gone": " ".join(sorted(planned.gone))} if planned.base and planned.differs else {}
        fresh.modify(metadata={"number": max((one.number for one in complete), default=0) + 1, **over})
        stay = {layer.name for one in self._complete()[:KEPT] for layer in one.layers}
        for old in self._collections():
            if old.name not in stay:
                self._client.delete_collection(old.name)


def _labels(passage: Passage) -> dict[str, Any]:
    return {"passage": passage.id} | {f"{name}:{value}": True for name, value in labels(passage)}


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


def _key(passage: Passage, text: str) -> str:
    return _digest(passage.id, text, *(f"{name}:{value}" for name, value in labels(passage)))[:32]
