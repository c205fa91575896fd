"""Telling counselors who waits: whoever is linked by Telegram gets a message, of a danger again and again until somebody takes it.

The row that is told of is written with the turn itself (see `desk.add_turn`), so an alert is never lost: it waits here until there is
somebody to tell. What is found, whom it reaches and that it was told are one transaction, so that bot and site may both look.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from bot.domain.outgoing import Outgoing, as_html
from bot.storage.counselor_tables import CounselorRow
from bot.storage.counselors import listening
from bot.storage.database import Database
from bot.storage.handover_tables import HandoverRow
from bot.storage.outbox import outbox_row
from bot.storage.pseudonyms import pseudonym


@dataclass(frozen=True)
class Alert:
    """A conversation that counselors are told of, by its pseudonym. `again`: they were told before."""

    name: str
    danger: bool
    asked_at: datetime
    again: bool


@dataclass(frozen=True)
class Told:
    """What a look found: alerts told of, and dangers that no counselor could be told of."""

    alerts: tuple[Alert, ...] = ()
    unheard: int = 0


NOTHING = Told()


class Alerts:
    """Who waits and has not been told of. `key` makes pseudonyms; a danger is told again after `again_after`."""

    def __init__(self, database: Database, key: bytes, again_after: timedelta) -> None:
        self._database, self._key, self._again_after = database, key, again_after

    def tell(self, word: Callable[[Alert], str], open_now: bool, now: datetime) -> Told:
        """Put a message in line for each counselor to tell: those linked while it is open, else for dangers those on call.

        What reaches nobody stays to be told.
        """
        with self._database.reading() as session:
            if session.scalar(self._due(now).limit(1)) is None:
                return NOTHING
        with self._database.transaction() as session:
            linked = list(session.scalars(select(CounselorRow).where(CounselorRow.telegram_chat != 0, CounselorRow.disabled.is_(False))))
            due = self._due(now) if self._database.is_sqlite else self._due(now).with_for_update(skip_locked=True)
            told = [self._told(session, row, word, listening(linked, row.reason == "danger", open_now), now)
                    for row in session.scalars(due).all()]
        return Told(tuple(one for one in told if isinstance(one, Alert)), sum(one is True for one in told))

    def _told(self, session: Session, row: HandoverRow, word: Callable[[Alert], str], chats: list[int], now: datetime) -> Alert | bool:
        """The alert that was told; True when a danger reached nobody."""
        danger = row.reason == "danger"
        if not chats:
            return danger
        alert = Alert(pseudonym(self._key, row.chat_id), danger, row.asked_at, row.told_at is not None)
        session.add_all(outbox_row(Outgoing(as_html(word(alert))), chat, now, "notice", urgent=danger) for chat in chats)
        row.told_at = now
        return alert

    def _due(self, now: datetime) -> Select[HandoverRow]:
        again = and_(HandoverRow.reason == "danger", HandoverRow.told_at < now - self._again_after)
        return select(HandoverRow).where(HandoverRow.ended_at.is_(None), HandoverRow.taken_at.is_(None),
                                         or_(HandoverRow.told_at.is_(None), again)).order_by(HandoverRow.id)
