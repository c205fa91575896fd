"""Joins the intents that counselors teach with the embeddings that everything shares."""

from __future__ import annotations

from bot.domain.knowledge import Knowledge
from bot.language.intents import NearestIntent
from bot.library.embedding import TextEmbeddings
from bot.safety.examples import kept_vectors
from bot.settings import Settings


def build_intents(settings: Settings, knowledge: Knowledge, embeddings: TextEmbeddings) -> NearestIntent:
    """The intents of the knowledge; their examples are embedded once and kept beside the guard's."""
    return NearestIntent(knowledge.intents, embeddings, lambda examples: kept_vectors(
        "intents", examples, embeddings, settings.data / "guard", settings.embedding_model))
