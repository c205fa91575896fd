"""Who writes too much or was barred is answered kindly, and never when it matters."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.channel.limits import ChatLimits
from bot.domain.conversation import Memory
from bot.domain.handover import Standing
from bot.domain.message import Message, MessageKind
from bot.library.phrases import PhraseBook
from bot.storage.inbox import Claim


def message(text: str) -> Message:
    return Message(1, text, MessageKind.COMMAND if text.startswith("/") else MessageKind.TEXT, datetime(2026, 11, 24, tzinfo=UTC))


def claim(lately: int = 0, barred: bool = False) -> Claim:
    return Claim((1,), 1, "{}", {}, Standing(), 1, lately=lately, barred=barred)


@pytest.fixture
def limits(phrases: PhraseBook) -> ChatLimits:
    return ChatLimits(phrases, 3)


@pytest.mark.parametrize(("text", "lately", "barred", "held"), [
    ("¿es gratis?", 2, False, False), ("¿es gratis?", 3, False, True), ("¿es gratis?", 0, True, True), ("/plan", 0, True, True),
    ("/olvidame", 9, True, False), ("/misdatos", 9, True, False), ("/privacidad", 9, True, False)])
def test_what_is_held_up(limits: ChatLimits, text: str, lately: int, barred: bool, held: bool) -> None:
    assert limits.holds_up(message(text), claim(lately, barred)) is held


def test_who_writes_too_much_is_asked_for_a_moment_and_nothing_of_it_is_kept(limits: ChatLimits, phrases: PhraseBook) -> None:
    attended = limits.put_off(message("hola " * 50), Memory(), claim(3))

    assert (attended.outcome.reply.text, attended.outcome.masked) == (phrases.say("limits.moment", "es"), "")


def test_who_is_barred_is_told_so_at_a_command_and_else_hears_nothing(limits: ChatLimits, phrases: PhraseBook) -> None:
    said = [limits.put_off(message(text), Memory(), claim(barred=True)).outcome.reply.text for text in ("/start", "hola")]

    assert said == [phrases.say("limits.barred", "es"), ""]
