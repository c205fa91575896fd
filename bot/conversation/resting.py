"""The bot rests and people answer: who writes to it is told so once, and waits for a counselor. Commands and help in danger go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from bot.conversation.handover import Attended
from bot.conversation.ports import Phrases
from bot.conversation.showing import showing, shown_to
from bot.domain.conversation import Memory
from bot.domain.handover import Standing, State
from bot.domain.message import Message
from bot.domain.reply import Reply, ReplyKind


class Conversing(Protocol):
    """What answers while the bot does not rest."""

    def respond(self, message: Message, memory: Memory, standing: Standing) -> Attended:
        """What comes out of one message."""
        ...

    def first_aid(self, message: Message, memory: Memory) -> Reply | None:
        """The reply to danger alone."""
        ...


class Resting:
    """A conversation that a switch silences. `rests` is asked at every message."""

    def __init__(self, inner: Conversing, phrases: Phrases, rests: Callable[[], bool]) -> None:
        self._inner, self._phrases, self._rests = inner, phrases, rests

    def first_aid(self, message: Message, memory: Memory) -> Reply | None:
        """As the one inside: danger is never told to wait."""
        return self._inner.first_aid(message, memory)

    def respond(self, message: Message, memory: Memory, standing: Standing) -> Attended:
        """As the one inside; while the bot rests, a notice in place of an answer, and the conversation waits for a person."""
        rests = standing.state is State.BOT and self._rests()
        with showing(None if rests else shown_to()):
            attended = self._inner.respond(message, memory, standing)
        if not rests or attended.always_said:
            return attended
        language = attended.outcome.reply.language
        notice = Reply(self._phrases.say("rest.notice", language), ReplyKind.HANDOFF, language)
        outcome = replace(attended.outcome, reply=notice, memory=memory, state=str(State.WAITING))
        return Attended(outcome, Standing(State.WAITING, told=True))
