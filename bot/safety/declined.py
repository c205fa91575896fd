"""What Rumbo declines: told by the counselors' phrases, or by lying far nearer to their examples than to ordinary questions."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.domain.danger import Declined
from bot.errors import RumboError
from bot.safety.examples import kept_vectors, unit
from bot.safety.patterns import Phrases, compiled
from bot.safety.ports import Embeddings
from bot.safety.wording import Wording

NEIGHBOURS = 3
FAR_NEARER = 0.17  # how much nearer to the examples of a kind than to ordinary questions; cosine, the common mean taken away
FILE = "safety/declined.yaml"
log = logging.getLogger(__name__)


class DeclinedSense:
    """Says which kind a message is, or none; `ordinary` are more messages that are none. Without embeddings the phrases decide alone."""

    def __init__(self, declined: Declined, wording: Wording, embeddings: Embeddings | None = None, ordinary: Sequence[str] = (),
                 folder: Path | None = None, model: str = "") -> None:
        self._wording, self._embeddings = wording, embeddings
        lists, written = declined.lists, wording.written
        self._kinds = tuple((one.kind, Phrases(compiled(one.phrases, lists, written, FILE)),
                             Phrases(compiled(one.unless, lists, written, FILE))) for one in declined.kinds)
        common = (*declined.ordinary, *ordinary)
        texts = [*common, *(text for one in declined.kinds for text in one.examples)]
        labels = np.array([*[""] * len(common), *(one.kind for one in declined.kinds for _ in one.examples)])
        self._rows_of = {str(kind): np.flatnonzero(labels == kind) for kind in sorted(set(labels.tolist()))}
        self._texts = [wording.plain(text) or text for text in texts]
        self._folder, self._model = folder, model
        self._compared: tuple[np.ndarray, np.ndarray] | None = None

    def warm(self) -> None:
        """Read the vectors of the examples, or make them; LibraryError without the model."""
        if self._embeddings is not None:
            rows = kept_vectors("declined", self._texts, self._embeddings, self._folder, self._model)
            mean = rows.mean(axis=0)
            self._compared = mean, unit(rows - mean)

    def kind(self, text: str) -> str:
        """The kind of thing declined, "" when it is none."""
        sounds = self._wording.sounds(text)
        for kind, phrases, unless in self._kinds:
            if phrases.first(sounds) and not unless.first(sounds):
                return kind
        return self._nearest(text)

    def _nearest(self, text: str) -> str:
        if self._embeddings is None or self._compared is None or not text.strip():
            return ""
        mean, rows = self._compared
        try:
            vector = self._embeddings.vectors([self._wording.plain(text) or text])
        except (RumboError, RuntimeError, ValueError, OSError):
            log.warning("the examples of what is declined cannot be compared; phrases alone decide", exc_info=True)
            return ""
        similar = (unit(vector - mean) @ rows.T)[0]
        near = {kind: _top(similar[own]) for kind, own in self._rows_of.items()}
        best = max((kind for kind in near if kind), key=lambda kind: near[kind], default="")
        return best if best and near[best] - near.get("", 0.0) > FAR_NEARER else ""


def _top(similar: np.ndarray) -> float:
    """The mean of the nearest."""
    most = min(NEIGHBOURS, len(similar))
    return float(np.partition(similar, len(similar) - most)[len(similar) - most:].mean())

