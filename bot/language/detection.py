"""The language of a message: Spanish or English, sticky within a conversation when the message says too little; or one we do not speak.

Words vote by how much more often one language uses them. Names of courses, which are English in any sentence, have no vote.
"""

from __future__ import annotations

from collections.abc import Sequence

from lingua import Language, LanguageDetectorBuilder

from bot.domain.text import plain
from bot.language.lexicon import Lexicon

SURE = 1.5  # natural logarithm of the odds that turns a conversation's language
FIRST = 0.3  # the same for its first message
BIAS = 0.5  # what the language of the conversation so far counts
STRANGE = 0.34  # share of words neither language has, from which another language is thought of
FOREIGN_SURE = 0.8
FEWEST = 3
CODES = {Language.PORTUGUESE: "pt", Language.FRENCH: "fr", Language.GERMAN: "de", Language.ITALIAN: "it"}
SCRIPTS = (("ru", "\u0400", "\u04ff"), ("ar", "\u0600", "\u06ff"), ("zh", "\u4e00", "\u9fff"), ("ja", "\u3040", "\u30ff"),
           ("ko", "\uac00", "\ud7af"), ("hi", "\u0900", "\u097f"), ("el", "\u0370", "\u03ff"), ("he", "\u0590", "\u05ff"))


class LanguageOfMessage:
    """Which language a message is in."""

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        self._lexicon = lexicon or Lexicon()
        self._detector = LanguageDetectorBuilder.from_languages(Language.SPANISH, Language.ENGLISH, *CODES).with_low_accuracy_mode().build()

    def of(self, text: str, before: str, turn: int) -> str:
        """"es" or "en"; `before` when the text does not tell."""
        return self.by_vote(plain(text).split(), before, turn)

    def by_vote(self, words: Sequence[str], before: str, turn: int) -> str:
        """"es" or "en" by the vote of plain words; `before` when it is too close."""
        vote = sum(self._lexicon.leaning(word) for word in words) + (BIAS if before == "es" else -BIAS)
        if abs(vote) < (FIRST if turn == 0 else SURE):
            return before
        return "es" if vote > 0 else "en"

    def foreign(self, text: str, words: Sequence[str]) -> str:
        """The code of another language, when the text is surely in one; else "" ."""
        letters = [sign for sign in text if sign.isalpha()]
        for code, first, last in SCRIPTS:
            if letters and sum(first <= sign <= last for sign in letters) > len(letters) / 2:
                return code
        strange = [word for word in words if not self._lexicon.frequency(word)]
        if len(words) < FEWEST or len(strange) < STRANGE * len(words):
            return ""
        best = self._detector.compute_language_confidence_values(text)
        return CODES.get(best[0].language, "") if best and best[0].value >= FOREIGN_SURE else ""
