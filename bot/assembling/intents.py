"""Joins what counselors teach by examples, intents and ways to ask, with the embeddings that everything shares."""

from __future__ import annotations

from bot.domain.knowledge import Knowledge
from bot.language.asked import AskedOfCourse
from bot.language.intents import NearestIntent
from bot.library.embedding import TextEmbeddings
from bot.safety.examples import kept_vectors
from bot.settings import Settings


def build_intents(settings: Settings, knowledge: Knowledge, embeddings: TextEmbeddings) -> NearestIntent:
    """The intents of the knowledge; their examples are embedded once and kept beside the guard's."""
    return NearestIntent(knowledge.intents, embeddings, lambda examples: kept_vectors(
        "intents", examples, embeddings, settings.data / "guard", settings.embedding_model))


def build_asked(settings: Settings, knowledge: Knowledge, embeddings: TextEmbeddings) -> AskedOfCourse:
    """What is asked of a course by meaning; examples and notes are embedded once and kept beside the guard's."""
    asked = AskedOfCourse(embeddings, lambda texts: kept_vectors(
        "asked", texts, embeddings, settings.data / "guard", settings.embedding_model))
    asked.renew(knowledge)
    return asked
