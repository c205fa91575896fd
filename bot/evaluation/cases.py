"""The form of an evaluation case: what was said, what a right last reply holds, and why.

A counselor writes cases in YAML under tests/evaluation/; one case is one entry there. Patterns are regular expressions,
searched in the reply's text in lower case, without accents or bold marks, over line ends.
"""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, field_validator, model_validator

from bot.domain.conversation import Frozen
from bot.domain.knowledge import Id, Line
from bot.domain.reply import ReplyKind

CaseKind = Literal["fact", "catalog_filter", "followup", "compare", "recommend", "unanswerable", "false_premise", "offtopic",
                   "ambiguous", "stale", "multi_question", "english"]
Style = Literal["clean", "slang", "noaccent", "typo", "voice", "codeswitch", "paraphrase"]
CONFIDENT = frozenset({ReplyKind.ANSWER, ReplyKind.RECOMMEND})
ABSTAINING = frozenset({ReplyKind.UNKNOWN, ReplyKind.HANDOFF, ReplyKind.CLARIFY})


class Case(Frozen):
    """One conversation and what its last reply must be.

    `expect` are the kinds allowed. Every pattern of `must`, at least one of `must_any` (if there are any) and none of
    `must_not` is found in the reply. `needs_source`: an answer without a source is wrong. `entries` are the ids of the
    knowledge entries that hold the fact; empty where nothing does. `paraphrases` are other wordings of the last turn.
    `family` is the id of the case a variant was made from: variants of one family count as one when something is
    calibrated on them.
    """

    id: Id
    kind: CaseKind
    style: Style = "clean"
    language: Literal["es", "en", "mixed"] = "es"
    turns: tuple[Line, ...] = Field(min_length=1)
    expect: tuple[ReplyKind, ...] = Field(min_length=1)
    must: tuple[str, ...] = ()
    must_any: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    needs_source: bool = False
    entries: tuple[Id, ...] = ()
    paraphrases: tuple[Line, ...] = ()
    family: str = ""
    reason: Line

    @field_validator("must", "must_any", "must_not")
    @classmethod
    def _compile(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"'{pattern}' is not a regular expression: {error}") from error
        return patterns

    @model_validator(mode="after")
    def _claims_something(self) -> Case:
        confident = CONFIDENT.issuperset(self.expect)
        if confident and not (self.must or self.must_any):
            raise ValueError("an answer is expected, but nothing is said that it must hold; add 'must' or 'must_any'")
        return self


def paraphrased(case: Case) -> tuple[Case, ...]:
    """The case once more for each of its other wordings, which stand for the last turn."""
    return tuple(
        case.model_copy(update={"id": f"{case.id}-p{number}", "style": "paraphrase", "turns": (*case.turns[:-1], wording),
                                "paraphrases": (), "family": case.family or case.id})
        for number, wording in enumerate(case.paraphrases, start=1))
