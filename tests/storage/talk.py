"""Turns for tests of the storage: kept through the real inbox and transcripts, with an outcome that the test chooses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.domain.conversation import Facts, Memory, Outcome
from bot.domain.handover import Standing, State
from bot.domain.message import Message, MessageKind
from bot.domain.outgoing import Outgoing, as_html
from bot.domain.reply import Asking, Explanation, PassageSeen, Reply, ReplyKind
from bot.storage.database import Database
from bot.storage.inbox import Inbox, Waiting
from bot.storage.transcripts import Transcripts, Turn

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@dataclass
class Talk:
    """Records turns a minute apart."""

    database: Database
    now: datetime = START
    updates: int = 0
    turns: list[int] = field(default_factory=list)

    def say(self, chat: int, message: str, reply: str = "Es gratis.", kind: ReplyKind = ReplyKind.ANSWER, confidence: float = 0.9,
            danger: str = "", state: State | None = None, entities: tuple[str, ...] = (), place: str | None = None,
            asked: tuple[Asking, ...] = ()) -> int:
        """One turn of a chat; gives its number."""
        self.updates += 1
        self.now += timedelta(minutes=1)
        inbox = Inbox(self.database, "test")
        inbox.save(Waiting(self.updates, chat, "{}"), self.now)
        claim = inbox.claim(self.now)
        assert claim is not None
        passages = (PassageSeen("es-gratis#es-gratis", "¿Es gratis?", 2.0, 0.8, 5.0),)
        why = Explanation(message, str(kind), message, entities, passages, asked=asked)
        outcome = Outcome(Reply(reply, kind, "es", confidence=confidence), Memory(facts=Facts(state=place)), why, message, danger)
        sent = Message(chat, message, MessageKind.TEXT, self.now, self.updates)
        standing = claim.standing if state is None else Standing(state)
        turn = Transcripts(self.database).record(claim, Turn(sent, outcome, standing, (Outgoing(as_html(reply)),), 4.0), self.now)
        self.turns.append(turn)
        return turn

    def rate(self, chat: int, turn: int, rating: str) -> None:
        """Press 👍 or 👎 under the reply of a turn."""
        self.updates += 1
        inbox = Inbox(self.database, "test")
        inbox.save(Waiting(self.updates, chat, "{}"), self.now)
        claim = inbox.claim(self.now)
        assert claim is not None
        Transcripts(self.database).rate(turn, rating, claim, self.now)
