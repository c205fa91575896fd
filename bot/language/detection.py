"""The language of a message: Spanish or English, sticky within a conversation when the message says too little."""

from __future__ import annotations

from lingua import Language, LanguageDetectorBuilder

CODES = {Language.SPANISH: "es", Language.ENGLISH: "en"}
SURE = 0.75


class LanguageOfMessage:
    """Spanish or English, by lingua's n-gram models."""

    def __init__(self) -> None:
        self._detector = LanguageDetectorBuilder.from_languages(*CODES).build()

    def of(self, text: str, before: str, turn: int) -> str:
        """"es" or "en"; `before` when the text does not tell and the conversation has begun."""
        values = self._detector.compute_language_confidence_values(text)
        if not values:
            return before
        first = values[0]
        sure = SURE if turn == 0 else 0.85
        return CODES[first.language] if first.value >= sure else before
