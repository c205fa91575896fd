"""Announcements to those who agreed to them: one row for each person, released a few at a time so that answers never wait behind them.

Who agreed has a reminder of the kind "news" (see `reminders.py`); who takes it back before their turn gets nothing. Nobody is written to in
their quiet hours, while a counselor has the conversation, or twice within `A_DAY`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, insert, literal, select
from sqlalchemy.orm import Session

from bot.domain.conversation import Memory
from bot.domain.handover import State
from bot.domain.outgoing import Outgoing
from bot.domain.reminders import awake
from bot.storage.announcement_tables import AnnouncementRow, AnnouncementSendRow
from bot.storage.database import Database
from bot.storage.outbox import outbox_row
from bot.storage.reminder_tables import ReminderRow
from bot.storage.tables import ChatRow, OutboxRow

Compose = Callable[[str, str, Memory], Outgoing]  # Spanish text, English text, memory of the chat
IN_LINE = 20  # announcements in the outbox at once: two thirds of a second of Telegram's pace
AGAIN = timedelta(minutes=30)  # until a chat that a counselor has is looked at again
A_DAY = timedelta(days=1)
NEWS = "news"


class Announcements:
    """Every announcement, and to whom it still goes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def agreed(self) -> int:
        """How many people want announcements and can be reached."""
        with self._database.reading() as session:
            return session.scalar(select(func.count()).select_from(_agreed().subquery())) or 0

    def add(self, spanish: str, english: str, now: datetime) -> int:
        """Announce something to all who agreed by now; gives how many they are."""
        with self._database.transaction() as session:
            row = AnnouncementRow(spanish=spanish, english=english, created_at=now)
            session.add(row)
            session.flush()
            people = _agreed().subquery()
            chosen = select(literal(row.id), people.c.chat_id, people.c.zone, literal(now, AnnouncementSendRow.due.type))
            session.execute(insert(AnnouncementSendRow).from_select(["announcement_id", "chat_id", "zone", "due"], chosen))
            return session.scalar(select(func.count()).where(AnnouncementSendRow.announcement_id == row.id)) or 0

    def waiting(self) -> int:
        """How many people are still to be written to."""
        with self._database.reading() as session:
            return session.scalar(select(func.count()).where(AnnouncementSendRow.done.is_(False))) or 0

    def release(self, compose: Compose, now: datetime) -> int:
        """Put as many into the outbox as there is room for; gives how many rows were handled (0: nothing is due, or no room)."""
        with self._database.transaction() as session:
            room = IN_LINE - (session.scalar(select(func.count()).where(
                OutboxRow.state == "waiting", OutboxRow.origin == "announcement")) or 0)
            due = (select(AnnouncementSendRow).where(AnnouncementSendRow.done.is_(False), AnnouncementSendRow.due <= now)
                   .order_by(AnnouncementSendRow.due, AnnouncementSendRow.chat_id).limit(max(room, 0)))
            rows = session.scalars(due if self._database.is_sqlite else due.with_for_update(skip_locked=True)).all()
            for row in rows:
                self._handle(session, row, compose, now)
            return len(rows)

    def _handle(self, session: Session, row: AnnouncementSendRow, compose: Compose, now: datetime) -> None:
        chat = session.get_one(ChatRow, row.chat_id)
        if chat.blocked or not session.scalar(select(_agrees(row.chat_id))):
            row.done = True
            return
        later = _later(session, row, chat, now)
        if later > now:
            row.due = later
            return
        text = session.get_one(AnnouncementRow, row.announcement_id)
        outgoing = compose(text.spanish, text.english, Memory.model_validate(chat.memory or {}))
        session.add(outbox_row(outgoing, row.chat_id, now, "announcement"))
        row.done, row.sent_at = True, now


def _later(session: Session, row: AnnouncementSendRow, chat: ChatRow, now: datetime) -> datetime:
    """When this person may be written to; `now` when now."""
    if State(chat.state) is not State.BOT:
        return now + AGAIN
    last = session.scalar(select(func.max(AnnouncementSendRow.sent_at)).where(AnnouncementSendRow.chat_id == row.chat_id))
    return awake(max(now, last + A_DAY) if last else now, row.zone)


def _agreed() -> Any:
    """Chat and time zone of everybody who agreed and can be reached."""
    return (select(ReminderRow.chat_id, func.min(ReminderRow.zone).label("zone")).join(ChatRow, ChatRow.chat_id == ReminderRow.chat_id)
            .where(ReminderRow.kind == NEWS, ReminderRow.state == "waiting", ~ChatRow.blocked).group_by(ReminderRow.chat_id))


def _agrees(chat_id: int) -> Any:
    """Whether this person still agrees."""
    return exists().where(ReminderRow.chat_id == chat_id, ReminderRow.kind == NEWS, ReminderRow.state == "waiting")
