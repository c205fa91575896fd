"""What may be said, by who has the conversation; the real engine answers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.conversation.engine import Engine
from bot.conversation.handover import GO_ON, NEVER_MIND, Attended, Handover
from bot.domain.conversation import Memory
from bot.domain.handover import Standing, State
from bot.domain.message import Message, MessageKind
from bot.domain.reply import ReplyKind
from bot.library.phrases import PhraseBook

BOT, WAITING, PERSON = Standing(), Standing(State.WAITING), Standing(State.PERSON)
TOLD = Standing(State.WAITING, told=True)
GOING_ON = Standing(State.WAITING, told=True, answering=True)
QUESTION = "cuántas horas dura Introduction to Cybersecurity?"
MEMORY = Memory(turn=3)


@pytest.fixture
def handover(engine_by_words: Engine, phrases: PhraseBook) -> Handover:
    return Handover(engine_by_words, phrases)


def send(handover: Handover, text: str, standing: Standing, kind: MessageKind = MessageKind.TEXT) -> Attended:
    return handover.respond(Message(1, text, kind, datetime(2026, 11, 24, tzinfo=UTC)), MEMORY, standing)


def test_the_bot_answers_until_a_person_is_asked_for(handover: Handover) -> None:
    answered = send(handover, QUESTION, BOT)
    asked = send(handover, "/persona", BOT, MessageKind.COMMAND)

    assert (answered.outcome.reply.kind, answered.standing) == (ReplyKind.ANSWER, BOT)
    assert (asked.outcome.reply.kind, asked.standing) == (ReplyKind.HANDOFF, WAITING)


def test_who_waits_is_told_once_and_then_nothing_more_is_said(handover: Handover) -> None:
    first = send(handover, QUESTION, WAITING)
    second = send(handover, QUESTION, first.standing)

    assert [button.action for button in first.outcome.reply.buttons] == [GO_ON, NEVER_MIND]
    assert (first.standing, second.standing) == (TOLD, TOLD)
    assert second.outcome.reply.text == ""
    assert second.outcome.masked == QUESTION


@pytest.mark.parametrize(("button", "after", "answered"), [(GO_ON, GOING_ON, True), (NEVER_MIND, BOT, True)])
def test_who_waits_may_ask_the_bot_to_go_on_or_to_forget_it(handover: Handover, button: str, after: Standing, answered: bool) -> None:
    pressed = send(handover, button, TOLD, MessageKind.BUTTON)
    question = send(handover, QUESTION, pressed.standing)

    assert pressed.standing == after
    assert pressed.outcome.reply.text
    assert (question.outcome.reply.kind is ReplyKind.ANSWER) is answered
    assert question.standing == after


def test_while_a_counselor_writes_the_bot_keeps_silent_and_remembers_nothing(handover: Handover) -> None:
    silent = send(handover, QUESTION, PERSON)

    assert silent.outcome.reply.text == ""
    assert silent.outcome.memory == MEMORY
    assert silent.outcome.masked == QUESTION
    assert silent.standing == PERSON
    assert not silent.always_said


@pytest.mark.parametrize("standing", [TOLD, PERSON])
def test_danger_is_answered_whoever_has_the_conversation(handover: Handover, standing: Standing) -> None:
    grave = send(handover, "ya no quiero vivir", standing)

    assert grave.outcome.reply.kind is ReplyKind.CRISIS
    assert grave.outcome.danger
    assert (grave.standing, grave.always_said) == (standing, True)


@pytest.mark.parametrize("standing", [TOLD, PERSON])
def test_commands_are_answered_whoever_has_the_conversation(handover: Handover, standing: Standing) -> None:
    replied = send(handover, "/ayuda", standing, MessageKind.COMMAND)

    assert replied.outcome.reply.kind is ReplyKind.COMMAND
    assert (replied.standing, replied.always_said) == (standing, True)


@pytest.mark.parametrize("button", [GO_ON, NEVER_MIND])
def test_old_buttons_of_waiting_take_no_conversation_from_a_counselor(handover: Handover, button: str) -> None:
    pressed = send(handover, button, PERSON, MessageKind.BUTTON)

    assert pressed.standing == PERSON
    assert pressed.outcome.reply.text
