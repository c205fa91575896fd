"""What is fitted from examples of danger: scikit-learn's own numbers, kept until an example changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

from bot.safety import fitted, keeping

TEXTS = ["ya no quiero seguir viviendo", "me quiero morir", "mi jefe me pega", "que becas hay", "cuanto dura el curso",
         "me muero de  risa", "a"]
DANGER = np.array([True, True, True, False, False, False, False])
ASKED = ["no quiero vivir ya", "hay becas?", "x", "", "ñ 😀  a la la la"]


def test_the_view_by_spelling_scores_as_scikit_learn_does() -> None:
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, dtype=np.float32)
    logistic = LogisticRegression(C=fitted.SPELLING_SOFTNESS, class_weight="balanced", max_iter=2000)
    logistic.fit(pieces.fit_transform(TEXTS), DANGER)

    view = fitted.spelt(TEXTS, DANGER, None)

    assert [view.score(text) for text in ASKED] == pytest.approx(logistic.decision_function(pieces.transform(ASKED)).tolist(), abs=1e-5)


def test_the_view_by_phrasing_scores_as_scikit_learn_does() -> None:
    words = TfidfVectorizer(analyzer="word", token_pattern=r"\S+", ngram_range=(1, 3), sublinear_tf=True, dtype=np.float32)
    logistic = LogisticRegression(C=fitted.SPELLING_SOFTNESS, class_weight="balanced", max_iter=2000)
    logistic.fit(words.fit_transform(TEXTS), DANGER)

    view = fitted.phrased(TEXTS, DANGER, None)

    assert [view.score(text) for text in ASKED] == pytest.approx(logistic.decision_function(words.transform(ASKED)).tolist(), abs=1e-5)


def test_the_view_by_meaning_scores_as_scikit_learn_does() -> None:
    rows = np.random.default_rng(1).normal(size=(60, 12)).astype(np.float32) / 5
    danger = rows[:, 0] > 0
    machine = SVC(C=fitted.SOFTNESS, gamma=fitted.REACH, class_weight="balanced").fit(rows - rows.mean(axis=0), danger)

    view = fitted.meant(rows, danger, None)

    assert view.scores(rows[:9]) == pytest.approx(machine.decision_function(rows[:9] - rows.mean(axis=0)), abs=1e-5)


def test_what_was_fitted_is_kept_until_an_example_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = fitted.spelt(TEXTS, DANGER, tmp_path)
    fits: list[int] = []
    real = fitted._fit_spelling
    monkeypatch.setattr(fitted, "_fit_spelling", lambda texts, *told: fits.append(len(texts)) or real(texts, *told))

    again = fitted.spelt(TEXTS, DANGER, tmp_path)
    changed = fitted.spelt([*TEXTS[:-1], "otra cosa"], DANGER, tmp_path)

    assert fits == [len(TEXTS)]
    assert [again.score(text) for text in ASKED] == [first.score(text) for text in ASKED]
    assert changed.score("otra") != first.score("otra")


def test_a_broken_file_is_made_again(tmp_path: Path) -> None:
    first = fitted.spelt(TEXTS, DANGER, tmp_path)
    (tmp_path / "fitted" / "spelling.npz").write_bytes(b"not an archive")

    assert fitted.spelt(TEXTS, DANGER, tmp_path).score("becas") == first.score("becas")


def test_two_programs_keep_the_same_file_at_the_same_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, write, others = tmp_path / "fitted" / "spelling.npz", np.savez, [np.ones(2)]

    def while_another_writes(*given: Any, **arrays: Any) -> None:
        write(*given, **arrays)
        if others:
            keeping.keep(file, rows=others.pop())

    monkeypatch.setattr(np, "savez", while_another_writes)
    keeping.keep(file, rows=np.zeros(2))

    with np.load(file) as held:
        assert held["rows"].tolist() == [0.0, 0.0]
    assert list(file.parent.iterdir()) == [file]
