"""(c) LlamaIndex's default retriever over its default splitter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from llama_index.core import Document, Settings, StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from talk import Ranked, serve, whole


class Default:
    settings = ("SentenceSplitter 1024/200 tokens, the default; VectorStoreIndex, its default store; HuggingFaceEmbedding with E5's "
                "instructions. No Spanish settings exist beyond the multilingual model.")

    def __init__(self, folder: Path, model: str) -> None:
        Settings.llm = None
        Settings.embed_model = HuggingFaceEmbedding(model_name=model, query_instruction="query: ", text_instruction="passage: ",
                                                    device="cpu")
        self.folder = folder / "storage"
        self.held = load_index_from_storage(StorageContext.from_defaults(persist_dir=str(self.folder))) if self.folder.exists() else None
        self.retriever = self.held.as_retriever(similarity_top_k=20) if self.held else None

    def index(self, documents: list[dict[str, Any]]) -> None:
        self.held = VectorStoreIndex.from_documents(
            [Document(text=whole(one), doc_id=one["id"], metadata={"entry": one["id"]}, excluded_embed_metadata_keys=["entry"])
             for one in documents])
        self._ready()

    def change(self, document: dict[str, Any]) -> None:
        self.held.update_ref_doc(Document(text=whole(document), doc_id=document["id"], metadata={"entry": document["id"]},
                                          excluded_embed_metadata_keys=["entry"]))
        self._ready()

    def ask(self, text: str) -> Ranked:
        return [(one.node.metadata["entry"], one.score or 0.0, one.node.get_content()) for one in self.retriever.retrieve(text)]

    def _ready(self) -> None:
        self.held.storage_context.persist(str(self.folder))
        self.retriever = self.held.as_retriever(similarity_top_k=20)


serve(Default)
