"""How the confidence that a reply states becomes the chance that it is right."""

from __future__ import annotations

import math

from pydantic import Field

from bot.domain.conversation import Frozen

LEAST = 0.001


class ConfidenceScale(Frozen):
    """A logistic scale (Platt 1999): the chance is the logistic of `slope` times the stated confidence's logit plus `shift`.

    As it stands it changes nothing. `families` says on how many questions it was fitted, variants of one counting once.
    """

    slope: float = Field(default=1.0, gt=0)
    shift: float = 0.0
    families: int = 0

    def of(self, stated: float) -> float:
        """The chance, 0 to 1; it keeps the order of what is stated."""
        if self.slope == 1 and self.shift == 0:
            return stated
        inside = min(1 - LEAST, max(LEAST, stated))
        return 1 / (1 + math.exp(-(self.slope * math.log(inside / (1 - inside)) + self.shift)))
