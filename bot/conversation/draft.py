"""A reply on its way through the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.conversation import Constraints, Memory
from bot.domain.reply import Attachment, Button, PassageSeen, ReplyKind, Source, Venue

GRAVEST = tuple(ReplyKind)
BUTTONS = 3


@dataclass(frozen=True)
class Draft:
    """A reply on its way, with what later messages may refer to. `memory`, when set, is the memory after it instead of the one before.

    `asked` is the stand-alone question it answers, empty where that is the message itself. `tentative`: the message may as well ask for a
    fact, and a sure answer to that is better.
    """

    text: str
    kind: ReplyKind
    sources: tuple[Source, ...] = ()
    buttons: tuple[Button, ...] = ()
    confidence: float = 1.0
    entities: tuple[str, ...] = ()
    seen: tuple[PassageSeen, ...] = ()
    constraints: Constraints | None = None
    memory: Memory | None = None
    checks: tuple[str, ...] = ()
    attachments: tuple[Attachment | Venue, ...] = ()
    asks_location: bool = False
    asked: str = ""
    tentative: bool = False


def _each_once(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts in their order; of those that say the same the surer."""
    kept: list[Draft] = []
    for one in drafts:
        at = next((place for place, other in enumerate(kept) if _same(one, other)), None)
        if at is None:
            kept.append(one)
        elif one.confidence > kept[at].confidence:
            kept[at] = one
    return kept


def _same(one: Draft, other: Draft) -> bool:
    """Whether a draft says what another does, in the same words or by the same passage."""
    passages = one.seen and other.seen and one.seen[0].passage_id == other.seen[0].passage_id
    return one.text == other.text or bool(one.kind is other.kind is ReplyKind.ANSWER and passages)


def joined(drafts: Sequence[Draft]) -> Draft:
    """Several drafts as one. Where at least one answers, the whole is an answer and what only asks back is left out; danger stays first."""
    if len(drafts) == 1:
        return drafts[0]
    answers = [one for one in drafts if one.kind in (ReplyKind.ANSWER, ReplyKind.RECOMMEND)]
    said = [one for one in drafts if not (answers and one.kind is ReplyKind.CLARIFY)] or list(drafts[:1])
    said = _each_once(said)
    grave = min((one.kind for one in said), key=GRAVEST.index)
    kind = grave if grave is ReplyKind.CRISIS or not answers else ReplyKind.ANSWER
    first = (answers or said)[-1]
    return replace(
        first, text="\n\n".join(one.text for one in said), kind=kind,
        sources=tuple(dict.fromkeys(source for one in said for source in one.sources)),
        buttons=tuple(dict.fromkeys(button for one in said for button in one.buttons[:2]))[:BUTTONS],
        confidence=min(one.confidence for one in (answers or said)),
        seen=tuple(one for draft in said for one in draft.seen[:2]), checks=tuple(check for one in said for check in one.checks))
