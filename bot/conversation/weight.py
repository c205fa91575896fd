"""Words of weight: a few words that turn a sentence into another one ("all", "only", "first", "free", "open"), by what they mean.

Which they are stands in knowledge/wording_checks.yaml, in both languages; a sentence may say one only where its statement says one of the
same meaning, denied or not alike.
"""

from __future__ import annotations

import re

from bot.conversation.claims import NEGATORS
from bot.domain.speech import WordingChecks
from bot.domain.text import plain, stem

CLAUSE = re.compile(r"[.,;:()¿?¡!\n]")
REACH = 3  # words between a "not" and what it denies


class Weights:
    """The words of weight of a text."""

    def __init__(self, checks: WordingChecks) -> None:
        self._weighty = {name: re.compile("|".join(patterns)) for name, patterns in checks.weighty.items()}
        self._hedges = {name: re.compile("|".join(patterns)) for name, patterns in checks.hedges.items()}

    def of(self, text: str) -> frozenset[str]:
        """What its words of weight mean; "not …" where one is denied."""
        found: set[str] = set()
        for clause in CLAUSE.split(text.replace("'", "").replace("’", "")):
            words = plain(clause)
            for name, pattern in self._weighty.items():
                found |= {_meant(name, match) for match in pattern.finditer(words)}
        return frozenset(found)

    def hedges(self, text: str) -> frozenset[str]:
        """By what it tells of a hope or a chance and not of a fact."""
        words = plain(text)
        return frozenset(name for name, pattern in self._hedges.items() if pattern.search(words))


def _meant(name: str, match: re.Match[str]) -> str:
    """The meaning, "not" before it where it is denied, and what a pattern catches in brackets behind it: of what all, of what half."""
    denied = any(word in NEGATORS for word in match.string[:match.start()].split()[-REACH:])
    of = next((stem(one) for one in match.groups() if one), "")
    return " ".join(filter(None, ("not" if denied else "", name, of)))
