"""(a) LangChain's textbook chain: recursive splitter 1000/200, Chroma, E5 through sentence-transformers and torch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter
from talk import Ranked, serve, whole


class Chain:
    settings = ("RecursiveCharacterTextSplitter 1000/200; HuggingFaceEmbeddings with E5's prefixes and unit vectors; Chroma, cosine; the "
                "top passage is the answer. No Spanish settings exist beyond the multilingual model.")

    def __init__(self, folder: Path, model: str) -> None:
        embeddings = HuggingFaceEmbeddings(
            model_name=model, model_kwargs={"device": "cpu"}, encode_kwargs={"prompt": "passage: ", "normalize_embeddings": True},
            query_encode_kwargs={"prompt": "query: ", "normalize_embeddings": True})
        self.store = Chroma("knowledge", embeddings, persist_directory=str(folder / "chroma"),
                            collection_metadata={"hnsw:space": "cosine"})
        self.splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)

    def index(self, documents: list[dict[str, Any]]) -> None:
        self.store.add_documents(self.splitter.split_documents(
            [Document(page_content=whole(one), metadata={"entry": one["id"]}) for one in documents]))

    def change(self, document: dict[str, Any]) -> None:
        self.store.delete(where={"entry": document["id"]})
        self.index([document])

    def ask(self, text: str) -> Ranked:
        return [(one.metadata["entry"], 1 - distance, one.page_content)
                for one, distance in self.store.similarity_search_with_score(text, k=20)]


serve(Chain)
