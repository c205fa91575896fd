"""A counselor in a conversation: taking it, writing, sending files, giving it back, and what happens when they go silent.

Every step locks the chat first, so that two counselors never have one conversation, and nothing is said by whoever no longer has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.orm import Session

from bot.domain.handover import State
from bot.domain.outgoing import Outgoing, as_html
from bot.domain.reply import Attachment
from bot.storage.chats import By, change_state
from bot.storage.counselor_tables import CounselorRow
from bot.storage.database import Database
from bot.storage.desk import refresh
from bot.storage.desk_tables import DeskRow
from bot.storage.handover_tables import FileRow, HandoverRow, SpokenRow
from bot.storage.handovers import open_handover
from bot.storage.outbox import outbox_row
from bot.storage.sealing import Seal
from bot.storage.tables import ChatRow, TurnRow

FILES_KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Silent:
    """A conversation whose counselor has not answered for long. `reminded`: they were reminded already."""

    chat_id: int
    counselor_id: int
    language: str
    reminded: bool


@dataclass(frozen=True)
class KeptFile:
    """A file of a conversation."""

    chat_id: int
    name: str
    mime_type: str
    content: bytes


class SteppingIn:
    """Conversations in counselors' hands. `seal` encrypts their files."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database, self._seal = database, seal

    def take(self, chat_id: int, counselor_id: int, hello: str, now: datetime) -> bool:
        """Have the conversation, and say so to the person; False when somebody has it already. From now on the bot keeps silent."""
        with self._database.transaction() as session:
            chat = session.get(ChatRow, chat_id, with_for_update=True)
            if chat is None or not change_state(session, chat, State.PERSON, now, By(counselor_id)):
                return False
            session.add(outbox_row(Outgoing(as_html(hello)), chat_id, now, "notice"))
            refresh(session, chat)
            desk = session.get(DeskRow, chat_id)
            if desk is not None:
                desk.assigned_to = counselor_id
            return True

    def speak(self, chat_id: int, counselor_id: int, text: str, now: datetime, file: Attachment | None = None) -> bool:
        """Send the person a text, with a file or not, under the counselor's first name; False when the counselor does not have it."""
        with self._database.transaction() as session:
            handover = _held(session, chat_id, counselor_id)
            if handover is None:
                return False
            name = session.get_one(CounselorRow, counselor_id).first_name
            body = "\n".join(part for part in (f"**{name}:**", text) if part)
            row = outbox_row(Outgoing(as_html(body), item=file), chat_id, now, "counselor")
            session.add(row)
            session.flush()
            last = session.scalar(select(func.max(TurnRow.id)).where(TurnRow.chat_id == chat_id)) or 0
            spoken = SpokenRow(chat_id=chat_id, counselor_id=counselor_id, outbox_id=row.id, after_turn=last, text=text, at=now)
            if file is not None:
                spoken.file_id = self._keep(session, chat_id, 0, file, now)
            session.add(spoken)
            handover.spoke_at, handover.reminded_at = now, None
            return True

    def give_back(self, chat_id: int, counselor_id: int, note: str, now: datetime) -> bool:
        """Let the bot go on, with a note to the person; False when the counselor does not have it."""
        with self._database.transaction() as session:
            if _held(session, chat_id, counselor_id) is None:
                return False
            self._end(session, chat_id, note, now, "given_back")
            return True

    def hand_on(self, chat_id: int, counselor_id: int, to: int, hello: str, now: datetime) -> bool:
        """Pass the conversation to a colleague; False when the counselor does not have it."""
        with self._database.transaction() as session:
            handover = _held(session, chat_id, counselor_id)
            if handover is None:
                return False
            handover.counselor_id, handover.taken_at, handover.spoke_at, handover.reminded_at = to, now, None, None
            session.add(outbox_row(Outgoing(as_html(hello)), chat_id, now, "notice"))
            desk = session.get(DeskRow, chat_id)
            if desk is not None:
                desk.assigned_to = to
            return True

    def silent(self, after: timedelta, now: datetime) -> list[Silent]:
        """Conversations whose counselor owes an answer since `after`; those that come once more were reminded that long ago."""
        with self._database.transaction() as session:
            long_ago = now - after
            owed = or_(and_(HandoverRow.spoke_at.is_(None), HandoverRow.taken_at < long_ago),
                       and_(HandoverRow.heard_at > HandoverRow.spoke_at, HandoverRow.heard_at < long_ago))
            query = select(HandoverRow, ChatRow).join(ChatRow, ChatRow.chat_id == HandoverRow.chat_id).where(
                HandoverRow.ended_at.is_(None), HandoverRow.taken_at.is_not(None), owed,
                or_(HandoverRow.reminded_at.is_(None), HandoverRow.reminded_at < long_ago))
            found = []
            for row, chat in session.execute(query):
                found.append(Silent(row.chat_id, row.counselor_id or 0, str((chat.memory or {}).get("language", "es")),
                                    row.reminded_at is not None))
                row.reminded_at = row.reminded_at or now
            return found

    def come_back(self, chat_id: int, notice: str, now: datetime) -> None:
        """The counselor stayed silent: the bot goes on, and says so."""
        with self._database.transaction() as session:
            self._end(session, chat_id, notice, now, "silent")

    def keep_file(self, chat_id: int, turn_id: int, file: Attachment, now: datetime) -> int:
        """Keep what the person sent with a turn, sealed, for seven days; its number."""
        with self._database.transaction() as session:
            return self._keep(session, chat_id, turn_id, file, now)

    def file(self, file_id: int, chat_id: int, now: datetime) -> KeptFile | None:
        """A file of this conversation, while it is kept."""
        with self._database.reading() as session:
            row = session.get(FileRow, file_id)
            if row is None or row.chat_id != chat_id or row.expires_at < now:
                return None
            return KeptFile(row.chat_id, row.name, row.mime_type, self._seal.open(row.sealed))

    def drop_old_files(self, now: datetime) -> int:
        """Delete files that have been kept long enough; how many."""
        with self._database.transaction() as session:
            return int(session.execute(delete(FileRow).where(FileRow.expires_at < now)).rowcount)  # type: ignore[attr-defined]

    def _keep(self, session: Session, chat_id: int, turn_id: int, file: Attachment, now: datetime) -> int:
        row = FileRow(chat_id=chat_id, turn_id=turn_id, name=file.name[:120], mime_type=file.mime_type[:80],
                      sealed=self._seal.close(file.content), at=now, expires_at=now + FILES_KEPT)
        session.add(row)
        session.flush()
        return row.id

    def _end(self, session: Session, chat_id: int, note: str, now: datetime, end: str) -> None:
        chat = session.get_one(ChatRow, chat_id, with_for_update=True)
        if not change_state(session, chat, State.BOT, now, By(end=end)):
            return
        if note:
            session.add(outbox_row(Outgoing(as_html(note)), chat_id, now, "notice"))
        refresh(session, chat)


def _held(session: Session, chat_id: int, counselor_id: int) -> HandoverRow | None:
    """The open hand-over, its chat locked, if this counselor has it."""
    chat = session.get(ChatRow, chat_id, with_for_update=True)
    if chat is None or State(chat.state) is not State.PERSON:
        return None
    handover = open_handover(session, chat_id)
    return handover if handover is not None and handover.counselor_id == counselor_id else None
