"""What happened in each hand-over: asked, taken by whom, given back or let go. Written by `chats.change_state` with the change itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.domain.handover import State
from bot.domain.reply import ReplyKind
from bot.storage.handover_tables import HandoverRow
from bot.storage.tables import ChatRow, OutboxRow, TurnRow

ALWAYS_SENT = (ReplyKind.CRISIS, ReplyKind.COMMAND)


def follow(session: Session, chat: ChatRow, before: State, now: datetime, counselor_id: int = 0, end: str = "") -> None:
    """Note a change of `chat.state`. `counselor_id`: who takes it; `end`: given_back, silent or no_longer."""
    after = State(chat.state)
    row = open_handover(session, chat.chat_id)
    if row is None and after is not State.BOT:
        row = HandoverRow(chat_id=chat.chat_id, reason="asked" if after is State.WAITING else "stepped_in", asked_at=now)
        session.add(row)
    if row is None:
        return
    if after is State.PERSON:
        row.taken_at, row.counselor_id = now, counselor_id or None
        withhold(session, chat.chat_id)
    elif after is State.BOT:
        row.ended_at, row.end = now, end or ("given_back" if before is State.PERSON else "no_longer")


def note_danger(session: Session, chat_id: int, now: datetime) -> None:
    """Somebody may be in danger: counselors are told (again), whoever has the conversation."""
    row = open_handover(session, chat_id)
    if row is None:
        session.add(HandoverRow(chat_id=chat_id, reason="danger", asked_at=now))
    elif row.taken_at is None:
        row.reason, row.told_at = "danger", None


def attended(session: Session, chat: ChatRow, now: datetime) -> None:
    """A counselor has read and rated a danger without taking the conversation: nobody need be told any more."""
    row = open_handover(session, chat.chat_id)
    if row is not None and row.reason == "danger" and State(chat.state) is State.BOT:
        row.ended_at, row.end = now, "read"


def open_handover(session: Session, chat_id: int) -> HandoverRow | None:
    """The hand-over of a chat that has not ended."""
    return session.scalar(select(HandoverRow).where(HandoverRow.chat_id == chat_id, HandoverRow.ended_at.is_(None))
                          .order_by(HandoverRow.id.desc()).limit(1))


def withhold(session: Session, chat_id: int) -> None:
    """Once a counselor has the conversation no answer goes out any more but those to danger and to commands, and what began to be shown is
    finished. (Reminders wait.)
    """
    always = select(TurnRow.id).where(TurnRow.chat_id == chat_id, (TurnRow.kind.in_(ALWAYS_SENT)) | (TurnRow.danger != ""))
    mine = OutboxRow.turn_id.is_not(None) & OutboxRow.turn_id.not_in(always)
    waiting = OutboxRow.chat_id == chat_id, OutboxRow.state == "waiting", OutboxRow.claimed_at.is_(None), OutboxRow.message_id == 0
    session.execute(update(OutboxRow).where(*waiting, mine).values(state="withheld", content=None))
