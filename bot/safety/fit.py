"""Fits the decision: a logistic regression over the named features of messages that neither phrases nor examples were made from.

Both classes weigh the same; there is nothing random in it. The threshold is the lowest one at which no more than `alarms` of the
messages without danger are taken for danger. It is fitted twice: as it is, and as when the embedding model is away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bot.domain.danger import DangerExamples, Decision, ExampleFamily, Weights
from bot.safety.danger import DangerSense, Sense

SOFTNESS = 1.0
NEVER_AGAINST = ("segura", "probable")  # what tells danger never speaks against it, whatever a small set of messages says


def without(examples: DangerExamples, messages: Sequence[str]) -> DangerExamples:
    """The examples less the messages that are fitted on: their own example would judge them."""
    gone = frozenset(messages)

    def left(families: Sequence[ExampleFamily]) -> tuple[ExampleFamily, ...]:
        kept = [family.model_copy(update={"texts": tuple(text for text in family.texts if text not in gone)}) for family in families]
        return tuple(family for family in kept if family.texts)

    return examples.model_copy(update={"danger": left(examples.danger), "lookalike": left(examples.lookalike)})


def fitted(sense: DangerSense, messages: Sequence[tuple[str, bool]], alarms: float = 0.03) -> Weights:
    """The weights fitted on messages and whether they tell danger; `alarms`: the share of false alarms wanted, 0 to 1."""
    seen = [sense.sense(text) for text, _ in messages]
    truth = np.array([danger for _, danger in messages])
    blind = [replace(one, likeness=tuple(replace(like, meaning=None) for like in one.likeness)) for one in seen]
    return Weights(fitted_on=f"{truth.sum()} mensajes con peligro y {(~truth).sum()} sin él",
                   full=_decision(seen, truth, alarms), without_meaning=_decision(blind, truth, alarms))


def _decision(seen: Sequence[Sense], truth: np.ndarray, alarms: float) -> Decision:
    from sklearn.linear_model import LogisticRegression  # seconds and 67 MB that only fitting needs

    rows = [one.features() for one in seen]
    names = [name for name in rows[0] if any(row[name] for row in rows)]
    matrix = np.array([[row[name] for name in names] for row in rows])
    regression = LogisticRegression(C=SOFTNESS, class_weight="balanced", max_iter=5000).fit(matrix, truth)
    weights = {name: float(weight) for name, weight in zip(names, regression.coef_[0], strict=True)}
    weights |= {name: max(weights[name], 0.0) for name in NEVER_AGAINST if name in weights}
    chances = 1 / (1 + np.exp(-(regression.intercept_[0] + matrix @ np.array([weights[name] for name in names]))))
    calm = np.sort(chances[~truth])[::-1]
    return Decision(intercept=round(float(regression.intercept_[0]), 4),
                    features={name: round(weight, 4) for name, weight in weights.items()},
                    threshold=round(float(calm[int(alarms * len(calm))]) + 0.0005, 4),
                    unsure=round(float(calm[int(3 * alarms * len(calm))]), 4))
