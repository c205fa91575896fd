"""Whether a sentence means what the statements mean, looked at only where their words do not cover it.

The cosine of each clause to the nearest sentence of the statements is joined with the covered share of its words in a logistic
regression, which `rumbo evaluate grounding` measures on pairs made from the knowledge.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversation.claims import LINK
from bot.conversation.ports import Vectors
from bot.conversation.stated import stated, stems, titles
from bot.domain.generation import Evidence
from bot.domain.text import content_words, stem
from bot.errors import LibraryError

CLAUSE = re.compile(r"[,;:()](?!\d)|\s(?:y|e|pero|ademas|además|tambien|también|asi que|and|but|also|so|while|mientras|aunque)\s",
                    re.IGNORECASE)
COVERED = 0.999  # a sentence with all its words in one place of the statements needs no look at its meaning


@dataclass(frozen=True)
class Meaning:
    """Logistic regression from the least supported clause of a sentence to the chance that it is supported."""

    intercept: float = -34.0
    covered: float = 6.0
    cosine: float = 35.0
    threshold: float = 0.5

    def chance(self, covered: float, cosine: float) -> float:
        """From 0 to 1; `covered` is a share, `cosine` between -1 and 1."""
        return 1 / (1 + math.exp(-(self.intercept + self.covered * covered + self.cosine * cosine)))


TRANSLATED = Meaning(-49.5, 0.5, 57.0)  # fitted on 656 English clauses of the knowledge and their Spanish, 653 of other passages


def other_meaning(text: str, cited: Sequence[Evidence], vectors: Vectors, meaning: Meaning) -> str:
    """The first clause that does not mean what the statements mean, with its chance; empty when all do."""
    sentences = stated(cited)
    pool = list(dict.fromkeys([*sentences, *(clause for sentence in sentences for clause in clauses(sentence))]))
    everything = frozenset[str]().union(*map(stems, pool), stems(" ".join(one for one in titles(cited) if "?" not in one)))
    weak = [(clause, share) for clause in clauses(LINK.sub(" ", text)) if (share := _share(clause, everything)) < COVERED]
    if not weak:
        return ""
    try:
        rows = vectors.vectors([clause for clause, _ in weak] + pool)
    except LibraryError:
        return f"meaning unknown: {weak[0][0]}"
    for number, (clause, share) in enumerate(weak):
        cosine = max(sum(a * b for a, b in zip(rows[number], row, strict=True)) for row in rows[len(weak):])
        chance = meaning.chance(share, cosine)
        if chance < meaning.threshold:
            return f"meaning {chance:.2f}: {clause}"
    return ""


def clauses(text: str) -> list[str]:
    """The clauses of a sentence that say something of their own: two words that carry meaning or more; else the whole."""
    parts = [part.strip() for part in CLAUSE.split(text) if part and len(content_words(part)) >= 2]
    return parts or [text]


def _share(clause: str, everything: frozenset[str]) -> float:
    words = [stem(word) for word in content_words(clause)]
    return sum(word in everything for word in words) / len(words) if words else 1.0
