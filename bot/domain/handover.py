"""Who has a conversation: the bot, nobody yet (it waits for a person), or a counselor.

    bot → waiting → person → bot        waiting → bot when the person no longer needs anybody; bot → person when a counselor steps in

What the bot may say in each state is decided in `bot/conversation/handover.py`; the change itself is made in `bot/storage/chats.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Who has the conversation."""

    BOT = "bot"
    WAITING = "waiting"
    PERSON = "person"


CHANGES = frozenset({
    (State.BOT, State.WAITING), (State.WAITING, State.PERSON), (State.PERSON, State.BOT),
    (State.WAITING, State.BOT), (State.BOT, State.PERSON),
})


@dataclass(frozen=True)
class Standing:
    """The state of a conversation. While it waits: `told` that a person comes, and `answering` when asked to go on meanwhile."""

    state: State = State.BOT
    told: bool = False
    answering: bool = False
