"""The vectors of all passages in Chroma.

Only texts that are new are embedded; texts that are gone are removed afterwards, so that a crash in between leaves an index that
still answers.
chromadb raises bare subclasses of Exception for a server that is away and a folder that is broken, hence the wide catches.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import chromadb
from chromadb.config import Settings as ChromaSettings
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from bot.domain.passage import Passage
from bot.errors import LibraryError

COLLECTION = "passages"
BATCH = 256
NEAREST = 60


def texts_of(passage: Passage) -> tuple[str, ...]:
    """Everything a question may resemble: the passage in both languages and each way people ask for it."""
    spanish = f"{passage.title}. {passage.heading} {passage.text}"
    english = f"{passage.title_en}. {passage.heading_en} {passage.text_en}" if passage.text_en else ""
    return tuple(dict.fromkeys(text for text in (spanish, english, passage.heading, passage.heading_en, *passage.asked) if text))


class VectorIndex:
    """A Chroma collection, kept in `folder` or on the server at `url`, that belongs to one embedding model."""

    def __init__(self, folder: Path, embeddings: Embeddings, model: str = "", url: str = "") -> None:
        name = f"{COLLECTION}-{hashlib.sha256(model.encode()).hexdigest()[:8]}"
        quiet = ChromaSettings(anonymized_telemetry=False)
        try:
            if url:
                host, _, port = url.rpartition("//")[2].partition(":")
                client = chromadb.HttpClient(host=host, port=int(port or 8000), settings=quiet)
            else:
                client = chromadb.PersistentClient(path=str(folder), settings=quiet)
            self._store = Chroma(client=client, collection_name=name, embedding_function=embeddings,
                                 collection_metadata={"hnsw:space": "cosine"})
        except Exception as error:
            raise LibraryError(f"Chroma cannot be opened ({url or folder}): {error}") from error

    def update(self, passages: Iterable[Passage]) -> tuple[int, int]:
        """Make the index hold exactly these passages; returns how many texts were embedded and how many removed."""
        wanted = {_key(passage.id, text): (passage.id, text) for passage in passages for text in texts_of(passage)}
        try:
            held = set(self._store.get(include=[])["ids"])
            new = [key for key in wanted if key not in held]
            for start in range(0, len(new), BATCH):
                keys = new[start:start + BATCH]
                documents = [Document(page_content=wanted[key][1], metadata={"passage": wanted[key][0]}) for key in keys]
                self._store.add_documents(documents, ids=keys)
            gone = sorted(held - set(wanted))
            if gone:
                self._store.delete(ids=gone)
        except Exception as error:
            raise LibraryError(f"the index cannot be updated: {error}") from error
        return len(new), len(gone)

    def nearest(self, text: str) -> dict[str, float]:
        """Passage id → cosine similarity of its nearest text, for the passages near the question."""
        try:
            hits: Sequence[tuple[Document, float]] = self._store.similarity_search_with_score(text, k=NEAREST)
        except Exception as error:
            raise LibraryError(f"the index cannot be searched: {error}") from error
        best: dict[str, float] = {}
        for document, distance in hits:
            passage = str(document.metadata["passage"])
            best[passage] = max(best.get(passage, -1.0), 1.0 - distance)
        return best


def _key(passage: str, text: str) -> str:
    return hashlib.sha256(f"{passage}\n{text}".encode()).hexdigest()[:32]
