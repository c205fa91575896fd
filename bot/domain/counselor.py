"""Who works on the site, what their role lets them do, and what they say often."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.conversation import Frozen
from bot.domain.staff import Id, Line


class Role(StrEnum):
    """Each role may do what the ones before it may: read, rate and step in; correct and edit; manage accounts."""

    COUNSELOR = "counselor"
    EDITOR = "editor"
    ADMIN = "admin"

    def covers(self, needed: Role) -> bool:
        """Whether who has this role may do what `needed` may."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True)
class Counselor:
    """A counselor's account. `first_name` is what an applicant reads; `telegram_chat` is 0 until the account is linked."""

    id: int
    name: str
    first_name: str
    role: Role
    disabled: bool = False
    second_factor: bool = False
    telegram_chat: int = 0
    on_call: bool = False


class CannedReply(Frozen):
    """A text that counselors send often, in both languages; {name} becomes their first name."""

    id: Id
    title: Line
    text_es: Line
    text_en: Line
