"""The crash-safe inbox: every update is a row before Telegram hears that it arrived, and one turn at a time holds a chat.

A claim is a lease on the chat, not on the row: order within a chat follows from it. Chats that waited longest since they were last
served come first, so that a flood in one delays no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update

from bot.storage.database import Database
from bot.storage.tables import ChatRow, InboxRow

LEASE = timedelta(seconds=60)
TRIES = 3


@dataclass(frozen=True)
class Claim:
    """A waiting update that the caller alone may answer; `payload` is Telegram's JSON, `memory` that of the chat."""

    inbox_id: int
    chat_id: int
    payload: str
    memory: dict[str, Any]
    state: str
    tries: int


class Inbox:
    """Updates of Telegram, oldest first within each chat."""

    def __init__(self, database: Database, owner: str) -> None:
        self._database, self._owner = database, owner

    def save(self, update_id: int, chat_id: int, payload: str, now: datetime) -> bool:
        """Keep an update; False when it was kept before. StorageError when it cannot be kept."""
        with self._database.transaction() as session:
            if session.scalar(select(InboxRow.id).where(InboxRow.update_id == update_id)):
                return False
            if session.get(ChatRow, chat_id) is None:
                session.add(ChatRow(chat_id=chat_id, created_at=now))
                session.flush()
            session.add(InboxRow(update_id=update_id, chat_id=chat_id, payload=payload, received_at=now))
        return True

    def claim(self, now: datetime) -> Claim | None:
        """The oldest waiting update of the chat that waited longest, or None."""
        waiting = select(InboxRow.chat_id).where(InboxRow.state == "waiting")
        free = or_(ChatRow.lease_until.is_(None), ChatRow.lease_until < now)
        with self._database.transaction() as session:
            chat = session.scalars(select(ChatRow).where(ChatRow.chat_id.in_(waiting), free).order_by(
                ChatRow.served_at.asc().nulls_first(), ChatRow.chat_id).limit(1).with_for_update(skip_locked=True)).first()
            if chat is None:
                return None
            row = session.scalars(select(InboxRow).where(InboxRow.chat_id == chat.chat_id, InboxRow.state == "waiting")
                                  .order_by(InboxRow.update_id).limit(1)).first()
            if row is None:
                return None
            row.tries += 1
            chat.lease_owner, chat.lease_until, chat.served_at = self._owner, now + LEASE, now
            return Claim(row.id, chat.chat_id, row.payload, chat.memory, chat.state, row.tries)

    def give_back(self, claim: Claim, problem: str, now: datetime) -> bool:
        """After a failure: the row waits again, or after three tries is set aside, emptied. True when it was set aside."""
        with self._database.transaction() as session:
            row = session.get_one(InboxRow, claim.inbox_id)
            row.problem = problem[:200]
            if claim.tries >= TRIES:
                row.state, row.payload, row.done_at = "failed", "", now
            session.execute(update(ChatRow).where(ChatRow.chat_id == claim.chat_id).values(lease_until=None, lease_owner=""))
            return row.state == "failed"

    def take_back_leases(self) -> None:
        """At the start of the only worker: leases that a crash left behind are free again."""
        with self._database.transaction() as session:
            session.execute(update(ChatRow).values(lease_until=None, lease_owner=""))

    def waiting(self) -> int:
        """How many updates wait."""
        with self._database.transaction() as session:
            return session.scalar(select(func.count()).where(InboxRow.state == "waiting")) or 0
