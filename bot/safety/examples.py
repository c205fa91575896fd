"""The second signal: whether a message is like the examples of danger or like those that only resemble it.

Views of the same examples, fitted from them when the guard gets warm, so that a new example counts at once:
- by meaning: a support vector machine (Cortes and Vapnik 1995) over the embeddings, for what is said in other words;
- by neighbours: how much nearer the nearest examples in danger are than the nearest others (Cover and Hart 1967), over the same embeddings:
  what few examples tell, the machine smooths away;
- by spelling and by phrasing: logistic regressions over pieces of words of two to five letters, for slang and misspellings, and over runs
  of one to three words. They need no model.
Danger and the rest weigh the same in all, however many examples each has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from bot.domain.danger import DangerExamples
from bot.domain.guard import Danger
from bot.errors import LibraryError
from bot.safety.fitted import Meant, Spelt, meant, phrased, spelt
from bot.safety.keeping import keep
from bot.safety.ports import Embeddings
from bot.safety.wording import clauses

BATCH = 512
NEAREST = (1, 3, 10)  # examples of each side whose nearness counts
TELLING = -1.0  # by phrasing: a clause that scores less is not compared by itself


@dataclass(frozen=True)
class Likeness:
    """How a text compares: above 0 it leans to danger. The nearest example in danger by meaning gives kind and family.

    `meaning` is None without embeddings; what the nearest few examples say (`nearest` one, `neighbours`, `around`), by their cosines, is 0
    then.
    """

    spelling: float
    phrasing: float = 0.0
    meaning: float | None = None
    nearest: float = 0.0
    neighbours: float = 0.0
    around: float = 0.0
    kind: Danger = Danger.DESPAIR
    family: str = ""
    other: bool = False


class Examples:
    """The counselors' examples, compared with messages. Vectors are kept in `folder`, for as long as texts and model stay the same."""

    def __init__(self, examples: DangerExamples, plain: Callable[[str], str], embeddings: Embeddings | None = None,
                 folder: Path | None = None, model: str = "") -> None:
        self._plain, self._embeddings, self._folder, self._model = plain, embeddings, folder, model
        rows = [(text, family, True) for family in examples.danger for text in family.texts]
        rows += [(text, family, False) for family in examples.lookalike for text in family.texts]
        self._texts = [plain(text) or text for text, _, _ in rows]
        self._danger = np.array([in_danger for _, _, in_danger in rows])
        self._families = tuple(family for _, family, in_danger in rows if in_danger)
        self._spelling: tuple[Spelt, Spelt] | None = None
        self._meaning: tuple[Meant, np.ndarray, np.ndarray] | None = None

    def learn_spelling(self) -> None:
        """Fit the views by spelling and phrasing: some seconds the first time."""
        self._spelling = spelt(self._texts, self._danger, self._folder), phrased(self._texts, self._danger, self._folder)

    def learn_meaning(self) -> None:
        """Fit the view by meaning; the vectors take a while the first time. LibraryError without the model."""
        if self._embeddings is None:
            return
        matrix = kept_vectors("danger", self._texts, self._embeddings, self._folder, self._model)
        machine = meant(matrix, self._danger, self._folder)
        rows = unit(matrix - machine.middle)
        self._meaning = machine, rows[self._danger], rows[~self._danger]

    def worded(self, texts: Sequence[str]) -> list[str]:
        """The texts as they are compared."""
        return [self._plain(text) or text for text in texts]

    def telling(self, shown: str) -> str:
        """The clause of a long message that leans most to danger by its phrasing; empty when none leans there enough."""
        if self._spelling is None:
            return ""
        scored = [(self._spelling[1].score(clause), clause) for clause in clauses(shown, self._plain)]
        score, clause = max(scored, default=(TELLING, ""))
        return clause if score > TELLING else ""

    def compare(self, texts: Sequence[str]) -> list[Likeness]:
        """How each text compares, embedded in one batch. LibraryError before `learn_spelling`."""
        if self._spelling is None:
            raise LibraryError("the examples of danger are not learnt yet")
        plain = self.worded(texts)
        by_spelling, by_phrasing = self._spelling
        spelt = [Likeness(by_spelling.score(text), by_phrasing.score(text)) for text in plain]
        if self._meaning is None or self._embeddings is None:
            return spelt
        try:
            vectors = self._embeddings.vectors(plain)
        except (LibraryError, RuntimeError, ValueError, OSError):
            return spelt
        machine, danger, others = self._meaning
        meaning, rows = machine.scores(vectors), unit(vectors - machine.middle)
        alike = rows @ danger.T
        nearer = _nearness(alike) - _nearness(rows @ others.T)
        nearest = [self._families[place] for place in alike.argmax(axis=1)]
        return [Likeness(one.spelling, one.phrasing, score, near[0], near[1], near[2], Danger(family.kind), family.family, family.other)
                for one, score, near, family in zip(spelt, meaning.tolist(), nearer.tolist(), nearest, strict=True)]


def _nearness(cosines: np.ndarray) -> np.ndarray:
    """Of each row the means of the highest few, for each number of `NEAREST`."""
    most = min(max(NEAREST), cosines.shape[1])
    if not most:
        return np.zeros((len(cosines), len(NEAREST)))
    highest = np.sort(np.partition(cosines, -most, axis=1)[:, -most:], axis=1)[:, ::-1]
    return np.column_stack([highest[:, :few].mean(axis=1) for few in NEAREST])


def kept_vectors(name: str, texts: Sequence[str], embeddings: Embeddings, folder: Path | None, model: str) -> np.ndarray:
    """The vectors of texts. What was embedded before with the same model is read from `folder`, whatever list it was in: a new example
    costs one embedding.
    """
    embeddings.wait()
    if folder is None:
        return _made(texts, embeddings)
    keys = [hashlib.sha256(f"{model}\n{text}".encode()).hexdigest()[:32] for text in texts]
    known = {key: row for file in folder.glob("*.npz") for key, row in _kept(file)}
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    known |= dict(zip(missing, _made(list(missing.values()), embeddings), strict=True)) if missing else {}
    matrix = np.vstack([known[key] for key in keys]).astype(np.float32)
    if missing or not (folder / f"{name}.npz").exists():
        keep(folder / f"{name}.npz", keys=np.array(keys), rows=matrix)
    return matrix


def _kept(file: Path) -> list[tuple[str, np.ndarray]]:
    """What the file holds; nothing when it cannot be read, for it can be made again."""
    try:
        with np.load(file) as held:
            return list(zip(held["keys"].tolist(), held["rows"], strict=True))
    except (OSError, ValueError, KeyError, BadZipFile):
        return []


def unit(rows: np.ndarray) -> np.ndarray:
    """Each row at length 1; rows of zeros stay."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: np.ndarray = rows / np.where(length == 0, 1, length)
    return scaled


def _made(texts: Sequence[str], embeddings: Embeddings) -> np.ndarray:
    """In parts, so that as many texts need not be in memory at once; the embeddings let messages pass meanwhile."""
    return np.vstack([embeddings.vectors(texts[start:start + BATCH]) for start in range(0, len(texts), BATCH)])
