"""Buttons: how they lie, what they say, and that Telegram's 64 bytes always suffice."""

from __future__ import annotations

import pytest
from telegram import InlineKeyboardMarkup, ReplyKeyboardMarkup

from bot.channel.keyboards import Pressed, Ratings, keyboard_of, pressed, with_rating
from bot.domain.outgoing import Outgoing
from bot.domain.reply import Button
from bot.storage.outbox import Unsent

RATINGS = Ratings("👍", "👎")
LARGEST = 2**53


def unsent(*labels: str, turn: int = 7, rated: bool = False, asks_location: str = "") -> Unsent:
    outgoing = Outgoing("hola", tuple(Button(label, "ask:" + "x" * 200) for label in labels), rated, asks_location=asks_location)
    return Unsent(3, turn, 1, outgoing, 0, 0)


def layout(keyboard: object) -> list[list[tuple[str, object]]]:
    assert isinstance(keyboard, InlineKeyboardMarkup)
    return [[(button.text, button.callback_data) for button in row] for row in keyboard.inline_keyboard]


def test_short_labels_share_a_row_long_ones_have_their_own_and_ratings_come_last() -> None:
    keyboard = keyboard_of(unsent("Sí", "No", "Una etiqueta más larga que las demás", "Otra", rated=True), RATINGS)

    assert layout(keyboard) == [
        [("Sí", "b:7:0"), ("No", "b:7:1")], [("Una etiqueta más larga que las demás", "b:7:2")], [("Otra", "b:7:3")],
        [("👍", "r:7:up"), ("👎", "r:7:down")]]


def test_a_message_of_no_turn_names_its_own_row_and_is_not_rated() -> None:
    assert layout(keyboard_of(unsent("Ya no", turn=0, rated=True), RATINGS)) == [[("Ya no", "o:3:0")]]


def test_a_message_without_buttons_has_no_keyboard() -> None:
    assert keyboard_of(unsent(), RATINGS) is None


def test_the_button_for_a_location_shares_it() -> None:
    keyboard = keyboard_of(unsent(asks_location="📍 Mandar"), RATINGS)

    assert isinstance(keyboard, ReplyKeyboardMarkup)
    assert keyboard.keyboard[0][0].request_location


def test_what_a_button_says_fits_into_64_bytes() -> None:
    keyboard = keyboard_of(unsent(*"abcdefghij", turn=LARGEST, rated=True), RATINGS)

    assert all(len(str(data).encode()) <= 64 for row in layout(keyboard) for _, data in row)


@pytest.mark.parametrize(("data", "means"), [
    ("b:7:2", Pressed(turn=7, number=2)), ("o:3:0", Pressed(outbox=3)), ("r:7:up", Pressed(turn=7, rating="up")),
    ("r:7:2", None), ("b:7:up", None), ("x:7:2", None), ("b:7", None), ("", None), ("b:7:2 ", None), ("b:٧:2", None),
])
def test_what_comes_back_is_read_or_refused(data: str, means: Pressed | None) -> None:
    assert pressed(data) == means


def test_the_chosen_rating_is_marked_and_the_other_unmarked() -> None:
    keyboard = keyboard_of(unsent("Más", rated=True), RATINGS)
    assert isinstance(keyboard, InlineKeyboardMarkup)

    up = with_rating(keyboard, "up")
    down = with_rating(up, "down")

    assert [text for row in layout(up) for text, _ in row] == ["Más", "👍 ✓", "👎"]
    assert [text for row in layout(down) for text, _ in row] == ["Más", "👍", "👎 ✓"]
