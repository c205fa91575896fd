"""Measures the grounding check on pairs of a sentence and a statement, made from the knowledge by a seed.

True: a sentence of the passage as it stands, in other words, without its end, joined with the next. False: the same changed in one of many
ways (`changes.py`), or a sentence of another entry. Half of the additions and sentences calibrate, the other half measures.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.conversation.check import GroundingCheck
from bot.domain.generation import CitedSentence, Evidence
from bot.domain.passage import Passage
from bot.domain.text import plain
from bot.evaluation.changes import TRUE, Wordings, false_versions, sentences_in, true_versions
from bot.evaluation.scoring import Share, percentile

STATEMENTS, SENTENCES = 4, 4  # of an answer whose time is taken


@dataclass(frozen=True)
class Pair:
    """A sentence, what it is said to rest on, what was done to it, and whether it is held back for measuring."""

    sentence: str
    evidence: Evidence
    kind: str
    held_out: bool

    @property
    def supported(self) -> bool:
        """Whether the sentence is true."""
        return self.kind in TRUE


@dataclass(frozen=True)
class GroundingFigures:
    """By kind: the share judged rightly (true ones kept, false ones dropped), and the pairs judged wrongly, with the check's reason."""

    right: tuple[tuple[str, Share], ...]
    wrong: tuple[tuple[Pair, str], ...]

    @property
    def kept(self) -> Share:
        """True sentences that the check keeps."""
        return _sum(share for kind, share in self.right if kind in TRUE)

    @property
    def caught(self) -> Share:
        """False sentences that it drops."""
        return _sum(share for kind, share in self.right if kind not in TRUE)


def pairs(passages: Sequence[Passage], wordings: Wordings, seed: int = 1, count: int = 150) -> list[Pair]:
    """`count` sentences drawn from the passages in each language, each true in several ways and false in every way that it allows."""
    chance = random.Random(seed)
    drawn = [(passage, language) for passage in passages for language in ("es", "en") if language == "es" or passage.text_en]
    chance.shuffle(drawn)
    made: list[Pair] = []
    for number, (passage, language) in enumerate(drawn[:count * 2]):
        text, title = (passage.text, passage.title) if language == "es" else (passage.text_en, passage.title_en)
        sentences = sentences_in(text)
        if not sentences:
            continue
        at = chance.randrange(len(sentences))
        following = sentences[at + 1] if at + 1 < len(sentences) else ""
        evidence = Evidence((text.replace("**", ""),), tuple(source.url for source in passage.sources if source.url), (title,))
        other = chance.choice(drawn)[0]
        foreign = other.text if language == "es" else other.text_en or other.text
        made += [Pair(changed, evidence, kind, bool(number % 2))
                 for kind, changed in true_versions(sentences[at], following, language, wordings, chance)]
        made += [Pair(changed, evidence, kind, bool(number % 2))
                 for kind, changed in false_versions(sentences[at], text, foreign, language, wordings, number, chance)
                 if plain(changed) not in plain(evidence.texts[0]) or kind == "marks"]
    return made


def measured(check: GroundingCheck, made: Sequence[Pair]) -> GroundingFigures:
    """How the check judges the pairs."""
    rows: dict[str, list[bool]] = {}
    wrong: list[tuple[Pair, str]] = []
    for pair in made:
        reason = check.problem(pair.sentence, [pair.evidence])
        right = (not reason) == pair.supported
        rows.setdefault(pair.kind, []).append(right)
        if not right:
            wrong.append((pair, reason))
    order = {kind: number for number, kind in enumerate(TRUE)}
    return GroundingFigures(tuple((kind, Share(sum(held), len(held))) for kind, held in sorted(
        rows.items(), key=lambda row: (order.get(row[0], len(order)), row[0]))), tuple(wrong))


def milliseconds(check: GroundingCheck, made: Sequence[Pair], answers: int = 60) -> tuple[float, float]:
    """Of whole answers of four sentences over four statements, what the check takes of the processor: the median and 95 %, in
    milliseconds. All processors count together, so that other programs do not."""
    false = [pair for pair in made if pair.kind == "addition"]
    true = [pair for pair in made if pair.kind == "reworded"]
    taken: list[float] = []
    for start in range(0, min(len(true), answers * SENTENCES), SENTENCES):
        chosen = [*true[start:start + SENTENCES - 1], *false[start:start + 1]]
        statements = [pair.evidence for pair in true[start:start + STATEMENTS]]
        numbers = tuple(range(1, len(statements) + 1))
        begun = time.process_time()
        check.sift([CitedSentence(text=pair.sentence, cites=numbers) for pair in chosen], statements)
        taken.append((time.process_time() - begun) * 1000)
    return percentile(taken, 0.5), percentile(taken, 0.95)


def _sum(shares: Iterable[Share]) -> Share:
    parts = list(shares)
    return Share(sum(one.part for one in parts), sum(one.whole for one in parts))
