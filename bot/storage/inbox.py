"""The crash-safe inbox: every update is a row before Telegram hears that it arrived, and one turn at a time holds a chat.

A claim is a lease on the chat, not on the row: order within a chat follows from it. Chats that waited longest since they were last
served come first, so that a flood in one delays no other. Texts that one person sends faster than anybody can read are claimed
together and answered by one turn; a row that failed once is claimed alone.

What a first look took for danger is answered before everything else, before earlier questions of the same person too: who needs help is in
no line. One for each person a minute, so that nobody can hold the others up with it.

A lease that ends later than any lease can is one of a clock that was moved: it holds nobody up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, func, or_, select, update
from sqlalchemy.orm import Session

from bot.domain.handover import Standing, State
from bot.domain.outgoing import Outgoing
from bot.storage.database import Database
from bot.storage.outbox import outbox_row
from bot.storage.tables import ChatRow, InboxRow, TurnRow

LEASE = timedelta(seconds=60)
LATELY = timedelta(minutes=1)
TRIES = 3
CRASHES = 12  # a row that was claimed this often and never ended is set aside untried: it may be what kills the worker
FLOOD = 4  # this many texts within FLOOD_GAP of each other are a flood
FLOOD_GAP = timedelta(seconds=1)
JOINED = 25
JOINED_PAYLOAD = 20_000  # characters
URGENT_AGAIN = timedelta(minutes=1)
RACES = 5  # chats in a row that other workers may snatch before this one says that nothing waits

# Made once: making a statement takes longer than asking it.
_KEPT = select(InboxRow.id).where(InboxRow.update_id == bindparam("update"))
_WAITS = select(InboxRow.chat_id).where(InboxRow.state == "waiting")
_NEXT_CHAT = (
    select(ChatRow)
    .where(ChatRow.chat_id.in_(_WAITS),
           or_(ChatRow.lease_until.is_(None), ChatRow.lease_until < bindparam("now"), ChatRow.lease_until > bindparam("longest")))
    .order_by(case((ChatRow.chat_id.in_(_WAITS.where(InboxRow.urgent.is_(True))), 0), else_=1),
              ChatRow.served_at.asc().nulls_first(), ChatRow.chat_id).limit(1).with_for_update(skip_locked=True))
_ROWS_OF = (select(InboxRow).where(InboxRow.chat_id == bindparam("chat"), InboxRow.state == "waiting")
            .order_by(InboxRow.urgent.desc(), InboxRow.update_id).limit(JOINED))
_TURNS_LATELY = select(func.count()).where(TurnRow.chat_id == bindparam("chat"), TurnRow.at > bindparam("since"))


@dataclass(frozen=True)
class Waiting:
    """One update to keep. `joinable`: a plain text. `sent_at`: when the person sent it. `urgent`: it seems to tell danger."""

    update_id: int
    chat_id: int
    payload: str
    sent_at: datetime | None = None
    joinable: bool = False
    urgent: bool = False


@dataclass(frozen=True)
class Claim:
    """A waiting update that the caller alone may answer; `payload` is Telegram's JSON, `memory` that of the chat.

    `more` are the payloads of a flood that belong to the same turn, `ids` the rows of all of them. `owner`: who claimed it; another may
    have it by now, when the lease ended. `lately`: turns of the chat within the last minute; `barred`: a counselor blocked the person.
    """

    ids: tuple[int, ...]
    chat_id: int
    payload: str
    memory: dict[str, Any]
    standing: Standing
    tries: int
    more: tuple[str, ...] = ()
    owner: str = ""
    lately: int = 0
    barred: bool = False


NOBODY = Claim((), 0, "", {}, Standing(), 0)


class Inbox:
    """Updates of Telegram, oldest first within each chat."""

    def __init__(self, database: Database, owner: str) -> None:
        self._database, self._owner = database, owner

    def save(self, waiting: Waiting, now: datetime) -> bool:
        """Keep an update; False when it was kept before. StorageError when it cannot be kept."""
        with self._database.transaction() as session:
            if session.scalar(_KEPT, {"update": waiting.update_id}):
                return False
            chat = session.get(ChatRow, waiting.chat_id)
            if chat is None:
                session.add(ChatRow(chat_id=waiting.chat_id, created_at=now))
                session.flush()
            elif chat.blocked:
                chat.blocked = False
            session.add(InboxRow(update_id=waiting.update_id, chat_id=waiting.chat_id, payload=waiting.payload, received_at=now,
                                 sent_at=waiting.sent_at or now, joinable=waiting.joinable,
                                 urgent=waiting.urgent and not _hurried(session, waiting.chat_id, now)))
        return True

    def claim(self, now: datetime) -> Claim | None:
        """What is urgent, else the oldest waiting update of the chat that waited longest; or None."""
        for _ in range(RACES):
            found = self._claim(now)
            if found is not NOBODY:
                return found
        return None

    def _claim(self, now: datetime) -> Claim | None:
        """As `claim`; `NOBODY` when the chat that was found was answered by another worker in that moment."""
        with self._database.transaction() as session:
            chat = session.scalars(_NEXT_CHAT, {"now": now, "longest": now + 2 * LEASE}).first()
            if chat is None:
                return None
            rows = session.scalars(_ROWS_OF, {"chat": chat.chat_id}).all()
            if not rows:
                return NOBODY
            first, *more = _together(rows)
            others = tuple(row.payload for row in more)
            first.tries += 1
            chat.lease_owner, chat.lease_until, chat.served_at = self._owner, now + LEASE, now
            lately = session.scalar(_TURNS_LATELY, {"chat": chat.chat_id, "since": now - LATELY}) or 0
            return Claim((first.id, *(row.id for row in more)), chat.chat_id, first.payload, chat.memory,
                         Standing(State(chat.state), chat.told, chat.answering), first.tries, others, self._owner, lately, chat.barred)

    def renew(self, claim: Claim, now: datetime) -> None:
        """Hold the chat for another lease: the turn takes long."""
        with self._database.transaction() as session:
            session.execute(update(ChatRow).where(ChatRow.chat_id == claim.chat_id, ChatRow.lease_owner == self._owner)
                            .values(lease_until=now + LEASE))

    def give_back(self, claim: Claim, problem: str, now: datetime, told: Outgoing | None = None, counts: bool = True) -> bool:
        """After a failure: the row waits again, or after three tries is set aside, emptied, and the person is `told`.

        `counts`: whether the failure may be the message's own fault (a database that fails is not). True when it was set aside.
        """
        with self._database.transaction() as session:
            row = session.get_one(InboxRow, claim.ids[0])
            row.problem = problem[:200]
            if not counts:
                row.tries -= 1
            elif claim.tries >= TRIES and row.state == "waiting":
                row.state, row.payload, row.done_at = "failed", "", now
                if told is not None:
                    session.add(outbox_row(told, claim.chat_id, now, "notice"))
            session.execute(update(ChatRow).where(ChatRow.chat_id == claim.chat_id, ChatRow.lease_owner == self._owner)
                            .values(lease_until=None, lease_owner=""))
            return row.state == "failed"

    def take_back_leases(self) -> None:
        """At the start of the only worker: leases that a crash left behind are free again."""
        with self._database.transaction() as session:
            session.execute(update(ChatRow).where(ChatRow.lease_owner != "").values(lease_until=None, lease_owner=""))

    def is_done(self, update_id: int) -> bool:
        """Whether an update was answered."""
        with self._database.reading() as session:
            return session.scalar(select(InboxRow.state).where(InboxRow.update_id == update_id)) == "done"

    def waiting(self) -> int:
        """How many updates wait."""
        with self._database.transaction() as session:
            return session.scalar(select(func.count()).where(InboxRow.state == "waiting")) or 0


def _hurried(session: Session, chat_id: int, now: datetime) -> bool:
    """Whether something of this chat went before all others lately."""
    return session.scalar(select(InboxRow.id).where(InboxRow.chat_id == chat_id, InboxRow.urgent.is_(True),
                                                    InboxRow.received_at > now - URGENT_AGAIN).limit(1)) is not None


def _together(rows: Sequence[InboxRow]) -> list[InboxRow]:
    """The first row, and the rest of the flood that it begins. What is urgent is answered by itself."""
    if rows[0].urgent:
        return [rows[0]]
    flood = list(_run(rows))
    return flood if len(flood) >= FLOOD else [rows[0]]


def _run(rows: Sequence[InboxRow]) -> Iterator[InboxRow]:
    before, size = rows[0], 0
    for row in rows:
        size += len(row.payload)
        close = row.sent_at is not None and before.sent_at is not None and abs(row.sent_at - before.sent_at) <= FLOOD_GAP
        if row.tries or not row.joinable or not close or size > JOINED_PAYLOAD:
            return
        yield row
        before = row
