"""How well a question finds what answers it, for several ways to rank (Manning, Raghavan and Schütze, 2008, chapter 8)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.conversation import Frozen

DEPTH = 10  # how far down a ranking is looked at for nDCG and MRR
Rankings = Callable[[str], Mapping[str, Sequence[str]]]


@dataclass(frozen=True)
class Asked:
    """A question and the ids of what answers it."""

    text: str
    answers: frozenset[str]


class Found(Frozen):
    """Means over all questions, 0 to 1: an answer at the first place, among the first five, 1/rank of the first, and nDCG@10."""

    variant: str
    hit1: float
    hit5: float
    mrr: float
    ndcg: float


class Comparison(Frozen):
    """The ways to rank, over one set of questions and documents."""

    name: str
    questions: int
    documents: int
    variants: tuple[Found, ...]


class Retrieval(Frozen):
    """A whole comparison."""

    on: date
    commit: str = ""
    sets: tuple[Comparison, ...]


def compare(name: str, questions: Sequence[Asked], rankings: Rankings, documents: int) -> Comparison:
    """Every way to rank over the questions. `rankings`: question → way → ids, best first, each id once."""
    ranks: dict[str, list[tuple[int, ...]]] = {}
    for asked in questions:
        for variant, ids in rankings(asked.text).items():
            ranks.setdefault(variant, []).append(tuple(place for place, one in enumerate(ids, start=1) if one in asked.answers))
    return Comparison(name=name, questions=len(questions), documents=documents,
                      variants=tuple(_found(variant, places, questions) for variant, places in ranks.items()))


def as_table(retrieval: Retrieval) -> str:
    """The comparison in Markdown, for the terminal and the README."""
    heads = " | ".join(f"{one.name} ({one.questions} questions, {one.documents} documents): hit@1 | hit@5 | MRR | nDCG@10"
                       for one in retrieval.sets)
    lines = [f"| way to rank | {heads} |", "|---" * (1 + 4 * len(retrieval.sets)) + "|"]
    for rows in zip(*(one.variants for one in retrieval.sets), strict=True):
        figures = " | ".join(f"{value:.3f}" for row in rows for value in (row.hit1, row.hit5, row.mrr, row.ndcg))
        lines.append(f"| {rows[0].variant} | {figures} |")
    return "\n".join(lines)


def _found(variant: str, places: Sequence[tuple[int, ...]], questions: Sequence[Asked]) -> Found:
    gain = [sum(1 / math.log2(place + 1) for place in found if place <= DEPTH) / _ideal(len(asked.answers))
            for found, asked in zip(places, questions, strict=True)]
    firsts = [min(found, default=0) for found in places]
    return Found(variant=variant, hit1=_mean(first == 1 for first in firsts), hit5=_mean(0 < first <= 5 for first in firsts),
                 mrr=_mean(1 / first if 0 < first <= DEPTH else 0.0 for first in firsts), ndcg=_mean(gain))


def _ideal(answers: int) -> float:
    return sum(1 / math.log2(place + 1) for place in range(1, min(answers, DEPTH) + 1))


def _mean(values: Iterable[float]) -> float:
    row = [float(value) for value in values]
    return round(sum(row) / len(row), 4) if row else 0.0
