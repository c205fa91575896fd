"""How sure a passage makes us that it answers a question: what is looked at, and how much each thing counts.

Two steps over a handful of features of question and passage: a conditional logit (McFadden 1974) ranks the passages, and a logistic
regression over the best one's features and its lead gives the chance that it answers. Both are fitted on our own cases and on questions
that nothing answers, split by family of phrasing. The chance decides "I don't know" and is the confidence that is reported.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Features:
    """What speaks for a passage, all between -1 and 1.

    `dense` cosine similarity of meaning. `covered` share of the question's telling words that the passage has. `missing` weight of the
    most telling word that it lacks. `named` 1 when the passage belongs to what the question names or carries on, -1 when to something else
    of the same kind. `placed` the same for places. `formed` 1 when it has the form asked for (a phone, a date), -1 when it lacks it.
    `part` share of the question's telling words that were left aside when it was found. `fused` is the library's own score, a sum of
    z-scores; `words` the share of the question's words that it finds in the passage.
    """

    dense: float
    covered: float
    missing: float
    named: float = 0.0
    placed: float = 0.0
    formed: float = 0.0
    part: float = 0.0
    fused: float = 0.0
    words: float = 0.0


@dataclass(frozen=True)
class Weights:
    """What each feature counts for, in logits."""

    dense: float
    covered: float
    missing: float
    named: float
    placed: float
    formed: float
    part: float = 0.0
    fused: float = 0.0
    words: float = 0.0

    def of(self, seen: Features) -> float:
        """The weighted sum."""
        return (self.dense * seen.dense + self.covered * seen.covered + self.missing * seen.missing + self.named * seen.named
                + self.placed * seen.placed + self.formed * seen.formed
                + self.part * seen.part + self.fused * seen.fused + self.words * seen.words)


@dataclass(frozen=True)
class Calibration:
    """The weights of both steps; below `threshold` Rumbo says that it doesn't know, at `sure` it answers without looking further.

    A passage of the same entry that ranks less than `beside` behind the best is said with it. `by_words` counts while there is no meaning.
    """

    ranking: Weights = Weights(dense=39.3, covered=2.1, missing=-0.4, named=0.5, placed=1.2, formed=1.5, part=-0.6, fused=0.36, words=0.26)
    chances: Weights = Weights(dense=30.1, covered=1.0, missing=0.3, named=0.7, placed=0.0, formed=0.45, part=0.25)
    by_words: Weights = Weights(dense=0.0, covered=6.0, missing=-1.2, named=0.6, placed=0.6, formed=0.5)
    intercept: float = -28.6
    lead: float = 0.42
    most: float = 4.0
    beside: float = 1.0
    threshold: float = 0.5
    sure: float = 0.85

    def rank(self, seen: Features) -> float:
        """How far before the others the passage stands. Without meaning (the model is not there yet) the words alone decide."""
        return self.ranking.of(seen) if seen.dense else self._by_words(seen)

    def chance(self, seen: Features, lead: float) -> float:
        """The chance, 0 to 1, that the passage answers; `lead` is its rank less that of the next, or of the best for another than it."""
        if not seen.dense:
            return _logistic(self._by_words(seen))
        return _logistic(self.intercept + self.chances.of(seen) + self.lead * max(-self.most, min(self.most, lead)))

    def _by_words(self, seen: Features) -> float:
        return self.by_words.of(seen) - 4.0


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, value))))
