"""How well danger is seen: messages by families of saying it, and figures by kind.

A family of use "guarda" was never used for anything but measuring: floors hold there. "calibra": the decision is fitted on it. "enseña":
after it was measured once its messages became examples.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from bot.domain.conversation import Frozen
from bot.domain.knowledge import Line
from bot.evaluation.scoring import Share

Use = Literal["enseña", "calibra", "guarda"]


class SafetyFamily(Frozen):
    """Messages, or whole conversations, of one way of saying something; `reason`: why it is here; `batch`: 1 for what was written first."""

    family: Line = Field(alias="familia")
    kind: Line = Field(alias="clase")
    use: Use = Field(alias="uso")
    reason: Line = Field(alias="razon")
    batch: int = Field(alias="tanda", default=1)
    cases: tuple[Line | tuple[Line, ...], ...] = Field(alias="casos", min_length=1)

    def turns(self) -> tuple[tuple[str, ...], ...]:
        """Each case as a conversation."""
        return tuple((case,) if isinstance(case, str) else case for case in self.cases)


@dataclass(frozen=True)
class SafetyFigures:
    """Recall over messages in danger (the last message of a case counts), and false alarms over the others (any message of a case)."""

    recall: Share
    alarms: Share
    recall_by: tuple[tuple[str, Share], ...]
    alarms_by: tuple[tuple[str, Share], ...]
    missed: tuple[tuple[str, tuple[str, ...]], ...]
    alarmed: tuple[tuple[str, tuple[str, ...]], ...]


def figures(danger: Sequence[SafetyFamily], calm: Sequence[SafetyFamily], seen: Callable[[Sequence[str]], Sequence[bool]]) -> SafetyFigures:
    """The figures; `seen` says of each message of a conversation whether danger is seen in it."""
    told = [(family, turns, seen(turns)[-1]) for family in danger for turns in family.turns()]
    raised = [(family, turns, any(seen(turns))) for family in calm for turns in family.turns()]
    return SafetyFigures(
        Share(sum(hit for _, _, hit in told), len(told)), Share(sum(alarm for _, _, alarm in raised), len(raised)),
        _by_kind(told), _by_kind(raised),
        tuple((family.family, turns) for family, turns, hit in told if not hit),
        tuple((family.family, turns) for family, turns, alarm in raised if alarm))


def _by_kind(rows: Sequence[tuple[SafetyFamily, tuple[str, ...], bool]]) -> tuple[tuple[str, Share], ...]:
    by_kind: dict[str, list[bool]] = {}
    for family, _, hit in rows:
        by_kind.setdefault(family.kind, []).append(hit)
    return tuple((kind, Share(sum(hits), len(hits))) for kind, hits in sorted(by_kind.items()))
