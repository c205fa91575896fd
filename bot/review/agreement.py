"""How far counselors agree: Krippendorff's alpha for nominal data (Krippendorff 2011), which allows any number of raters and gaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import krippendorff
import numpy as np

from bot.storage.reviews import Rating


@dataclass(frozen=True)
class Agreement:
    """Of one criterion: alpha (1: perfect, 0: as by chance; None where it is not defined) and over how many turns rated twice or more."""

    criterion: str
    alpha: float | None
    turns: int


def agreement(ratings: Iterable[Rating], criteria: Sequence[str]) -> list[Agreement]:
    """For each criterion. Where everybody always gave the same value alpha is not defined; it counts as 1 here."""
    return [_of(criterion, list(ratings)) for ratings in [list(ratings)] for criterion in criteria]


def _of(criterion: str, ratings: list[Rating]) -> Agreement:
    given = [one for one in ratings if criterion in one.ratings]
    raters = {counselor: place for place, counselor in enumerate(sorted({one.counselor_id for one in given}))}
    turns = {turn: place for place, turn in enumerate(sorted({one.turn_id for one in given}))}
    table = np.full((len(raters), len(turns)), np.nan)
    for one in given:
        table[raters[one.counselor_id], turns[one.turn_id]] = float(one.ratings[criterion])
    shared = int((np.count_nonzero(~np.isnan(table), axis=0) > 1).sum()) if given else 0
    if not shared:
        return Agreement(criterion, None, 0)
    if len({one.ratings[criterion] for one in given}) == 1:
        return Agreement(criterion, 1.0, shared)
    return Agreement(criterion, float(krippendorff.alpha(reliability_data=table, level_of_measurement="nominal")), shared)
