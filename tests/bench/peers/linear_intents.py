"""(e) Matching of intents as Rasa does it in its sparse form: a linear classifier over TF-IDF, one intent an entry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.svm import LinearSVC
from talk import Ranked, sections, serve


class Intents:
    settings = ("TF-IDF of words (1 to 2) and of pieces of words (2 to 5), accents removed; a linear support vector machine, balanced; "
                "examples: the ways people ask for each entry, and its headings.")

    def __init__(self, folder: Path, model: str) -> None:
        self.documents: dict[str, dict[str, Any]] = {}

    def index(self, documents: list[dict[str, Any]]) -> None:
        self.documents |= {one["id"]: one for one in documents}
        rows = [(text, name) for name, one in self.documents.items()
                for text in (one["title"], *one["asked"], *(section["heading"] for section in one["sections"])) if text]
        words = TfidfVectorizer(ngram_range=(1, 2), strip_accents="unicode", sublinear_tf=True)
        pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), strip_accents="unicode", sublinear_tf=True, max_features=20_000)
        self.fitted = Pipeline([("seen", FeatureUnion([("words", words), ("pieces", pieces)])),
                                ("chosen", LinearSVC(class_weight="balanced"))])
        self.fitted.fit([text for text, _ in rows], [name for _, name in rows])

    def change(self, document: dict[str, Any]) -> None:
        self.index([document])

    def ask(self, text: str) -> Ranked:
        margins = self.fitted.decision_function([text])[0]
        best = np.argsort(-margins)[:20]
        return [(str(self.fitted.classes_[one]), float(margins[one]), (sections(self.documents[str(self.fitted.classes_[one])]) or [""])[0])
                for one in best]


serve(Intents)
