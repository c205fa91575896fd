"""The everyday words of Spanish and English with how often they are used: what is a word at all, which language it belongs to, and how much
it tells. From the frequency lists of wordfreq (Speer 2022), accents removed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache

from wordfreq import available_languages, cB_to_freq, read_cBpack

from bot.language.wording import bare

RARE = 3e-8  # shares below are slips and names
CLIP = 4.0  # how far one word may speak for a language, in natural logarithms of the ratio
RAREST, COMMONEST = math.log(1e-6), math.log(1e-3)


class Lexicon:
    """Everyday words, plain. Frequencies are shares of all words."""

    def __init__(self) -> None:
        self.spanish, self.english = _frequencies("es"), _frequencies("en")

    def frequency(self, word: str) -> float:
        """How often the word is used in the language that uses it more; 0 for no word."""
        return max(self.spanish.get(word, 0.0), self.english.get(word, 0.0))

    def leaning(self, word: str) -> float:
        """Above 0 when the word speaks for Spanish, below 0 for English, at most 4 either way; 0 when it is no word."""
        spanish, english = self.spanish.get(word, 0.0), self.english.get(word, 0.0)
        if not spanish and not english:
            return 0.0
        return max(-CLIP, min(CLIP, math.log((spanish + 1e-8) / (english + 1e-8))))

    def weight(self, word: str) -> float:
        """How much a word tells, 0 to 1: nothing for the commonest, all for rare ones and names."""
        frequency = self.frequency(word)
        if not frequency:
            return 1.0
        return max(0.0, min(1.0, (COMMONEST - math.log(frequency)) / (COMMONEST - RAREST)))


@lru_cache(maxsize=2)
def _frequencies(language: str) -> Mapping[str, float]:
    """Read by level of frequency, commonest first: wordfreq's own dictionaries would be kept beside these, with every rare word."""
    shares: dict[str, float] = {}
    for level, words in enumerate(read_cBpack(available_languages("large")[language])):
        share = cB_to_freq(-level)
        if share < RARE:
            break
        for word in words:
            key = word if word.isascii() else bare(word)
            shares[key] = shares[key] + share if key in shares else share
    return shares
