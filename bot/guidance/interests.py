"""The questionnaire's scores and how well each field goes with them.

Standard scoring: the answers of each type are summed (Holland 1997; O*NET Interest Profiler, three-point answers, Rounds et al. 2010),
here as a share of the most that could be had. A field fits by the correlation of the six scores with its profile, as O*NET matches
occupations; its first type weighs 3, its second 2, its third 1. The result orders fields and forbids none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.conversation import Answer, Questionnaire
from bot.domain.interests import Holland, InterestField, InterestItem, InterestTable

MOST = 2
WEIGHTS = (3.0, 2.0, 1.0)
TYPES = tuple(Holland)


@dataclass(frozen=True)
class Score:
    """One type's score, 0 to 1, over the items of it that were answered."""

    type: Holland
    value: float


def scores(table: InterestTable, answers: Iterable[Answer]) -> tuple[Score, ...]:
    """The scores, highest first; types that tie keep the order of the hexagon. Types without an answer score 0."""
    given = {answer.item: answer.value for answer in answers}
    found = []
    for kind in TYPES:
        values = [given[item.id] for item in table.items if item.type is kind and item.id in given]
        found.append(Score(kind, sum(values) / (MOST * len(values)) if values else 0.0))
    return tuple(sorted(found, key=lambda one: -one.value))


def complete(table: InterestTable, questionnaire: Questionnaire) -> bool:
    """Whether every item is answered."""
    return {item.id for item in table.items} <= {answer.item for answer in questionnaire.answers}


def next_item(table: InterestTable, questionnaire: Questionnaire) -> tuple[int, InterestItem] | None:
    """The first item without an answer and its number from 1; None when all are answered."""
    given = {answer.item for answer in questionnaire.answers}
    return next(((number, item) for number, item in enumerate(table.items, start=1) if item.id not in given), None)


def fit(field: InterestField, found: Sequence[Score]) -> float:
    """Pearson correlation, -1 to 1, of the scores with the field's profile; 0 when the scores do not differ."""
    profile = dict(zip(field.types, WEIGHTS, strict=False))
    ours = [one.value for one in found]
    theirs = [profile.get(one.type, 0.0) for one in found]
    mean, mean_theirs = sum(ours) / len(ours), sum(theirs) / len(theirs)
    together = sum((x - mean) * (y - mean_theirs) for x, y in zip(ours, theirs, strict=True))
    spread = math.sqrt(sum((x - mean) ** 2 for x in ours) * sum((y - mean_theirs) ** 2 for y in theirs))
    return together / spread if spread > 1e-9 else 0.0


def ranked(table: InterestTable, questionnaire: Questionnaire) -> tuple[tuple[InterestField, float], ...]:
    """The fields, best fit first; empty before the questionnaire is complete."""
    if not complete(table, questionnaire):
        return ()
    found = scores(table, questionnaire.answers)
    return tuple(sorted(((field, fit(field, found)) for field in table.fields), key=lambda row: -row[1]))


class HollandScoring:
    """The scoring of one table; fits the conversation's Scoring."""

    def __init__(self, table: InterestTable) -> None:
        self._table = table

    def scores(self, answers: tuple[Answer, ...]) -> tuple[tuple[Holland, float], ...]:
        """The six types with 0 to 1, highest first."""
        return tuple((one.type, one.value) for one in scores(self._table, answers))

    def next_item(self, questionnaire: Questionnaire) -> tuple[int, InterestItem] | None:
        """The first item without an answer, and its number."""
        return next_item(self._table, questionnaire)

    def best(self, questionnaire: Questionnaire) -> tuple[InterestField, ...]:
        """The fields, best first; empty before the end."""
        return tuple(field for field, _ in ranked(self._table, questionnaire))
