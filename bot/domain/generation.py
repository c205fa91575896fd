"""What goes to a language model and what comes back."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bot.domain.conversation import Frozen


@dataclass(frozen=True)
class Filled:
    """A prompt with its gaps filled: the text sent, and where it came from. `fingerprint` is of the prompt before filling."""

    name: str
    version: str
    fingerprint: str
    text: str

    @property
    def label(self) -> str:
        """Where it came from, as a transcript shows it."""
        return f"{self.name}/{self.version}@{self.fingerprint}"


@dataclass(frozen=True)
class Usage:
    """What one call took: tokens in and out, US dollars, milliseconds."""

    tokens_in: int = 0
    tokens_out: int = 0
    dollars: float = 0.0
    milliseconds: float = 0.0

    @property
    def tokens(self) -> int:
        """Tokens in and out."""
        return self.tokens_in + self.tokens_out


@dataclass(frozen=True)
class Generation:
    """What a model said to a prompt."""

    text: str
    model: str
    prompt: Filled
    usage: Usage


class CitedSentence(Frozen):
    """One sentence of a composed answer, with the numbers (from 1) of the statements that it rests on."""

    text: str
    cites: tuple[int, ...]


class Composed(Frozen):
    """A composed answer, sentence by sentence."""

    sentences: tuple[CitedSentence, ...]


class StandAlone(Frozen):
    """A message as a question that can be understood without the conversation."""

    question: str


@dataclass(frozen=True)
class Evidence:
    """A statement that a sentence may rest on: what it says (in every language we have it in), the links it may name, and its titles,
    which say what it is about and state nothing.
    """

    texts: tuple[str, ...]
    links: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


class MeaningScale(Frozen):
    """Logistic regression from a clause to the chance that statements support it: of the `covered` share of its words (0 to 1) and the
    `cosine` to what is nearest. Less than `threshold` is not enough. `fitted_on` says on what.
    """

    intercept: float = -34.0
    covered: float = 6.0
    cosine: float = 35.0
    threshold: float = 0.5
    fitted_on: str = ""

    def chance(self, covered: float, cosine: float) -> float:
        """From 0 to 1; `covered` is a share, `cosine` between -1 and 1."""
        return 1 / (1 + math.exp(-(self.intercept + self.covered * covered + self.cosine * cosine)))


@dataclass(frozen=True)
class Dropped:
    """A sentence that did not pass, and why, for the transcript."""

    text: str
    reason: str
