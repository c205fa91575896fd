"""Transcripts, and what is still to be sent. A turn, its replies and the end of its inbox row are one transaction."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update

from bot.domain.conversation import Outcome
from bot.domain.message import Message
from bot.domain.reply import Button
from bot.storage.database import Database
from bot.storage.inbox import Claim
from bot.storage.tables import ChatRow, InboxRow, OutboxRow, TurnRow


@dataclass(frozen=True)
class Unsent:
    """A message to send. `html` is Telegram's HTML; the buttons belong under it."""

    id: int
    turn_id: int
    chat_id: int
    html: str
    buttons: tuple[Button, ...]
    reply_to: int
    tries: int


class Transcripts:
    """Every turn of every chat."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, claim: Claim, message: Message, outcome: Outcome, parts: list[str], spent_ms: float, now: datetime) -> int:
        """Keep a turn with its messages to send, end its inbox row, free the chat; returns the turn's number."""
        reply, why = outcome.reply, outcome.explanation
        with self._database.transaction() as session:
            turn = TurnRow(
                chat_id=claim.chat_id, inbox_id=claim.inbox_id, at=now, message=message.text, message_kind=str(message.kind),
                message_id=message.message_id, reply=reply.text, kind=str(reply.kind), language=reply.language, confidence=reply.confidence,
                sources=[{**asdict(one), "checked_on": one.checked_on.isoformat()} for one in reply.sources],
                buttons=[asdict(button) for button in reply.buttons], explanation=asdict(why), milliseconds=spent_ms)
            session.add(turn)
            session.flush()
            last = len(parts) - 1
            session.add_all([OutboxRow(turn_id=turn.id, part=part, chat_id=claim.chat_id, html=html, created_at=now,
                                       reply_to=message.message_id if message.in_group else 0,
                                       buttons=[asdict(button) for button in reply.buttons] if part == last else [])
                             for part, html in enumerate(parts)])
            _finish(session, claim, now)
            session.execute(update(ChatRow).where(ChatRow.chat_id == claim.chat_id).values(memory=outcome.memory.model_dump(mode="json")))
            return turn.id

    def skip(self, claim: Claim, now: datetime) -> None:
        """End an inbox row that needs no reply, such as a rating."""
        with self._database.transaction() as session:
            _finish(session, claim, now)

    def button(self, turn_id: int, number: int, chat_id: int) -> Button | None:
        """The button that was pressed, if that turn of that chat has it; the press is noted."""
        with self._database.transaction() as session:
            turn = session.get(TurnRow, turn_id)
            if turn is None or turn.chat_id != chat_id or not 0 <= number < len(turn.buttons):
                return None
            button = Button(**turn.buttons[number])
            turn.pressed = button.action[:200]
            return button

    def rate(self, turn_id: int, chat_id: int, rating: str) -> bool:
        """Keep "up" or "down" for a turn of this chat."""
        with self._database.transaction() as session:
            turn = session.get(TurnRow, turn_id)
            if turn is None or turn.chat_id != chat_id:
                return False
            turn.feedback = rating
            return True

    def unsent(self, now: datetime, limit: int = 30) -> list[Unsent]:
        """The first unsent message of each chat that may be sent now."""
        first = select(func.min(OutboxRow.id)).where(OutboxRow.state == "waiting").group_by(OutboxRow.chat_id)
        with self._database.transaction() as session:
            due = or_(OutboxRow.not_before.is_(None), OutboxRow.not_before <= now)
            rows = session.scalars(select(OutboxRow).where(OutboxRow.id.in_(first), due).order_by(OutboxRow.id).limit(limit))
            return [Unsent(row.id, row.turn_id, row.chat_id, row.html, tuple(Button(**one) for one in row.buttons), row.reply_to, row.tries)
                    for row in rows]

    def sent(self, unsent: Unsent, message_id: int, now: datetime) -> None:
        """Telegram has it."""
        self._mark(unsent, state="sent", message_id=message_id, sent_at=now)

    def later(self, unsent: Unsent, wait: timedelta, now: datetime) -> None:
        """Try again after `wait`."""
        self._mark(unsent, not_before=now + wait, tries=unsent.tries + 1)

    def refused(self, unsent: Unsent, blocked: bool) -> None:
        """Telegram will never take it; `blocked`: the person blocked the bot."""
        self._mark(unsent, state="refused")
        if blocked:
            with self._database.transaction() as session:
                session.execute(update(ChatRow).where(ChatRow.chat_id == unsent.chat_id).values(blocked=True))

    def conversation(self, chat_id: int) -> list[dict[str, Any]]:
        """All turns of a chat, oldest first: message, reply, kind, feedback."""
        with self._database.transaction() as session:
            rows = session.scalars(select(TurnRow).where(TurnRow.chat_id == chat_id).order_by(TurnRow.id))
            return [{"message": row.message, "reply": row.reply, "kind": row.kind, "feedback": row.feedback, "pressed": row.pressed}
                    for row in rows]

    def _mark(self, unsent: Unsent, **values: Any) -> None:
        with self._database.transaction() as session:
            session.execute(update(OutboxRow).where(OutboxRow.id == unsent.id).values(**values))


def _finish(session: Any, claim: Claim, now: datetime) -> None:
    row = update(InboxRow).where(InboxRow.id == claim.inbox_id, InboxRow.state == "waiting")
    session.execute(row.values(state="done", payload="", done_at=now))
    session.execute(update(ChatRow).where(ChatRow.chat_id == claim.chat_id).values(lease_until=None, lease_owner=""))
