"""Fits the decision: a logistic regression over the named features of messages, leaving out the examples of each message's own family.

Newton's method on the likelihood with an L2 penalty, both classes weighing the same; there is nothing random in it. The threshold is
the lowest one at which no more than `alarms` of the messages without danger are taken for danger.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.domain.danger import DangerExamples, Weights
from bot.safety.danger import DangerSense

STEPS = 60
PENALTY = 0.05


def fitted(sense: DangerSense, examples: DangerExamples, alarms: float = 0.01) -> Weights:
    """The weights fitted on the examples; `alarms`: the share of false alarms wanted, 0 to 1."""
    labelled = [(text, family.family, 1.0) for family in examples.danger for text in family.texts]
    labelled += [(text, family.family, 0.0) for family in examples.lookalike for text in family.texts]
    seen = [sense.sense(text, without=family).features() for text, family, _ in labelled]
    names = tuple(seen[0])
    matrix = np.array([[row[name] for name in names] for row in seen])
    truth = np.array([label for _, _, label in labelled])
    weights = _logistic(matrix, truth)
    chances = 1 / (1 + np.exp(-(weights[0] + matrix @ weights[1:])))
    calm = np.sort(chances[truth == 0])[::-1]
    threshold = float(calm[int(alarms * len(calm))])
    return Weights(fitted_on=f"{len(labelled)} ejemplos de {len(set(family for _, family, _ in labelled))} familias",
                   intercept=round(float(weights[0]), 4), threshold=round(min(threshold + 0.001, 0.99), 4),
                   unsure=round(float(calm[int(5 * alarms * len(calm))]), 4),
                   features={name: round(float(weight), 4) for name, weight in zip(names, weights[1:], strict=True)})


def _logistic(matrix: np.ndarray, truth: Sequence[float] | np.ndarray) -> np.ndarray:
    """Intercept and weights, shape (features + 1,)."""
    truth = np.asarray(truth)
    rows = np.hstack([np.ones((len(matrix), 1)), matrix])
    share = np.where(truth == 1, 0.5 / (truth == 1).sum(), 0.5 / (truth == 0).sum()) * len(truth)
    penalty = np.diag([0.0, *[PENALTY] * matrix.shape[1]])
    weights = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (share * (chance - truth)) + penalty @ weights
        curve = (rows * (share * chance * (1 - chance))[:, None]).T @ rows + penalty
        weights = weights - np.linalg.solve(curve, slope)
    return weights
