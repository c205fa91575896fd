"""How sure a passage makes us: the calibrated chance that it answers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.passage import Found


@dataclass(frozen=True)
class Calibration:
    """Logistic regression from a passage's scores to the chance that it answers; below `threshold` Rumbo says it doesn't know."""

    intercept: float = -32.7
    dense: float = 34.4
    words: float = 2.39
    margin: float = 0.193
    threshold: float = 0.45

    def chance(self, ranked: Sequence[Found]) -> float:
        """The chance, 0 to 1, that the first of these answers; the lead over the second counts."""
        found = ranked[0]
        lead = found.score - ranked[1].score if len(ranked) > 1 else 0.0
        if not found.dense:
            return found.words
        return 1 / (1 + math.exp(-(self.intercept + self.dense * found.dense + self.words * found.words + self.margin * lead)))
