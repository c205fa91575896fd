"""(d) Plain BM25 over stemmed words: no model, the floor of time and memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bm25s
import Stemmer
from talk import Ranked, sections, serve


class Words:
    settings = "bm25s (k1 1.5, b 0.75: its defaults), its Spanish stop words, Snowball's Spanish stemmer; one passage a section."

    def __init__(self, folder: Path, model: str) -> None:
        self.stemmer = Stemmer.Stemmer("spanish")
        self.documents: dict[str, dict[str, Any]] = {}

    def index(self, documents: list[dict[str, Any]]) -> None:
        self.documents |= {one["id"]: one for one in documents}
        self.rows = [(name, text) for name, one in self.documents.items() for text in sections(one)]
        self.found = bm25s.BM25()
        self.found.index(self._tokens([text for _, text in self.rows]), show_progress=False)

    def change(self, document: dict[str, Any]) -> None:
        self.index([document])

    def ask(self, text: str) -> Ranked:
        places, scores = self.found.retrieve(self._tokens([text]), k=min(20, len(self.rows)), show_progress=False)
        return [(*self._row(place, score), self.rows[place][1]) for place, score in zip(places[0], scores[0], strict=True)]

    def _row(self, place: int, score: float) -> tuple[str, float]:
        return self.rows[place][0], float(score)

    def _tokens(self, texts: list[str]) -> Any:
        return bm25s.tokenize(texts, stopwords="es", stemmer=self.stemmer, show_progress=False)


serve(Words)
