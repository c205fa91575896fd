"""Deletes what is held of a chat, row by row where texts must also leave the index of words.

On SQLite a deleted text is overwritten with zeros (`secure_delete`, see database.py); `Database.purge` then empties the journal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, text, update
from sqlalchemy.orm import Session

from bot.storage.announcement_tables import AnnouncementSendRow
from bot.storage.askings import AskingRow
from bot.storage.correction_tables import ToldRow
from bot.storage.counselor_tables import AuditRow
from bot.storage.desk_tables import DeskRow, MentionRow, NoteRow, QuestionVectorRow, ReviewRow, TagRow, TurnEntryRow
from bot.storage.handover_tables import FileRow, HandoverRow, SpokenRow
from bot.storage.privacy_tables import ConsentRow
from bot.storage.reminder_tables import ReminderRow
from bot.storage.replays import ChangeRow
from bot.storage.tables import ChatRow, InboxRow, OutboxRow, SpendingRow, TurnRow
from bot.storage.words import Words

BESIDE: tuple[Any, ...] = (AnnouncementSendRow, MentionRow, NoteRow, TagRow, ToldRow, SpokenRow, FileRow, HandoverRow, DeskRow, ReminderRow,
                           ConsentRow)
OF_TURN: tuple[Any, ...] = (AskingRow, QuestionVectorRow, TurnEntryRow, ReviewRow, ChangeRow)
Counts = Counter[str]


def erase_turns(session: Session, *which: ColumnElement[bool], indexed: bool = True) -> int:
    """Delete turns with everything that belongs to them: words, vectors, entries, ratings, messages to send, inbox rows; how many.

    `indexed`: there is an index of words to forget them in.
    """
    rows = session.execute(select(TurnRow.id, TurnRow.inbox_id).where(*which)).all()
    if not rows:
        return 0
    ids, inbox = [row.id for row in rows], [row.inbox_id for row in rows]
    if indexed:
        _forget_words(session, ids)
    for table in OF_TURN:
        session.execute(delete(table).where(table.turn_id.in_(ids)))
    session.execute(delete(OutboxRow).where(OutboxRow.turn_id.in_(ids), OutboxRow.state != "waiting"))
    session.execute(update(OutboxRow).where(OutboxRow.turn_id.in_(ids)).values(turn_id=None, part=0))
    session.execute(delete(TurnRow).where(TurnRow.id.in_(ids)))
    session.execute(delete(InboxRow).where(or_(InboxRow.id.in_(inbox), InboxRow.turn_id.in_(ids))))
    return len(ids)


def blank_turns(session: Session, *which: ColumnElement[bool]) -> int:
    """Delete what turns say and keep that they were: kind, danger, language, time; how many had something to delete."""
    ids = session.scalars(select(TurnRow.id).where(TurnRow.message != "", *which)).all()
    if not ids:
        return 0
    _forget_words(session, ids)
    for table in (QuestionVectorRow, ChangeRow):
        session.execute(delete(table).where(table.turn_id.in_(ids)))
    session.execute(delete(OutboxRow).where(OutboxRow.turn_id.in_(ids), OutboxRow.state != "waiting"))
    session.execute(update(TurnRow).where(TurnRow.id.in_(ids)).values(message="", reply="", explanation={}))
    return len(ids)


def erase_chat(session: Session, chat_id: int, upto: int | None = None, name: str = "", indexed: bool = True) -> Counts:
    """Delete everything of a chat; table → rows. Messages that wait in the inbox above number `upto` stay, with an empty chat.

    `name`: the person's pseudonym, which leaves the log of what counselors did.
    """
    counts: Counts = Counter(turns=erase_turns(session, TurnRow.chat_id == chat_id, indexed=indexed))
    for table in BESIDE:
        done: Any = session.execute(delete(table).where(table.chat_id == chat_id))
        counts[table.__tablename__] += done.rowcount
    older = () if upto is None else (or_(InboxRow.state != "waiting", InboxRow.id <= upto),)
    session.execute(delete(OutboxRow).where(OutboxRow.chat_id == chat_id))
    session.execute(delete(InboxRow).where(InboxRow.chat_id == chat_id, *older))
    session.execute(delete(SpendingRow).where(SpendingRow.person.in_([str(chat_id), name or str(chat_id)])))
    if name:
        session.execute(update(AuditRow).where(AuditRow.subject == name).values(subject="", detail=""))
    rest = session.scalar(select(InboxRow.id).where(InboxRow.chat_id == chat_id).limit(1))
    started = session.scalar(select(ChatRow.created_at).where(ChatRow.chat_id == chat_id))
    session.execute(delete(ChatRow).where(ChatRow.chat_id == chat_id)) if rest is None else _emptied(session, chat_id)
    counts["chats"] += started is not None
    return counts


def drop_index(session: Session) -> None:
    """Empty SQLite's index of words, where it is made anew later, as in a backup that is restored."""
    session.execute(text("INSERT INTO turn_words(turn_words) VALUES ('delete-all')"))


def forget_index_rests(session: Session) -> None:
    """SQLite's index of words keeps what was removed until its parts are merged: merge them."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO turn_words(turn_words) VALUES ('optimize')"))


def _forget_words(session: Session, turns: Sequence[int]) -> None:
    words = Words(session, session.info.get("words_key", b""))
    for turn, message, reply in session.execute(select(TurnRow.id, TurnRow.message, TurnRow.reply).where(TurnRow.id.in_(turns))).all():
        words.remove(turn, message, reply)


def _emptied(session: Session, chat_id: int) -> None:
    row = session.get_one(ChatRow, chat_id)
    row.memory, row.started_with, row.state, row.keeping = {}, "", "bot", "minutes"
    row.told, row.answering = False, False
