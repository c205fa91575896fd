"""Answers asked before: the same question where a conversation stands the same is answered from memory, guard and search left out.

A turn is a function of the message, of what the conversation remembers, and of what there is to answer from (its edition: knowledge,
index, examples of danger, day). So what is kept is right for as long as all three are the same, and nothing else is ever kept: no danger,
nothing declined, no message with personal data (a kept question is the masked one, since nothing in it needed a mask), no turn of who has
said anything of themselves, and no dialogue: profile, questionnaire, plan, reminder. Phrasings vary by a seed of conversation and
turn: of each answer as many wordings are kept as most phrases have.

Whoever asks to be forgotten leaves nothing to read here: an answer is found by a fingerprint of what was asked, and sealed with another,
which is not kept: it opens for who asks the same again. What is kept lasts an hour at most, and is lost with the process.
"""

from __future__ import annotations

import pickle
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from threading import Lock

from bot.conversation.ports import Answering, Sealing
from bot.domain.conversation import Memory, Outcome
from bot.domain.fingerprints import fingerprint
from bot.domain.message import Message, MessageKind
from bot.domain.reply import Attachment, Reply, ReplyKind

KEPT = 2048
LARGEST = 64_000_000  # bytes of all that is kept
LASTS = 3600.0  # seconds
WORDINGS = 2
KINDS = frozenset({ReplyKind.ANSWER, ReplyKind.UNKNOWN, ReplyKind.CLARIFY, ReplyKind.SMALLTALK})
REPEATED = "repeated"


@dataclass(frozen=True)
class Held:
    """An outcome, sealed, and when it was made (seconds of a clock that only goes forward)."""

    sealed: bytes
    made: float


class Repeated:
    """Fits what answers a message: an engine, and before it the answers that it gave. Threads may share it."""

    def __init__(self, engine: Answering, edition: Callable[[], Hashable], seal: Callable[[bytes], Sealing], kept: int = KEPT,
                 clock: Callable[[], float] = time.monotonic) -> None:
        """`edition` must be another whenever the engine may answer otherwise, and is asked at every message. `seal` seals with a key."""
        self._engine, self._edition, self._seal, self._most, self._clock = engine, edition, seal, kept, clock
        self._kept: OrderedDict[Hashable, Held] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def respond(self, message: Message, memory: Memory) -> Outcome:
        """The outcome kept, with the memory of this conversation; else the engine's."""
        start = time.perf_counter()
        if not _may_be_kept(message, memory):
            return self._engine.respond(message, memory)
        asked = repr((message.kind, message.text, memory.language, memory.language_chosen, memory.turn == 0,
                      (memory.seed + memory.turn) % WORDINGS, memory.said, memory.constraints))
        key, seal = (self._edition(), fingerprint(asked, "found by")), self._seal(fingerprint(asked, "sealed with"))
        held = self._found(key)
        if held is not None:
            return _again(pickle.loads(seal.open(held.sealed)), memory, start)
        outcome = self._engine.respond(message, memory)
        if _is_kept(message, outcome):
            self._keep(key, Held(seal.close(pickle.dumps(outcome)), self._clock()))
        return outcome

    def first_aid(self, message: Message, memory: Memory) -> Reply | None:
        """The engine's: danger is always looked at anew."""
        return self._engine.first_aid(message, memory)

    def _found(self, key: Hashable) -> Held | None:
        with self._lock:
            held = self._kept.get(key)
            if held is None or held.made < self._clock() - LASTS:
                return None
            self._kept.move_to_end(key)
            return held

    def _keep(self, key: Hashable, held: Held) -> None:
        """Keep one, and drop what is too old, then what was not asked for longest where it is too much."""
        with self._lock:
            for old in [one for one, before in self._kept.items() if one == key or before.made < held.made - LASTS]:
                self._size -= len(self._kept.pop(old).sealed)
            self._kept[key] = held
            self._size += len(held.sealed)
            while len(self._kept) > self._most or self._size > LARGEST:
                self._size -= len(self._kept.popitem(last=False)[1].sealed)


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
    asked = tuple(replace(one, tokens=0, dollars=0.0, milliseconds=0.0) for one in held.explanation.asked)  # its words, at no cost
    why = replace(held.explanation, checks=(*held.explanation.checks, REPEATED), tokens=0, dollars=0.0, asked=asked,
                  timings_ms={REPEATED: round((time.perf_counter() - start) * 1000, 3)})
    return replace(held, memory=after, explanation=why)
