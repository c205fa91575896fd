"""What threads bring at the same time is embedded together, and one that fails costs no other."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import numpy as np
import pytest

from bot.library.gathering import MOST, Gathering


class Model:
    """A text's vector is its length. The first batch is held until `go`."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.entered, self.go = Event(), Event()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.batches.append(list(texts))
        self.entered.set()
        if len(self.batches) == 1:
            assert self.go.wait(10)
        if "bad" in texts:
            raise ValueError("bad")
        return np.array([[len(text)] for text in texts])


def brought(model: Model, *pieces: list[str]) -> list[object]:
    """What came of each piece; the first is in the model while the others are brought."""
    gathering = Gathering(model.encode)
    with ThreadPoolExecutor(len(pieces)) as threads:
        first = threads.submit(gathering.vectors, pieces[0])
        assert model.entered.wait(10)
        others = [threads.submit(gathering.vectors, piece) for piece in pieces[1:]]
        while len(gathering._waiting) < len(others):
            Event().wait(0.001)
        model.go.set()
        return [one.exception(10) or one.result().tolist() for one in (first, *others)]


def test_what_waits_for_the_model_is_embedded_in_one_batch() -> None:
    model = Model()

    found = brought(model, ["a"], ["bb", "ccc"], ["dddd"])

    assert found == [[[1]], [[2], [3]], [[4]]]
    assert [sorted(batch) for batch in model.batches] == [["a"], ["bb", "ccc", "dddd"]]


def test_a_text_that_the_model_refuses_is_an_error_to_its_thread_alone() -> None:
    model = Model()

    found = brought(model, ["a"], ["bb"], ["bad"], ["ccc"])

    assert [one for one in found if isinstance(one, list)] == [[[1]], [[2]], [[3]]]
    assert [type(one) for one in found if not isinstance(one, list)] == [ValueError]


@pytest.mark.parametrize("count", [MOST + 5])
def test_a_batch_has_a_limit(count: int) -> None:
    model = Model()

    found = brought(model, ["a"], ["b"], ["c"] * count, ["d"])

    assert [len(one) for one in found if isinstance(one, list)] == [1, 1, count, 1]
    assert max(map(len, model.batches)) <= count + MOST
