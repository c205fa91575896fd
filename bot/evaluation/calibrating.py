"""Fits the scale of confidence on half of the families of questions, and looks at it on the other half.

A family is a question with all its wordings; its members weigh one together, so that templated variants count once, and they are never on
both sides. The fit is Platt's (1999): logistic regression on one number, with his smoothed targets, by Newton's method for slope and
shift in turn.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.domain.confidence import LEAST, ConfidenceScale
from bot.evaluation.cases import CONFIDENT
from bot.evaluation.scoring import Verdict

STEPS = 200
FLATTEST = 0.05
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
STIFF = 0.5  # how strongly the scale is held to changing nothing, in cases


@dataclass(frozen=True)
class Stated:
    """What one reply said of itself, and whether it was right. `weight`: 1 shared by the members of its family."""

    family: str
    confidence: float
    right: bool
    weight: float = 1.0


@dataclass(frozen=True)
class Row:
    """One interval of the reliability table: its replies by weight, their mean confidence, and the share that was right."""

    low: float
    high: float
    weight: float
    confidence: float
    right: float


def stated(verdicts: Sequence[Verdict]) -> list[Stated]:
    """The answers and recommendations among the verdicts."""
    said = [(one.case.family or one.case.id, one) for one in verdicts if one.kind in CONFIDENT]
    sizes = Counter(family for family, _ in said)
    return [Stated(family, one.reply.confidence, one.right, 1 / sizes[family]) for family, one in said if one.reply is not None]


def halves(rows: Sequence[Stated]) -> tuple[list[Stated], list[Stated]]:
    """To fit on, and to look at: by family, always the same."""
    to_fit = [one for one in rows if hashlib.sha256(one.family.encode()).digest()[1] % 2 == 0]
    return to_fit, [one for one in rows if one not in to_fit]


def fitted(rows: Sequence[Stated]) -> ConfidenceScale:
    """The scale that makes what is stated likeliest; the one that changes nothing where there is nothing to fit on."""
    right = sum(one.weight for one in rows if one.right)
    wrong = sum(one.weight for one in rows if not one.right)
    targets = {True: (right + 1) / (right + 2), False: 1 / (wrong + 2)}
    slope, shift = 1.0, 0.0
    for _ in range(STEPS):  # one number after the other: the loss is convex in both, and the slope has a floor
        shift -= _step(rows, targets, slope, shift, of_slope=False)
        slope = max(FLATTEST, slope - _step(rows, targets, slope, shift, of_slope=True))
    return ConfidenceScale(slope=round(slope, 4), shift=round(shift, 4), families=len({one.family for one in rows}))


def _step(rows: Sequence[Stated], targets: Mapping[bool, float], slope: float, shift: float, of_slope: bool) -> float:
    """Newton's step of one of the two numbers, the other held."""
    scale = ConfidenceScale(slope=slope, shift=shift)
    down, curve = STIFF * (slope - 1 if of_slope else shift), STIFF
    for one in rows:
        chance, along = scale.of(one.confidence), _logit(one.confidence) if of_slope else 1.0
        down += one.weight * (chance - targets[one.right]) * along
        curve += one.weight * max(chance * (1 - chance), 0.01) * along * along
    return down / curve


def reliability(rows: Sequence[Stated], scale: ConfidenceScale | None = None) -> list[Row]:
    """What is stated, on the scale if one is given, against what was right; empty intervals are left out."""
    placed = [(scale.of(one.confidence) if scale else one.confidence, one) for one in rows]
    table = []
    for low, high in pairwise(BINS):
        inside = [(chance, one) for chance, one in placed if low <= chance < high or (high == BINS[-1] and chance == high)]
        weight = sum(one.weight for _, one in inside)
        if inside:
            table.append(Row(low, high, weight, sum(chance * one.weight for chance, one in inside) / weight,
                             sum(one.weight for _, one in inside if one.right) / weight))
    return table


def calibration_error(table: Sequence[Row]) -> float:
    """The mean distance of confidence from the share that was right, by weight (expected calibration error)."""
    total = sum(row.weight for row in table)
    return sum(row.weight * abs(row.confidence - row.right) for row in table) / total if total else 0.0


def _logit(confidence: float) -> float:
    inside = min(1 - LEAST, max(LEAST, confidence))
    return math.log(inside / (1 - inside))
