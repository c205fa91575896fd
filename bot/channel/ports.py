"""What the channel is given: somebody to converse, wording, and the time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from bot.conversation.handover import Attended
from bot.domain.conversation import Memory
from bot.domain.handover import Standing
from bot.domain.message import Message
from bot.domain.reply import Reply

Now = Callable[[], datetime]


class Conversation(Protocol):
    """Answers one message; takes milliseconds of the processor, so it runs in a thread."""

    def respond(self, message: Message, memory: Memory, standing: Standing) -> Attended:
        """What comes out of one message, and who has the conversation afterwards."""
        ...

    def first_aid(self, message: Message, memory: Memory) -> Reply | None:
        """The reply to danger alone; None where no danger is seen."""
        ...


class Listener(Protocol):
    """Hears voice notes; takes seconds, so it runs in a thread."""

    @property
    def longest(self) -> float:
        """Seconds that a voice note may last."""
        ...

    def heard(self, audio: bytes, name: str) -> str:
        """Its words; ModelError when they cannot be had."""
        ...


class Phrases(Protocol):
    """The wording of everything said, from knowledge/phrases/."""

    def say(self, key: str, language: str, seed: int = 0, **gaps: object) -> str:
        """One phrasing of `key`, with its gaps filled."""
        ...
