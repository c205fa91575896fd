"""Reminders: rows that become due, each turned into one message of the outbox in one transaction, so that none is sent twice or lost.

What a person wishes stands in their memory; `keep` makes the rows follow it within the turn's own transaction. A row is waiting, sent,
stopped or expired. While a counselor has the conversation, reminders wait.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from bot.domain.conversation import Memory, Wish
from bot.domain.handover import State
from bot.domain.outgoing import Outgoing
from bot.domain.reminders import MOST_A_WEEK, WEEK, Due, awake
from bot.storage.database import Database
from bot.storage.outbox import outbox_row
from bot.storage.reminder_tables import ReminderRow
from bot.storage.tables import ChatRow

Compose = Callable[[Due, Memory], Outgoing | None]
AT_ONCE = 20
LAST_WORD = timedelta(days=3)  # before a deadline
_WAITING = select(ReminderRow).where(ReminderRow.chat_id == bindparam("chat"), ReminderRow.state == "waiting")


class Reminders:
    """Every reminder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def release(self, compose: Compose, now: datetime) -> int:
        """Put what is due into the outbox; `compose` words it (None: there is nothing to say any more). Gives how many went out."""
        sent = 0
        for _ in range(AT_ONCE):
            with self._database.transaction() as session:
                row = self._next(session, now)
                if row is None:
                    break
                sent += self._handled(session, row, compose, now)
        return sent

    def opened(self, dates: Mapping[str, date], now: datetime) -> None:
        """A call was published: who wished to hear of it hears now, and once more before its last day. What is over reaches nobody."""
        with self._database.transaction() as session:
            for about, last in dates.items():
                end = datetime.combine(last, time(23, 59), UTC)
                rows = session.scalars(select(ReminderRow).where(ReminderRow.kind == "opening", ReminderRow.about == about,
                                                                 ReminderRow.state == "waiting", ReminderRow.due.is_(None)))
                for row in list(rows):
                    row.due, row.expires = now, end
                    if end - LAST_WORD > now + WEEK:
                        session.add(ReminderRow(chat_id=row.chat_id, kind="deadline", about=about, due=end - LAST_WORD, expires=end,
                                                zone=row.zone, state="waiting", created_at=now))

    def waiting(self, chat_id: int) -> list[Wish]:
        """What a chat will be reminded of."""
        with self._database.transaction() as session:
            rows = session.scalars(select(ReminderRow).where(ReminderRow.chat_id == chat_id, ReminderRow.state == "waiting"))
            return [_wish(row) for row in rows]

    def _next(self, session: Session, now: datetime) -> ReminderRow | None:
        """The oldest due reminder of a chat that the bot has, locked for this transaction."""
        due = (select(ReminderRow).join(ChatRow, ChatRow.chat_id == ReminderRow.chat_id)
               .where(ReminderRow.state == "waiting", ReminderRow.due <= now, ChatRow.state == str(State.BOT), ~ChatRow.blocked)
               .order_by(ReminderRow.due, ReminderRow.id).limit(1))
        return session.scalar(due if self._database.is_sqlite else due.with_for_update(skip_locked=True, of=ReminderRow))

    def _handled(self, session: Session, row: ReminderRow, compose: Compose, now: datetime) -> int:
        if row.expires is not None and row.expires < now:
            row.state = "expired"
            return 0
        allowed = awake(now, row.zone)
        recent = select(func.count()).where(ReminderRow.chat_id == row.chat_id, ReminderRow.state == "sent",
                                            ReminderRow.sent_at > now - WEEK)
        if allowed > now:
            row.due = allowed
            return 0
        if (session.scalar(recent) or 0) >= MOST_A_WEEK:
            row.due = awake(now + timedelta(days=1), row.zone)
            return 0
        chat = session.get_one(ChatRow, row.chat_id)
        outgoing = compose(Due(row.id, row.chat_id, _wish(row)), Memory.model_validate(chat.memory or {}))
        row.state, row.sent_at = ("sent", now) if outgoing else ("stopped", None)
        if outgoing is None:
            return 0
        session.add(outbox_row(outgoing, row.chat_id, now, "reminder"))
        if row.kind == "step" and row.due is not None:
            following = row.due + WEEK if row.due + WEEK > now else now + WEEK
            session.add(ReminderRow(chat_id=row.chat_id, kind="step", about=row.about, due=awake(following, row.zone), zone=row.zone,
                                    state="waiting", created_at=now))
        return 1


def keep(session: Session, chat_id: int, wishes: tuple[Wish, ...], now: datetime) -> None:
    """Make the waiting rows of a chat follow its wishes: new ones are added, those taken back are stopped, the others stay as they are."""
    rows = list(session.scalars(_WAITING, {"chat": chat_id}))
    wished = {(wish.kind, wish.about) for wish in wishes}
    for row in rows:
        kind = "opening" if row.kind == "deadline" else row.kind
        if (kind, row.about) not in wished:
            row.state = "stopped"
        elif any((wish.kind, wish.about) == (row.kind, row.about) and wish.zone != row.zone for wish in wishes):
            row.zone = next(wish.zone for wish in wishes if (wish.kind, wish.about) == (row.kind, row.about))
    if not wishes:
        return
    known = {(kind, about) for kind, about in session.execute(select(ReminderRow.kind, ReminderRow.about).where(
        ReminderRow.chat_id == chat_id, ReminderRow.state == "waiting"))}
    once = set(session.scalars(select(ReminderRow.about).where(ReminderRow.chat_id == chat_id, ReminderRow.kind == "opening",
                                                               ReminderRow.state == "sent")))
    session.add_all(ReminderRow(chat_id=chat_id, kind=wish.kind, about=wish.about, due=wish.due, expires=wish.expires, zone=wish.zone,
                                state="waiting", created_at=now)
                    for wish in wishes if (wish.kind, wish.about) not in known and not (wish.kind == "opening" and wish.about in once))


def _wish(row: ReminderRow) -> Wish:
    return Wish.model_validate({"kind": row.kind, "about": row.about, "due": row.due, "expires": row.expires, "zone": row.zone})
