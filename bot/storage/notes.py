"""What counselors add to a conversation for each other: notes with @mentions, tags, who looks after it; and saved views of the inbox."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update

from bot.storage.counselor_tables import CounselorRow
from bot.storage.database import Database
from bot.storage.desk_tables import DeskRow, MentionRow, NoteRow, TagRow, ViewRow

MENTION = re.compile(r"@([\w.-]+)")
TAG = re.compile(r"[^\w ./-]+")


@dataclass(frozen=True)
class Note:
    """A note as it is shown."""

    author: str
    text: str
    at: datetime


@dataclass(frozen=True)
class SavedView:
    """A named set of filters."""

    id: int
    name: str
    query: str
    shared: bool
    mine: bool


class Notes:
    """Notes, tags and assignments of conversations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, chat_id: int, counselor_id: int, text: str, now: datetime) -> list[str]:
        """Keep a note; gives the names of those it mentions."""
        named = {name.lower() for name in MENTION.findall(text)}
        with self._database.transaction() as session:
            note = NoteRow(chat_id=chat_id, counselor_id=counselor_id, text=text.strip(), at=now)
            session.add(note)
            session.flush()
            accounts = session.scalars(select(CounselorRow).where(CounselorRow.disabled.is_(False))).all()
            mentioned = [one for one in accounts if named & {one.name.lower(), one.name.lower().replace(" ", "."), one.first_name.lower()}]
            session.add_all(MentionRow(note_id=note.id, counselor_id=one.id, chat_id=chat_id) for one in mentioned)
            return [one.name for one in mentioned]

    def of(self, chat_id: int) -> list[Note]:
        """The notes of a conversation, oldest first."""
        query = select(NoteRow, CounselorRow.first_name).join(CounselorRow).where(NoteRow.chat_id == chat_id).order_by(NoteRow.id)
        with self._database.reading() as session:
            return [Note(name, note.text, note.at) for note, name in session.execute(query)]

    def seen(self, chat_id: int, counselor_id: int, now: datetime) -> None:
        """The counselor opened the conversation: mentions of them there are read."""
        unseen = MentionRow.chat_id == chat_id, MentionRow.counselor_id == counselor_id, MentionRow.seen_at.is_(None)
        with self._database.reading() as session:
            if not session.scalar(select(MentionRow.note_id).where(*unseen).limit(1)):
                return
        with self._database.transaction() as session:
            session.execute(update(MentionRow).where(*unseen).values(seen_at=now))

    def tag(self, chat_id: int, tag: str) -> None:
        """Put a tag on: at most 40 letters, digits, spaces, dots, dashes and slashes, in lower case."""
        clean = TAG.sub("", tag).strip().lower()[:40]
        with self._database.transaction() as session:
            if clean and session.get(TagRow, (chat_id, clean)) is None:
                session.add(TagRow(chat_id=chat_id, tag=clean))

    def untag(self, chat_id: int, tag: str) -> None:
        """Take a tag off."""
        with self._database.transaction() as session:
            session.execute(delete(TagRow).where(TagRow.chat_id == chat_id, TagRow.tag == tag))

    def tags(self, limit: int = 100) -> list[str]:
        """The tags in use, the most used first."""
        with self._database.reading() as session:
            return list(session.scalars(select(TagRow.tag).group_by(TagRow.tag).order_by(func.count().desc(), TagRow.tag).limit(limit)))

    def assign(self, chat_id: int, counselor_id: int | None) -> None:
        """Say who looks after a conversation; None: nobody."""
        with self._database.transaction() as session:
            session.execute(update(DeskRow).where(DeskRow.chat_id == chat_id).values(assigned_to=counselor_id))


class Views:
    """Saved views of the inbox."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, counselor_id: int) -> list[SavedView]:
        """One's own and the shared ones, by name."""
        query = select(ViewRow).where(or_(ViewRow.counselor_id == counselor_id, ViewRow.shared)).order_by(ViewRow.name)
        with self._database.reading() as session:
            return [SavedView(row.id, row.name, row.query, row.shared, row.counselor_id == counselor_id) for row in session.scalars(query)]

    def save(self, counselor_id: int, name: str, query: str, shared: bool) -> int:
        """Keep a view; its number."""
        with self._database.transaction() as session:
            row = ViewRow(counselor_id=counselor_id, name=name.strip()[:60], query=query[:1000], shared=shared)
            session.add(row)
            session.flush()
            return row.id

    def delete(self, counselor_id: int, view_id: int) -> None:
        """Remove one's own view."""
        with self._database.transaction() as session:
            session.execute(delete(ViewRow).where(ViewRow.id == view_id, ViewRow.counselor_id == counselor_id))
