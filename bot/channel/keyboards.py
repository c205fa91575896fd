"""The buttons under a message, and what a pressed one says.

Telegram carries at most 64 bytes per button, so a button says only where it stands: `b:<turn>:<number>` (the transcript knows the rest),
`o:<outbox row>:<number>` under messages that no turn made, and `r:<turn>:up` or `:down` for a rating.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from bot.domain.reply import Button
from bot.storage.outbox import Unsent

DATA = re.compile(r"([bor]):([0-9]{1,18}):([0-9]{1,3}|up|down)")
SHORT = 20  # characters: two labels of this length share a row
LONGEST_LABEL = 60
CHOSEN = " ✓"


@dataclass(frozen=True)
class Pressed:
    """A pressed button. `turn` or `outbox` says where it stands, the other is 0; `rating` is "up", "down" or empty."""

    turn: int = 0
    outbox: int = 0
    number: int = 0
    rating: str = ""


@dataclass(frozen=True)
class Ratings:
    """The labels of the two buttons that rate an answer."""

    up: str
    down: str


def keyboard_of(unsent: Unsent, ratings: Ratings) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
    """What stands under a message."""
    outgoing = unsent.outgoing
    if outgoing.asks_location:
        button = KeyboardButton(outgoing.asks_location, request_location=True)
        return ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)
    where = f"b:{unsent.turn_id}" if unsent.turn_id else f"o:{unsent.id}"
    rows = list(_rows(outgoing.buttons, where))
    if outgoing.rated and unsent.turn_id:
        labels = (("up", ratings.up), ("down", ratings.down))
        rows.append([InlineKeyboardButton(label, callback_data=f"r:{unsent.turn_id}:{name}") for name, label in labels])
    return InlineKeyboardMarkup(rows) if rows else None


def pressed(data: str) -> Pressed | None:
    """What the data of a pressed button say; None when they are none of ours."""
    found = DATA.fullmatch(data)
    if found is None or found[3].isdigit() == (found[1] == "r"):
        return None
    number = int(found[2])
    if found[1] == "r":
        return Pressed(turn=number, rating=found[3])
    return Pressed(turn=number if found[1] == "b" else 0, outbox=number if found[1] == "o" else 0, number=int(found[3]))


def with_rating(keyboard: InlineKeyboardMarkup, rating: str) -> InlineKeyboardMarkup:
    """The same buttons, with the chosen rating marked."""
    return InlineKeyboardMarkup([[_marked(button, rating) for button in row] for row in keyboard.inline_keyboard])


def _rows(buttons: tuple[Button, ...], where: str) -> Iterator[list[InlineKeyboardButton]]:
    row: list[InlineKeyboardButton] = []
    for number, button in enumerate(buttons):
        made = InlineKeyboardButton(button.label[:LONGEST_LABEL], callback_data=f"{where}:{number}")
        if row and len(button.label) <= SHORT and len(row[0].text) <= SHORT:
            yield [row.pop(), made]
            continue
        if row:
            yield row
        row = [made]
    if row:
        yield row


def _marked(button: InlineKeyboardButton, rating: str) -> InlineKeyboardButton:
    said = pressed(button.callback_data) if isinstance(button.callback_data, str) else None
    if said is None or not said.rating:
        return button
    label = button.text.removesuffix(CHOSEN) + (CHOSEN if said.rating == rating else "")
    return InlineKeyboardButton(label, callback_data=button.callback_data)
