"""What the nearest examples of either side say of a message."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.domain.danger import DangerExamples
from bot.safety.examples import Examples

PLACES = {"peligro uno": (1.0, 0.1), "peligro dos": (1.0, 0.0), "peligro tres": (1.0, -0.1), "peligro lejos": (-1.0, 0.5),
          "calma uno": (0.0, 1.0), "calma dos": (-0.1, 1.0), "calma tres": (0.1, 1.0), "cerca del peligro": (0.9, 0.1),
          "cerca de la calma": (0.1, 0.9)}


class Placed:
    """Vectors in a plane."""

    def wait(self) -> None:
        pass

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([PLACES[text] for text in texts], dtype=np.float32)


def examples() -> Examples:
    danger, calm = ([text for text in PLACES if text.startswith(word)] for word in ("peligro", "calma"))
    taught = DangerExamples.model_validate({"peligro": [{"familia": "p", "clase": "suicide", "textos": danger}],
                                            "parecidos": [{"familia": "c", "clase": "ordinary", "textos": calm}]})
    learnt = Examples(taught, str, Placed())
    learnt.learn_spelling()
    learnt.learn_meaning()
    return learnt


def test_a_message_leans_to_the_side_whose_three_nearest_examples_are_nearer() -> None:
    near, far = examples().compare(["cerca del peligro", "cerca de la calma"])

    rows = np.array([*PLACES.values()])
    middle = rows[:7].mean(axis=0)
    centred = (rows - middle) / np.linalg.norm(rows - middle, axis=1, keepdims=True)
    cosines = centred[7] @ centred[:7].T
    assert near.neighbours > 0 > far.neighbours
    assert abs(near.nearest - (cosines[:4].max() - cosines[4:].max())) < 1e-5
    assert abs(near.neighbours - (np.sort(cosines[:4])[1:].mean() - cosines[4:].mean())) < 1e-5
    assert abs(near.around - (cosines[:4].mean() - cosines[4:].mean())) < 1e-5


def test_without_embeddings_neighbours_say_nothing() -> None:
    taught = DangerExamples.model_validate({"peligro": [{"familia": "p", "clase": "suicide", "textos": ["ya no quiero vivir"]}],
                                            "parecidos": [{"familia": "c", "clase": "ordinary", "textos": ["hay becas"]}]})
    learnt = Examples(taught, str)
    learnt.learn_spelling()

    assert [(one.nearest, one.neighbours, one.around) for one in learnt.compare(["hola"])] == [(0.0, 0.0, 0.0)]
