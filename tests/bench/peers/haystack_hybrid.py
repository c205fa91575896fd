"""(b) Haystack's hybrid retrieval: BM25 and embeddings, joined by reciprocal rank."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack.utils import ComponentDevice
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)
from talk import Ranked, serve, whole

WORD = r"(?u)\b\w+\b"


class Hybrid:
    settings = ("DocumentSplitter 200 words, 20 of them shared; InMemoryDocumentStore, BM25Plus over words of any length, cosine; "
                "E5 with its prefixes; DocumentJoiner reciprocal_rank_fusion. Haystack 3 has no Spanish stemmer for its BM25.")

    def __init__(self, folder: Path, model: str) -> None:
        self.file = folder / "store.json"
        self.passages = SentenceTransformersDocumentEmbedder(
            model=model, device=ComponentDevice.from_str("cpu"), prefix="passage: ", normalize_embeddings=True, progress_bar=False)
        self.passages.warm_up()
        self.store = (InMemoryDocumentStore.load_from_disk(str(self.file)) if self.file.exists() else
                      InMemoryDocumentStore(embedding_similarity_function="cosine", bm25_tokenization_regex=WORD))
        self.splitter = DocumentSplitter(split_by="word", split_length=200, split_overlap=20)
        self.pipeline = Pipeline()
        self.pipeline.add_component("embedder", SentenceTransformersTextEmbedder(
            model=model, device=ComponentDevice.from_str("cpu"), prefix="query: ", normalize_embeddings=True, progress_bar=False))
        self.pipeline.add_component("words", InMemoryBM25Retriever(self.store, top_k=20))
        self.pipeline.add_component("meaning", InMemoryEmbeddingRetriever(self.store, top_k=20))
        self.pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=20))
        self.pipeline.connect("embedder.embedding", "meaning.query_embedding")
        self.pipeline.connect("words", "joiner")
        self.pipeline.connect("meaning", "joiner")

    def index(self, documents: list[dict[str, Any]]) -> None:
        parts = self.splitter.run([Document(content=whole(one), meta={"entry": one["id"]}) for one in documents])["documents"]
        self.store.write_documents(self.passages.run(parts)["documents"])
        self.store.save_to_disk(str(self.file))

    def change(self, document: dict[str, Any]) -> None:
        old = self.store.filter_documents({"field": "meta.entry", "operator": "==", "value": document["id"]})
        self.store.delete_documents([one.id for one in old])
        self.index([document])

    def ask(self, text: str) -> Ranked:
        found = self.pipeline.run({"embedder": {"text": text}, "words": {"query": text}})["joiner"]["documents"]
        return [(one.meta["entry"], one.score or 0.0, one.content or "") for one in found]


serve(Hybrid)
