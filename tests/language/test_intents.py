"""The intent whose example is nearest, by vectors that stand for meanings."""

from collections.abc import Sequence

import numpy as np

from bot.domain.speech import Intent
from bot.language.intents import NearestIntent

AXES = {"hola": (1.0, 0.0), "adios": (0.0, 1.0), "buenas": (0.8, 0.6)}


class Meanings:
    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([AXES[text] for text in texts])


def intents() -> NearestIntent:
    greeting = Intent(id="greeting", reply="hello", examples_es=("hola",), examples_en=())
    leaving = Intent(id="leaving", reply="bye", examples_es=("adios",), examples_en=())
    return NearestIntent((greeting, leaving), Meanings())


def test_the_nearest_example_tells_the_intent_once_the_examples_are_learnt() -> None:
    known = intents()
    known.warm()

    found = known.nearest("buenas")

    assert found is not None
    assert (found[0].id, round(found[1], 2)) == ("greeting", 0.8)


def test_before_the_examples_are_learnt_nobody_waits_for_them() -> None:
    assert intents().nearest("hola") is None
