"""The statements that a sentence rests on, in the parts that the grounding check compares."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.sentences import sentences
from bot.domain.generation import Evidence
from bot.domain.text import content_words, stem

ALIKE = 0.8  # share of common words from which on two parts say the same but for a number or a denial


def titles(cited: Sequence[Evidence]) -> list[str]:
    """What the statements are about."""
    return [title for one in cited for title in one.titles]


def stated(cited: Sequence[Evidence]) -> list[str]:
    """The sentences of the statements that state something: no questions."""
    return [sentence for one in cited for part in one.texts for sentence in sentences(part) if not sentence.endswith("?")]


def stems(text: str) -> frozenset[str]:
    """The beginnings of the words that carry meaning."""
    return frozenset(stem(word) for word in content_words(text))
