"""Texts that threads want embedded at the same time are embedded in one batch.

Most of the time of a batch goes into reading the model's matrices from memory, whatever is multiplied with them: three questions take
little longer than one. So one thread at a time is in the model, and takes along what the others brought while they waited for it. Nobody
waits for more to come.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np

MOST = 32  # texts that are taken along: the first of them waits for the last


@dataclass(eq=False)
class Brought:
    """What one thread wants embedded, and its vectors once they are there."""

    texts: Sequence[str]
    rows: np.ndarray | None = field(default=None)


class Gathering:
    """`encode` gives the vectors of texts, shape (len(texts), size). Threads share it."""

    def __init__(self, encode: Callable[[Sequence[str]], np.ndarray]) -> None:
        self._encode = encode
        self._waiting: list[Brought] = []
        self._list, self._model = Lock(), Lock()

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """The vectors of the texts, shape (len(texts), size). What the model cannot do is an error to whoever brought it alone."""
        mine = Brought(texts)
        with self._list:
            self._waiting.append(mine)
        with self._model:
            if mine.rows is None:
                self._embed(mine)
        assert mine.rows is not None
        return mine.rows

    def _embed(self, mine: Brought) -> None:
        together = self._taken(mine)
        if len(together) > 1:
            try:
                rows = self._encode([text for one in together for text in one.texts])
            except Exception:  # whatever it is, it comes again to whoever caused it
                self._put_back([one for one in together if one is not mine])
            else:
                start = 0
                for one in together:
                    one.rows, start = rows[start:start + len(one.texts)], start + len(one.texts)
                return
        mine.rows = self._encode(mine.texts)

    def _taken(self, mine: Brought) -> list[Brought]:
        """Mine, and what waits besides as far as there is room."""
        with self._list:
            self._waiting.remove(mine)
            together, count = [mine], len(mine.texts)
            while self._waiting and (count := count + len(self._waiting[0].texts)) <= MOST:
                together.append(self._waiting.pop(0))
            return together

    def _put_back(self, others: Sequence[Brought]) -> None:
        with self._list:
            self._waiting[:0] = others
