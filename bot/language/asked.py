"""What is asked of a course that is named, when no cue says it: the field whose example questions are nearest, or the note that is.

Both are looked up by meaning. The question is compared with "el curso" in the place of the name, as the examples are written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.domain.knowledge import Knowledge
from bot.errors import LibraryError
from bot.language.intents import Vectors

SURE, CLEAR = 0.905, 0.012  # similarity to the examples of a field from which it is meant, and how much nearer than any other
CLEAR_OF_NONE = 0.005  # how much nearer than what is no field
NONE = "other"  # examples of what is no field
NEAREST = 2  # examples of a field that are looked at
NOTED, APART = 0.885, 0.015  # the same for a note, and for how much nearer than the entry's other notes


@dataclass(frozen=True)
class _Learnt:
    """The examples' vectors by field, and each note's."""

    fields: Mapping[str, np.ndarray]
    notes: Mapping[str, np.ndarray]


class AskedOfCourse:
    """Knows nothing until it is warm. One is shared by all engines that follow each other as the knowledge changes."""

    def __init__(self, vectors: Vectors, learn: Callable[[Sequence[str]], Any]) -> None:
        """`learn`: the vectors of texts, kept from another run where they can be."""
        self._vectors, self._learn = vectors, learn
        self._questions: Mapping[str, Sequence[str]] = {}
        self._notes: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {}
        self._learnt: _Learnt | None = None

    def renew(self, knowledge: Knowledge) -> None:
        """Speak of this knowledge from now on; what is new in it is learnt at once if it was warm before."""
        self._questions = dict(knowledge.field_questions.items())
        self._notes = {one.id: ((*one.notes_es, one.duration_es), (*one.notes_en, one.duration_en)) for one in knowledge.certifications}
        if self._learnt is not None:
            self.warm()

    def warm(self) -> None:
        """Learn examples and notes. LibraryError without the model."""
        texts = [*(text for rows in self._questions.values() for text in rows),
                 *(note for both in self._notes.values() for notes in both for note in notes if note)]
        once = list(dict.fromkeys(texts))
        if once:
            vectors = dict(zip(once, np.asarray(self._learn(once)), strict=True))
            self._learnt = _Learnt({field: np.stack([vectors[text] for text in rows]) for field, rows in self._questions.items()}, vectors)

    def field(self, text: str) -> str:
        """The field that is asked for; "" when none is clearly nearest."""
        vector, learnt = self._vector(text), self._learnt
        if vector is None or learnt is None:
            return ""
        scores = sorted(((float(np.sort(matrix @ vector)[-NEAREST:].mean()), field) for field, matrix in learnt.fields.items()),
                        reverse=True)
        best, field = scores[0]
        others = [score for score, name in scores if name not in (field, NONE)]
        none = next((score for score, name in scores if name == NONE), 0.0)
        clear = best - max(others, default=0.0) >= CLEAR and best - none >= CLEAR_OF_NONE
        return field if field != NONE and best >= SURE and clear else ""

    def note(self, entry: str, text: str, language: str) -> str:
        """The entry's note, or its duration in words, that tells what is asked; "" when none is clearly nearest."""
        vector, learnt = self._vector(text), self._learnt
        notes = [note for note in self._notes.get(entry, ((), ()))[language != "es"] if note]
        if vector is None or learnt is None or not notes:
            return ""
        scores = sorted(((float(learnt.notes[note] @ vector), note) for note in notes if note in learnt.notes), reverse=True)
        lead = scores[0][0] - scores[1][0] if len(scores) > 1 else APART
        return scores[0][1] if scores and scores[0][0] >= NOTED and lead >= APART else ""

    def _vector(self, text: str) -> Any:
        if self._learnt is None or not text:
            return None
        try:
            return self._vectors.vectors([text])[0]
        except LibraryError:
            return None
