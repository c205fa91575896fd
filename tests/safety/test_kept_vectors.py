"""The vectors of the counselors' examples: made once each, whatever list an example stands in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.safety.examples import kept_vectors
from tests.library.passages import vector


class Counting:
    """Quick vectors, and what was asked of them."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def wait(self) -> None:
        pass

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        self.made += texts
        return np.vstack([vector(text) for text in texts])


def test_a_new_example_costs_one_embedding(tmp_path: Path) -> None:
    counting = Counting()
    kept_vectors("danger", ["uno", "dos"], counting, tmp_path, "")

    rows = kept_vectors("danger", ["dos", "tres", "uno"], counting, tmp_path, "")

    assert counting.made == ["uno", "dos", "tres"]
    assert np.allclose(rows, [vector("dos"), vector("tres"), vector("uno")], atol=1e-6)


def test_two_lists_share_what_both_hold(tmp_path: Path) -> None:
    counting = Counting()
    kept_vectors("danger", ["uno", "dos"], counting, tmp_path, "")

    kept_vectors("declined", ["dos", "cuatro"], counting, tmp_path, "")

    assert counting.made == ["uno", "dos", "cuatro"]


def test_another_model_starts_anew(tmp_path: Path) -> None:
    counting = Counting()
    kept_vectors("danger", ["uno"], counting, tmp_path, "")

    kept_vectors("danger", ["uno"], counting, tmp_path, "another")

    assert counting.made == ["uno", "uno"]


def test_a_broken_file_is_made_again(tmp_path: Path) -> None:
    counting = Counting()
    kept_vectors("danger", ["uno"], counting, tmp_path, "")
    (tmp_path / "danger.npz").write_bytes(b"broken")

    rows = kept_vectors("danger", ["uno"], counting, tmp_path, "")

    assert counting.made == ["uno", "uno"]
    assert np.allclose(rows, [vector("uno")], atol=1e-6)
