"""Fits the scale of translations on half of the entries, and looks at the whole check with it on the other half.

True: an English sentence of a passage beside the Spanish of the same passage. Wrong: an English sentence of another entry; the true one
with a number or a name changed; the true one with a plausible addition. What is changed to the letter is not the scale's to catch, so it
is fitted on the clauses of the true ones, of the other entries and of the additions, both sides weighing the same.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.conversation.check import GroundingCheck
from bot.conversation.meaning import clauses, nearness
from bot.conversation.ports import Vectors
from bot.domain.generation import Evidence, MeaningScale
from bot.domain.passage import Passage
from bot.evaluation.changes import Wordings, changed_to_the_letter, sentences_in
from bot.evaluation.scoring import Share

STIFF = 0.01  # how strongly the weights are held to nothing
STEPS = 200


@dataclass(frozen=True)
class Rendered:
    """An English sentence beside Spanish statements. `clause`: the part of it that decides, for the fit; `true`: whether it translates
    them.
    """

    entry: str
    kind: str
    sentence: str
    clause: str
    statement: Evidence

    @property
    def true(self) -> bool:
        """Whether the sentence is a translation."""
        return self.kind == "true"


def rendered(passages: Sequence[Passage], wordings: Wordings, seed: int = 1, count: int = 150) -> list[Rendered]:
    """True and wrong translations from `count` passages that are kept in both languages."""
    chance = random.Random(seed)
    both = [passage for passage in passages if passage.text_en and sentences_in(passage.text_en)]
    chance.shuffle(both)
    made: list[Rendered] = []
    for number, passage in enumerate(both[:count]):
        statement = Evidence((passage.text.replace("**", ""),), tuple(source.url for source in passage.sources if source.url))
        sentence = chance.choice(sentences_in(passage.text_en))
        other = chance.choice([one for one in both if one.entry_id != passage.entry_id])
        addition = chance.choice(wordings.additions["en"][number % 2::2])
        said = [("true", sentence, clause) for clause in clauses(sentence)]
        said.append(("addition", f"{sentence.rstrip('.!?')} {addition}.", addition))
        foreign = chance.choice(sentences_in(other.text_en))
        said += [("other entry", foreign, clause) for clause in clauses(foreign)[:1]]
        said += [(kind, changed, "") for kind, changed in changed_to_the_letter(sentence, "en", wordings, chance) if changed != sentence]
        made += [Rendered(passage.entry_id, kind, text, clause, statement) for kind, text, clause in said]
    return made


def halves(made: Sequence[Rendered]) -> tuple[list[Rendered], list[Rendered]]:
    """To fit on, and to look at: by entry, always the same."""
    to_fit = [one for one in made if hashlib.sha256(one.entry.encode()).digest()[0] % 2 == 0]
    return to_fit, [one for one in made if one not in to_fit]


def fitted(made: Sequence[Rendered], vectors: Vectors) -> MeaningScale:
    """The scale by logistic regression (Newton's method), true and wrong clauses weighing the same in all."""
    chosen = [one for one in made if one.clause]
    near = np.array([nearness(one.clause, [one.statement], vectors) for one in chosen])
    truth = np.array([one.true for one in chosen])
    middle = near.mean(axis=0)
    rows = np.hstack([np.ones((len(chosen), 1)), near - middle])
    weights = np.where(truth, 0.5 / truth.sum(), 0.5 / (~truth).sum()) * len(chosen)
    line = np.zeros(3)
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-rows @ line))
        down = rows.T @ (weights * (chances - truth)) + STIFF * line
        curve = (rows * (weights * chances * (1 - chances))[:, None]).T @ rows + STIFF * np.eye(3)
        line = line - np.linalg.solve(curve, down)
    covered, cosine = (round(float(value), 1) for value in line[1:])
    intercept = round(float(line[0] - line[1:] @ middle), 1)
    return MeaningScale(intercept=intercept, covered=covered, cosine=cosine,
                        fitted_on=f"{truth.sum()} cláusulas traducidas y {(~truth).sum()} de otra cosa")


def judged(check: GroundingCheck, made: Sequence[Rendered], scale: MeaningScale) -> dict[str, Share]:
    """By kind: true translations that the check keeps on this scale, wrong ones that it drops."""
    rows: dict[str, list[bool]] = {}
    for one in {(one.kind, one.sentence, one.statement): one for one in made}.values():
        rows.setdefault(one.kind, []).append((not check.problem(one.sentence, [one.statement], scale)) == one.true)
    return {kind: Share(sum(held), len(held)) for kind, held in sorted(rows.items())}
