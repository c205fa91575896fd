"""Counts what a language model behind the engine did: answers in its words, sentences dropped, answers that fell back, time.

What passed is listed with the answer without a model beside it, so that a person can read whether anything false got through.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.conversation.ports import Answering
from bot.domain.reply import ReplyKind
from bot.domain.text import plain
from bot.evaluation.cases import Case
from bot.evaluation.conversing import converse
from bot.evaluation.scoring import Share, percentile

PASSED = "composed"
DROPPED = re.compile(r"^dropped \((\w+)")
UNSENT = "passed, not sent: "
ENDS = re.compile(r"(?<=[.!?…])\s+")
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
        return tuple(check for check in self.checks if DROPPED.match(check))

    @property
    def let_pass(self) -> tuple[str, ...]:
        """The sentences that the check let pass, sent or not, but for those that the answer without a model has word for word."""
        sent = ENDS.split(self.text) if self.passed else []
        unsent = [check.removeprefix(UNSENT) for check in self.checks if check.startswith(UNSENT)]
        return tuple(one for one in (*sent, *unsent) if plain(one) not in plain(self.plain))

    @property
    def why_not(self) -> str:
        """Why the answer without a model went out; empty where it did not."""
        return "" if self.passed else self.checks[0].partition(": ")[2] or self.checks[0]

    @property
    def sentences(self) -> int:
        """How many sentences the model wrote that could be read."""
        return sum(int(found[2]) for check in self.checks if (found := SENTENCES.match(check)))


@dataclass(frozen=True)
class WordingFigures:
    """`asked`: answers given to the model; `in_its_words` of them, the others fell back; sentences written and, of these, dropped, by
    reason; why answers fell back; tokens; milliseconds at the median and 95 %.
    """

    asked: int
    in_its_words: Share
    sentences: int
    dropped: int
    reasons: tuple[tuple[str, int], ...]
    fell_back: tuple[tuple[str, int], ...]
    tokens: int
    ms50: float
    ms95: float


def told(worded: Answering, without_model: Answering, cases: Iterable[Case]) -> Iterator[Told]:
    """What became of every answer that the model was asked to word, last turns only, as they come."""
    for case in cases:
        with_model, without = list(converse(worded, case.turns))[-1], list(converse(without_model, case.turns))[-1]
        why = with_model.outcome.explanation
        if without.outcome.reply.kind is ReplyKind.ANSWER and (why.model or any(check.startswith("model:") for check in why.checks)):
            yield Told(case.turns[-1], with_model.outcome.reply.text, without.outcome.reply.text, why.checks, why.tokens, with_model.ms)


def wording_figures(rows: Sequence[Told]) -> WordingFigures:
    """The figures over all answers."""
    times = [row.ms for row in rows]
    reasons = Counter(found[1] for row in rows for one in row.dropped if (found := DROPPED.match(one)))
    return WordingFigures(
        len(rows), Share(sum(row.passed for row in rows), len(rows)), sum(row.sentences for row in rows), sum(reasons.values()),
        tuple(reasons.most_common()), tuple(Counter(row.why_not for row in rows if not row.passed).most_common()),
        sum(row.tokens for row in rows), percentile(times, 0.5), percentile(times, 0.95))


def as_text(row: Told) -> str:
    """One answer whole, with what became of it."""
    end = "went out" if row.passed else f"fell back ({row.why_not})"
    return "\n".join((f"\n> {row.question}", f"{end}, {row.ms:.0f} ms: {row.text}", f"without: {row.plain}", *row.checks))


def figures_as_text(figures: WordingFigures) -> str:
    """The figures, line by line."""
    in_its_words, kept = figures.in_its_words, figures.sentences - figures.dropped
    return "\n".join((
        f"answers given to the model {figures.asked}, in its words {in_its_words.part} ({100 * in_its_words.value:.0f} %), "
        f"fell back {figures.asked - in_its_words.part}{_listed(figures.fell_back)}",
        f"sentences {figures.sentences}, passed {kept}, dropped {figures.dropped}{_listed(figures.reasons)}",
        f"tokens {figures.tokens}, ms a turn p50 {figures.ms50:.0f}, p95 {figures.ms95:.0f}"))


def to_read(rows: Sequence[Told]) -> str:
    """Every sentence that passed in words of the model's own, under the answer without a model: for a person to read."""
    read = [(row, row.let_pass) for row in rows if row.let_pass]
    head = f"To be read by hand: {sum(len(passed) for _, passed in read)} sentences that passed in the model's own words"
    blocks = ["\n".join((f"> {row.question}", f"  without: {row.plain}",
                         *(f"  {'went out' if row.passed else 'passed, not sent'}: {one}" for one in passed))) for row, passed in read]
    return "\n\n".join((head, *blocks))


def _listed(counts: Sequence[tuple[str, int]]) -> str:
    return f" ({', '.join(f'{name} {count}' for name, count in counts)})" if counts else ""
