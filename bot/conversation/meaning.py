"""Whether a sentence means what the statements mean, looked at only where their words do not cover it.

The cosine of each clause to the nearest sentence of the statements is joined with the covered share of its words in a logistic
regression, which `rumbo evaluate grounding` measures on pairs made from the knowledge. Across two languages words say little, so a
translation has a scale of its own, fitted by `rumbo evaluate translation`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.conversation.claims import LINK
from bot.conversation.numerals import NUMERALS
from bot.conversation.ports import Vectors
from bot.conversation.stated import stated, stems, titles
from bot.domain.generation import Evidence, MeaningScale
from bot.domain.text import content_words, stem
from bot.errors import LibraryError

CLAUSE = re.compile(r"[,;:()](?!\d)|\s(?:y|e|pero|ademas|además|tambien|también|asi que|and|but|also|so|while|mientras|aunque)\s"
                    rf"(?!\d|(?:{'|'.join(sorted(NUMERALS))})\b)", re.IGNORECASE)
COVERED = 0.999  # a sentence with all its words in one place of the statements needs no look at its meaning
LOOKED_AT = 8  # sentences of the statements, those with most of the clause's words
NOTHING_IS_NEAR = MeaningScale(threshold=2)


def other_meaning(text: str, cited: Sequence[Evidence], vectors: Vectors, meaning: MeaningScale) -> str:
    """The first clause that does not mean what the statements mean, with its chance; empty when all do."""
    sentences, everything = stated(cited), _everything(cited)
    for clause in clauses(LINK.sub(" ", text)):
        share = _share(clause, everything)
        if share >= COVERED:
            continue
        try:
            chance = max(meaning.chance(share, cosine) for cosine in _cosines(clause, sentences, vectors, meaning, share))
        except LibraryError:
            return f"meaning unknown: {clause}"
        if chance < meaning.threshold:
            return f"meaning {chance:.2f}: {clause}"
    return ""


def nearness(clause: str, cited: Sequence[Evidence], vectors: Vectors) -> tuple[float, float]:
    """What a clause is judged by: the share of its words that the statements have, 0 to 1, and the cosine to the nearest of them."""
    share = _share(clause, _everything(cited))
    return share, max(_cosines(clause, stated(cited), vectors, NOTHING_IS_NEAR, share))


def _everything(cited: Sequence[Evidence]) -> frozenset[str]:
    return frozenset[str]().union(*map(stems, stated(cited)), stems(" ".join(one for one in titles(cited) if "?" not in one)))


def _cosines(clause: str, sentences: Sequence[str], vectors: Vectors, meaning: MeaningScale, share: float) -> Iterator[float]:
    """To the sentences that share most words with the clause, and, where none is near enough, to the clauses of the nearest three."""
    own = stems(clause)
    pool = sorted(dict.fromkeys(sentences), key=lambda one: -len(own & stems(one)))[:LOOKED_AT] or [""]
    found = _to(clause, pool, vectors)
    yield max(found)
    if meaning.chance(share, max(found)) < meaning.threshold:
        nearest = sorted(zip(found, pool, strict=True), reverse=True)[:3]
        parts = [part for _, one in nearest for part in clauses(one) if part not in pool]
        yield from _to(clause, parts, vectors) if parts else []


def _to(clause: str, texts: Sequence[str], vectors: Vectors) -> list[float]:
    rows = vectors.vectors([clause, *texts])
    return [float(sum(a * b for a, b in zip(rows[0], row, strict=True))) for row in rows[1:]]


def clauses(text: str) -> list[str]:
    """The clauses of a sentence that say something of their own: two words that carry meaning or more; else the whole."""
    parts = [part.strip() for part in CLAUSE.split(text) if part and len(content_words(part)) >= 2]
    return parts or [text]


def _share(clause: str, everything: frozenset[str]) -> float:
    words = [stem(word) for word in content_words(clause) if word not in NUMERALS]  # numbers are looked at to the letter
    return sum(word in everything for word in words) / len(words) if words else 1.0
