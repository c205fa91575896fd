"""A reply on its way through the engine."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.conversation import Constraints, Memory
from bot.domain.reply import Attachment, Button, PassageSeen, ReplyKind, Source, Venue


@dataclass(frozen=True)
class Draft:
    """A reply on its way, with what later messages may refer to. `memory`, when set, is the memory after it instead of the one before."""

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
