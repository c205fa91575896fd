"""Commands, their buttons, and messages without words, through the real engine."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.conversation.engine import Engine
from bot.domain.conversation import Memory, Outcome
from bot.domain.message import Message, MessageKind
from bot.domain.reply import ReplyKind
from bot.library.phrases import PhraseBook

SPANISH, ENGLISH = Memory(), Memory(language="en")


def send(engine: Engine, text: str, kind: MessageKind = MessageKind.COMMAND, memory: Memory = SPANISH) -> Outcome:
    return engine.respond(Message(1, text, kind, datetime(2026, 11, 24, tzinfo=UTC)), memory)


@pytest.mark.parametrize(("command", "key"), [
    ("/start", "start"), ("/start feria_tlalpan", "start"), ("/inicio", "start"), ("/ayuda", "help"), ("/help@rumbo_bot", "help"),
    ("/nuevo", "new"), ("/NEW", "new"), ("/idioma en", "language"), ("/language", "language_ask"), ("/persona", "handoff"),
    ("/unknown", "command_unknown"), ("/", "command_unknown"),
])
def test_a_command_gets_its_reply(engine_by_words: Engine, phrases: PhraseBook, command: str, key: str) -> None:
    outcome = send(engine_by_words, command)

    assert outcome.reply.text == phrases.say(key, outcome.reply.language)


def test_a_person_may_be_asked_for_by_command_and_by_button(engine_by_words: Engine) -> None:
    outcomes = [send(engine_by_words, "/persona"), send(engine_by_words, "person", MessageKind.BUTTON)]

    assert [(one.state, one.reply.kind, one.reply.language) for one in outcomes] == [("waiting", ReplyKind.HANDOFF, "es")] * 2


def test_a_language_is_chosen_by_button_and_kept(engine_by_words: Engine) -> None:
    asked = send(engine_by_words, "/idioma")
    chosen = send(engine_by_words, asked.reply.buttons[1].action, MessageKind.BUTTON, asked.memory)
    after = send(engine_by_words, "cuánto cuesta el CCNA?", MessageKind.TEXT, chosen.memory)

    assert [chosen.reply.language, after.reply.language] == ["en", "en"]


def test_starting_anew_forgets_what_was_spoken_of(engine_by_words: Engine) -> None:
    before = send(engine_by_words, "cuántas horas dura Introduction to Cybersecurity?", MessageKind.TEXT)

    after = send(engine_by_words, "/nuevo", memory=before.memory)

    assert before.memory.said
    assert after.memory.said == ()


@pytest.mark.parametrize("kind", [kind for kind in MessageKind if kind not in (MessageKind.TEXT, MessageKind.COMMAND, MessageKind.BUTTON)])
@pytest.mark.parametrize("memory", [SPANISH, ENGLISH])
def test_what_holds_no_words_gets_a_short_reply_in_the_persons_language(
        engine_by_words: Engine, kind: MessageKind, memory: Memory) -> None:
    reply = send(engine_by_words, "", kind, memory).reply

    assert reply.language == memory.language
    assert reply.kind is ReplyKind.CLARIFY
    assert 10 < len(reply.text) < 200


@pytest.mark.parametrize("text", ["", "   ", "😂😂😂", "👍🏽", "???", "…"])
def test_signs_without_words_get_a_short_reply(engine_by_words: Engine, text: str) -> None:
    reply = send(engine_by_words, text, MessageKind.TEXT).reply

    assert (reply.kind, reply.language) == (ReplyKind.CLARIFY, "es")


def test_the_words_under_a_picture_are_answered(engine_by_words: Engine) -> None:
    reply = send(engine_by_words, "cuántas horas dura Introduction to Cybersecurity?", MessageKind.PHOTO).reply

    assert reply.kind is ReplyKind.ANSWER
