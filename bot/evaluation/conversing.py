"""Holds the conversations of cases with the engine, each a fresh one, and measures the engine's own time."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from bot.domain.conversation import Memory, Outcome
from bot.domain.message import Message, MessageKind
from bot.evaluation.cases import Case
from bot.evaluation.scoring import Verdict, judge

SENT = datetime(2000, 1, 1, tzinfo=UTC)  # when a message was sent plays no part: the engine has its own clock


class Answering(Protocol):
    """The engine."""

    def respond(self, message: Message, memory: Memory) -> Outcome:
        """The reply to one message, and the memory after it."""
        ...


@dataclass(frozen=True)
class Exchange:
    """One message of a conversation, what came of it, and the milliseconds the engine took."""

    text: str
    outcome: Outcome
    ms: float


def converse(engine: Answering, texts: Iterable[str]) -> Iterator[Exchange]:
    """Each message of a fresh conversation with its reply, as the texts come."""
    memory = Memory()
    for text in texts:
        kind = MessageKind.COMMAND if text.startswith("/") else MessageKind.TEXT
        message = Message(0, text.strip(), kind, SENT)
        start = time.perf_counter()
        outcome = engine.respond(message, memory)
        spent = (time.perf_counter() - start) * 1000
        memory = outcome.memory
        yield Exchange(text, outcome, spent)


def verdicts(engine: Answering, cases: Sequence[Case]) -> tuple[Verdict, ...]:
    """The verdict on each case, in order."""
    return tuple(judge(case, [(one.outcome.reply, one.ms) for one in converse(engine, case.turns)]) for case in cases)
