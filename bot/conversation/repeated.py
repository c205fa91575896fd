"""Answers asked before: the same question where a conversation stands the same is answered from memory, guard and search left out.

A turn is a function of the message, of what the conversation remembers, and of what there is to answer from (its edition: knowledge,
index, examples of danger, day). So what is kept is right for as long as all three are the same, and nothing else is ever kept: no danger,
nothing declined, no message with personal data (a kept question is the masked one, since nothing in it needed a mask), no turn of who has
said anything of themselves, and no dialogue: profile, questionnaire, plan, reminder. Phrasings vary by a seed of conversation and
turn: of each answer as many wordings are kept as most phrases have. What is kept is lost with the process.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import replace
from threading import Lock

from bot.conversation.ports import Answering
from bot.domain.conversation import Memory, Outcome
from bot.domain.message import Message, MessageKind
from bot.domain.reply import Attachment, Reply, ReplyKind

KEPT = 2048
WORDINGS = 2
KINDS = frozenset({ReplyKind.ANSWER, ReplyKind.UNKNOWN, ReplyKind.CLARIFY, ReplyKind.SMALLTALK})
REPEATED = "repeated"


class Repeated:
    """Fits what answers a message: an engine, and before it the answers that it gave. Threads may share it."""

    def __init__(self, engine: Answering, edition: Callable[[], Hashable], kept: int = KEPT) -> None:
        """`edition` must be another whenever the engine may answer otherwise, and is asked at every message."""
        self._engine, self._edition, self._most = engine, edition, kept
        self._kept: OrderedDict[Hashable, Outcome] = OrderedDict()
        self._lock = Lock()

    def respond(self, message: Message, memory: Memory) -> Outcome:
        """The outcome kept, with the memory of this conversation; else the engine's."""
        start = time.perf_counter()
        if not _may_be_kept(message, memory):
            return self._engine.respond(message, memory)
        key = (self._edition(), message.kind, message.text, memory.language, memory.language_chosen, memory.turn == 0,
               (memory.seed + memory.turn) % WORDINGS, memory.said, memory.constraints)
        with self._lock:
            held = self._kept.get(key)
            if held is not None:
                self._kept.move_to_end(key)
        if held is not None:
            return _again(held, memory, start)
        outcome = self._engine.respond(message, memory)
        if _is_kept(message, outcome):
            self._keep(key, outcome)
        return outcome

    def first_aid(self, message: Message, memory: Memory) -> Reply | None:
        """The engine's: danger is always looked at anew."""
        return self._engine.first_aid(message, memory)

    def _keep(self, key: Hashable, outcome: Outcome) -> None:
        with self._lock:
            self._kept[key] = outcome
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


def _may_be_kept(message: Message, memory: Memory) -> bool:
    return message.kind in (MessageKind.TEXT, MessageKind.BUTTON) and _is_nobodys(memory)


def _is_kept(message: Message, outcome: Outcome) -> bool:
    reply = outcome.reply
    plain = reply.kind in KINDS and not reply.asks_location
    pictures = all(isinstance(one, Attachment) and one.kind == "photo" for one in reply.attachments)
    harmless = not outcome.danger and not outcome.state and outcome.masked == message.text
    return plain and pictures and harmless and _is_nobodys(outcome.memory)


def _is_nobodys(memory: Memory) -> bool:
    """Whether the memory holds nothing but what was talked about: no profile, plan, wish, or question that waits for an answer."""
    talk = Memory(language=memory.language, language_chosen=memory.language_chosen, turn=memory.turn, seed=memory.seed, said=memory.said,
                  constraints=memory.constraints)
    return memory == talk


def _again(held: Outcome, memory: Memory, start: float) -> Outcome:
    after = held.memory.model_copy(update={"turn": memory.turn + 1, "seed": memory.seed})
    why = replace(held.explanation, checks=(*held.explanation.checks, REPEATED),
                  timings_ms={REPEATED: round((time.perf_counter() - start) * 1000, 3)})
    return replace(held, memory=after, explanation=why)
