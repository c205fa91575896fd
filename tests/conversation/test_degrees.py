"""Degrees listed by what they are about."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.conversation.ports import Answering
from bot.domain.conversation import Memory
from bot.domain.message import Message, MessageKind
from bot.domain.reply import Reply, ReplyKind

NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)


def reply(engine: Answering, text: str) -> Reply:
    return engine.respond(Message(1, text, MessageKind.TEXT, NOW), Memory()).reply


def test_the_degrees_of_an_area_are_named_with_their_sources(engine_by_words: Answering) -> None:
    answer = reply(engine_by_words, "¿qué carreras de salud hay en CONALEP?")

    assert answer.kind is ReplyKind.ANSWER
    assert "Enfermería General" in answer.text
    assert answer.sources
