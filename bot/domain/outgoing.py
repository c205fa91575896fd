"""A message on its way out of the outbox, and how the marks of a text become Telegram's HTML."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Literal

from bot.domain.reply import Attachment, Button, Venue

Origin = Literal["bot", "counselor", "reminder", "announcement", "notice"]
BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")


@dataclass(frozen=True)
class Outgoing:
    """One Telegram message: `html` alone (at most 4,096 characters), or `item` with `html` as its caption (at most 1,024).

    `rated` puts 👍 and 👎 under it. `asks_location`, when set, is the label of a button that shares the person's location; such a
    message has no other buttons.
    """

    html: str
    buttons: tuple[Button, ...] = ()
    rated: bool = False
    item: Attachment | Venue | None = None
    asks_location: str = ""


def as_html(text: str) -> str:
    """Text with **bold** marks as Telegram's HTML; everything else a person could read as markup is escaped."""
    return BOLD.sub(r"<b>\1</b>", html.escape(text, quote=False))
