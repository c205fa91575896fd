"""Counts what a language model behind the engine did: answers in its words, sentences dropped, answers that fell back, time.

What passed is listed with the answer without a model beside it, so that a person can read whether anything false got through.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.conversation.ports import Answering
from bot.domain.reply import ReplyKind
from bot.evaluation.cases import Case
from bot.evaluation.conversing import converse
from bot.evaluation.scoring import Share, percentile

PASSED = "composed"
DROPPED = "dropped ("
SENTENCES = re.compile(r"^(\d+) of (\d+) sentences pass$")


@dataclass(frozen=True)
class Told:
    """One answer that a model was asked to word. `text` is what went out; `plain` the answer without a model."""

    question: str
    text: str
    plain: str
    checks: tuple[str, ...]
    tokens: int
    ms: float

    @property
    def passed(self) -> bool:
        """Whether it went out in the model's words."""
        return PASSED in self.checks

    @property
    def dropped(self) -> tuple[str, ...]:
        """The sentences that did not pass, each with its reason."""
        return tuple(check for check in self.checks if check.startswith(DROPPED))

    @property
    def sentences(self) -> int:
        """How many sentences the model wrote that could be read."""
        return sum(int(found[2]) for check in self.checks if (found := SENTENCES.match(check)))


@dataclass(frozen=True)
class WordingFigures:
    """`asked`: answers given to the model; `in_its_words` of them; sentences written and, of these, dropped; tokens; milliseconds at the
    median and 95 %.
    """

    asked: int
    in_its_words: Share
    sentences: int
    dropped: int
    tokens: int
    ms50: float
    ms95: float


def told(worded: Answering, plain: Answering, cases: Iterable[Case]) -> Iterator[Told]:
    """What became of every answer that the model was asked to word, last turns only, as they come."""
    for case in cases:
        with_model, without = list(converse(worded, case.turns))[-1], list(converse(plain, case.turns))[-1]
        why = with_model.outcome.explanation
        if without.outcome.reply.kind is ReplyKind.ANSWER and (why.model or any(check.startswith("model:") for check in why.checks)):
            yield Told(case.turns[-1], with_model.outcome.reply.text, without.outcome.reply.text, why.checks, why.tokens, with_model.ms)


def wording_figures(rows: Sequence[Told]) -> WordingFigures:
    """The figures over all answers."""
    times = [row.ms for row in rows]
    written, dropped = sum(row.sentences for row in rows), sum(len(row.dropped) for row in rows)
    return WordingFigures(len(rows), Share(sum(row.passed for row in rows), len(rows)), written, dropped,
                          sum(row.tokens for row in rows), percentile(times, 0.5), percentile(times, 0.95))
