"""Transcripts. A turn, its replies in the outbox and the end of its inbox rows are one transaction."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.domain.conversation import Outcome
from bot.domain.handover import Standing, State
from bot.domain.message import Message
from bot.domain.outgoing import Outgoing
from bot.domain.privacy import Keeping, keeping_of
from bot.domain.reply import Button
from bot.storage.chats import keep_standing
from bot.storage.consents import keep_consented
from bot.storage.database import Database
from bot.storage.desk import add_turn, refresh
from bot.storage.drafts import completed, draft_of
from bot.storage.inbox import Claim
from bot.storage.outbox import outbox_row
from bot.storage.reminders import keep
from bot.storage.tables import ChatRow, InboxRow, OutboxRow, TurnRow


@dataclass(frozen=True)
class Turn:
    """One turn to record. Of the message only `outcome.masked` is kept.

    `outgoing`: the messages to send. They are dropped when a counselor took the conversation while the turn was made, unless
    `always_said` or the answer is shown in part already. `grew`: it began to be. `started_with`: what followed /start, kept with the chat.
    """

    message: Message
    outcome: Outcome
    standing: Standing
    outgoing: tuple[Outgoing, ...]
    milliseconds: float
    always_said: bool = False
    started_with: str = ""
    grew: bool = False


class Transcripts:
    """Every turn of every chat."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, claim: Claim, turn: Turn, now: datetime) -> int:
        """Keep a turn with its messages to send, end its inbox rows, free the chat; returns the turn's number."""
        with self._database.transaction() as session:
            chat = session.get_one(ChatRow, claim.chat_id, with_for_update=True)
            draft = draft_of(session, claim) if turn.grew or claim.tries > 1 else None
            begun = turn.always_said or (draft is not None and draft.message_id > 0)
            taken = State(chat.state) is State.PERSON and claim.standing.state is not State.PERSON and not begun
            row = _turn_row(claim, turn, now)
            if taken:
                row.reply = ""
            if keeping_of(turn.outcome.memory, turn.message.in_group) is Keeping.NOTHING and not row.danger:
                row.message, row.reply, row.explanation = "", "", {}
            session.add(row)
            session.flush()
            parts = [_part(row.id, number, one, claim, turn, now) for number, one in enumerate(() if taken else turn.outgoing)]
            session.add_all(completed(draft, parts, now))
            _end_rows(session, claim, now, row.id)
            if chat.lease_owner == claim.owner:
                chat.lease_until, chat.lease_owner = None, ""
            keep_standing(session, chat, claim.standing, turn.standing, now)
            wished = bool((chat.memory or {}).get("wishes"))
            memory = keep_consented(session, chat, turn.outcome.memory, turn.message.in_group, now)
            if wished or memory.wishes:
                keep(session, claim.chat_id, memory.wishes, now)
            if turn.started_with:
                chat.started_with = turn.started_with[:64]
            add_turn(session, chat, row)
            return row.id

    def skip(self, claim: Claim, now: datetime) -> None:
        """End an inbox row that makes no turn."""
        with self._database.transaction() as session:
            _end(session, claim, now)

    def button(self, turn_id: int, number: int, chat_id: int) -> Button | None:
        """The button that was pressed, if that turn of that chat has it; the press is noted."""
        with self._database.transaction() as session:
            turn = session.get(TurnRow, turn_id)
            if turn is None or turn.chat_id != chat_id or not 0 <= number < len(turn.buttons):
                return None
            button = Button(**turn.buttons[number])
            turn.pressed = button.action[:200]
            return button

    def button_of_message(self, outbox_id: int, number: int, chat_id: int) -> Button | None:
        """The same for a message that belongs to no turn, such as a reminder."""
        with self._database.transaction() as session:
            row = session.get(OutboxRow, outbox_id)
            if row is None or row.chat_id != chat_id or not 0 <= number < len(row.buttons):
                return None
            return Button(**row.buttons[number])

    def rate(self, turn_id: int, rating: str, claim: Claim, now: datetime) -> bool:
        """Keep "up" or "down" for a turn of this chat, and end the inbox row that said it; False when there is no such turn."""
        with self._database.transaction() as session:
            _end(session, claim, now, turn_id)
            turn = session.get(TurnRow, turn_id)
            if turn is None or turn.chat_id != claim.chat_id:
                return False
            turn.feedback = rating
            refresh(session, session.get_one(ChatRow, claim.chat_id))
            return True

    def said_in(self, chat_id: int, message_id: int) -> str | None:
        """What the person's message said when it was last answered, masked; None when it never was."""
        with self._database.transaction() as session:
            return session.scalar(select(TurnRow.message).where(TurnRow.chat_id == chat_id, TurnRow.message_id == message_id)
                                  .order_by(TurnRow.id.desc()).limit(1))

    def conversation(self, chat_id: int) -> list[dict[str, Any]]:
        """All turns of a chat, oldest first: message, reply, kind, feedback."""
        with self._database.transaction() as session:
            rows = session.scalars(select(TurnRow).where(TurnRow.chat_id == chat_id).order_by(TurnRow.id))
            return [{"message": row.message, "reply": row.reply, "kind": row.kind, "feedback": row.feedback, "pressed": row.pressed}
                    for row in rows]


def _turn_row(claim: Claim, turn: Turn, now: datetime) -> TurnRow:
    message, outcome = turn.message, turn.outcome
    reply = outcome.reply
    return TurnRow(
        chat_id=claim.chat_id, inbox_id=claim.ids[0], at=now, message=outcome.masked, message_kind=str(message.kind),
        message_id=message.message_id, reply=reply.text, kind=str(reply.kind), danger=outcome.danger, language=reply.language,
        confidence=reply.confidence, sources=[{**asdict(one), "checked_on": one.checked_on.isoformat()} for one in reply.sources],
        buttons=[asdict(button) for button in reply.buttons], explanation=asdict(outcome.explanation), milliseconds=turn.milliseconds,
        model=outcome.explanation.model[:80], prompt_version=outcome.explanation.prompt[:80])


def _part(turn_id: int, number: int, outgoing: Outgoing, claim: Claim, turn: Turn, now: datetime) -> OutboxRow:
    row = outbox_row(outgoing, claim.chat_id, now, urgent=bool(turn.outcome.danger))
    row.turn_id, row.part = turn_id, number
    if number == 0 and (turn.message.in_group or turn.message.edited):
        row.reply_to = turn.message.message_id
    return row


def _end(session: Session, claim: Claim, now: datetime, turn_id: int | None = None) -> None:
    _end_rows(session, claim, now, turn_id)
    session.execute(_FREE, {"chat": claim.chat_id, "owner": claim.owner})


def _end_rows(session: Session, claim: Claim, now: datetime, turn_id: int | None) -> None:
    session.execute(_DONE, {"ids": list(claim.ids), "at": now, "turn": turn_id})


_INBOX, _CHATS = InboxRow.__table__, ChatRow.__table__  # without the ORM, which has nothing to keep up with here
_DONE = (_INBOX.update().where(_INBOX.c.id.in_(bindparam("ids", expanding=True)), _INBOX.c.state == "waiting")  # type: ignore[attr-defined]
         .values(state="done", payload="", done_at=bindparam("at"), turn_id=bindparam("turn")))
_FREE = (_CHATS.update().where(_CHATS.c.chat_id == bindparam("chat"),  # type: ignore[attr-defined]
                               _CHATS.c.lease_owner == bindparam("owner"))  # the lease may have ended, and be another's now
         .values(lease_until=None, lease_owner=""))
