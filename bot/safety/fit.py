"""Fits the decision, in two steps, with nothing random in either; both classes weigh the same.

How the likenesses weigh beside each other: a logistic regression over messages that were judged without their own family, each part of the
examples in its turn, so that it sees how well a new way of saying something is recognised. Phrases do not enter there, since they were made
with those examples in view. How phrases weigh beside the likenesses: another one, over the messages that neither was made from.

The threshold is the lowest at which no more than `alarms` of the messages without danger are taken for danger, of those judged without
their own family. It is fitted twice: as it is, and as when the embedding model is away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.domain.danger import DangerExamples, Decision, ExampleFamily, Weights
from bot.safety.danger import IN_PART, LIKENESSES, DangerSense, Sense
from bot.safety.examples import Likeness

SOFTNESS, LIKENESS_SOFTNESS = 1.0, 100.0
ALARMS = 0.055  # of messages chosen because they look like danger; of ordinary ones far less
NEVER_AGAINST = ("segura", "probable")  # what tells danger never speaks against it, whatever a small set of messages says
NEVER_FOR = ("calma",)
PARTS = 8
ALIKE = tuple(f"{name}{part}" for name in LIKENESSES for part in ("", IN_PART))


@dataclass(frozen=True)
class Seen:
    """What was seen in a message that is known to tell danger, or not to."""

    sense: Sense
    danger: bool


def without(examples: DangerExamples, messages: Sequence[str]) -> DangerExamples:
    """The examples less the messages that are fitted on: their own example would judge them."""
    gone = frozenset(messages)

    def left(families: Sequence[ExampleFamily]) -> tuple[ExampleFamily, ...]:
        kept = [family.model_copy(update={"texts": tuple(text for text in family.texts if text not in gone)}) for family in families]
        return tuple(family for family in kept if family.texts)

    return examples.model_copy(update={"danger": left(examples.danger), "lookalike": left(examples.lookalike)})


def seen_apart(examples: DangerExamples, made: Callable[[DangerExamples], DangerSense]) -> Iterator[Seen]:
    """Every example as it is seen by one who learnt neither it nor its family; `made` learns from the examples it is given."""
    families = [(family, danger) for told, danger in ((examples.danger, True), (examples.lookalike, False)) for family in told]
    for part in range(PARTS):
        apart = [(family, danger) for place, (family, danger) in enumerate(families) if place % PARTS == part]
        left = [(family, danger) for place, (family, danger) in enumerate(families) if place % PARTS != part]
        sense = made(examples.model_copy(update={"danger": tuple(family for family, danger in left if danger),
                                                  "lookalike": tuple(family for family, danger in left if not danger)}))
        yield from (Seen(sense.sense(text), danger) for family, danger in apart for text in family.texts)


def fitted(apart: Sequence[Seen], kept: Sequence[Seen], alarms: float = ALARMS) -> Weights:
    """The weights; `apart`: see `seen_apart`, `kept`: messages that neither phrases nor examples were made from; `alarms`: the share of
    false alarms wanted among `apart`, 0 to 1.
    """
    danger = sum(one.danger for one in (*apart, *kept))
    return Weights(fitted_on=f"{danger} mensajes con peligro y {len(apart) + len(kept) - danger} sin él",
                   full=_decision(apart, kept, alarms), without_meaning=_decision(_blind(apart), _blind(kept), alarms))


def _blind(seen: Sequence[Seen]) -> list[Seen]:
    """The same seen without embeddings."""
    return [Seen(replace(one.sense, likeness=tuple(Likeness(like.spelling, like.phrasing) for like in one.sense.likeness)), one.danger)
            for one in seen]


def _decision(apart: Sequence[Seen], kept: Sequence[Seen], alarms: float) -> Decision:
    names = [name for name in ALIKE if any(one.sense.features()[name] for one in apart)]
    told = [name for name in apart[0].sense.features() if name not in ALIKE]
    alike, start = _regression(_matrix(apart, names), _truth(apart), LIKENESS_SOFTNESS)
    total = _matrix(kept, names) @ alike + start
    (scale, *phrases), end = _regression(np.column_stack([total, _matrix(kept, told)]), _truth(kept), SOFTNESS)
    weights = dict(zip(names, (scale * alike).tolist(), strict=True)) | dict(zip(told, map(float, phrases), strict=True))
    weights |= {name: max(weights[name], 0.0) for name in NEVER_AGAINST} | {name: min(weights[name], 0.0) for name in NEVER_FOR}
    intercept = float(scale * start + end)
    chances = 1 / (1 + np.exp(-(_matrix(apart, [*weights]) @ np.array([*weights.values()]) + intercept)))
    calm = np.sort(chances[~_truth(apart)])[::-1]
    return Decision(intercept=round(intercept, 4), features={name: round(weight, 4) for name, weight in weights.items()},
                    threshold=round(float(calm[int(alarms * len(calm))]) + 0.0005, 4),
                    unsure=round(float(calm[int(3 * alarms * len(calm))]), 4))


def _matrix(seen: Sequence[Seen], names: Sequence[str]) -> np.ndarray:
    rows = [one.sense.features() for one in seen]
    return np.array([[row[name] for name in names] for row in rows])


def _truth(seen: Sequence[Seen]) -> np.ndarray:
    return np.array([one.danger for one in seen])


def _regression(matrix: np.ndarray, truth: np.ndarray, softness: float) -> tuple[np.ndarray, float]:
    from sklearn.linear_model import LogisticRegression  # seconds and 67 MB that only fitting needs

    fit = LogisticRegression(C=softness, class_weight="balanced", max_iter=5000).fit(matrix, truth)
    return fit.coef_[0], float(fit.intercept_[0])
