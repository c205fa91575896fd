"""What became of asking for each link of the knowledge, and of the last round of asking for all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.link import LinkSeen, LinkState
from bot.storage.database import Database
from bot.storage.tables import Base, UtcTime

ROUND = "links"
LONGEST = timedelta(hours=1)  # a round that began earlier was interrupted


class LinkRow(Base):
    """A link; `key` is a hash of its address. `failing_since`: when it was first found wrong, without being right in between."""

    __tablename__ = "links"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    status: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(String(16), default="")
    moved_to: Mapped[str] = mapped_column(Text, default="")
    checked_at: Mapped[datetime] = mapped_column(UtcTime)
    failing_since: Mapped[datetime | None] = mapped_column(UtcTime)


class LinkRoundRow(Base):
    """The last round (there is one row). `state`: running, done, or offline, when not one link could be reached."""

    __tablename__ = "link_rounds"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    counselor: Mapped[str] = mapped_column(String(80), default="")
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)


@dataclass(frozen=True)
class LinkKept:
    """A link as it was last found."""

    seen: LinkSeen
    checked_at: datetime
    failing_since: datetime | None


@dataclass(frozen=True)
class LinkRound:
    """The last round. `state`: running, done, offline, or stopped, when it was interrupted."""

    state: str
    counselor: str
    total: int
    done: int
    begun_at: datetime
    ended_at: datetime | None


class Links:
    """All links."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, counselor: str, total: int, now: datetime) -> bool:
        """Begin a round; False when another one is under way."""
        with self._database.transaction() as session:
            row = session.get(LinkRoundRow, ROUND, with_for_update=True)
            if row is not None and row.state == "running" and row.begun_at > now - LONGEST:
                return False
            row = row or LinkRoundRow(name=ROUND)
            row.state, row.counselor, row.total, row.done, row.begun_at, row.ended_at = "running", counselor, total, 0, now, None
            session.add(row)
            return True

    def progress(self, done: int) -> None:
        """So many were asked for."""
        with self._database.transaction() as session:
            session.get_one(LinkRoundRow, ROUND).done = done

    def end(self, seen: Sequence[LinkSeen], known: Collection[str], now: datetime, state: str = "done") -> None:
        """End the round. What was seen is kept, and links that are not `known` any more are forgotten, unless the round says nothing of
        them (`offline`).
        """
        with self._database.transaction() as session:
            around = session.get_one(LinkRoundRow, ROUND)
            around.state, around.ended_at = state, now
            if state != "done":
                return
            held = {row.key: row for row in session.scalars(select(LinkRow))}
            for one in seen:
                key = _key(one.url)
                row = held.pop(key, None) or LinkRow(key=key, url=one.url, failing_since=None)
                row.state, row.status, row.problem, row.moved_to = str(one.state), one.status, one.problem, one.moved_to
                row.checked_at, row.failing_since = now, (row.failing_since or now) if one.state.is_wrong else None
                session.add(row)
            session.execute(delete(LinkRow).where(LinkRow.key.in_([key for key, row in held.items() if row.url not in known])))

    def last_round(self, now: datetime) -> LinkRound | None:
        """The round that is under way, or the last one; None when there was none."""
        with self._database.reading() as session:
            row = session.get(LinkRoundRow, ROUND)
            if row is None:
                return None
            state = "stopped" if row.state == "running" and row.begun_at <= now - LONGEST else row.state
            return LinkRound(state, row.counselor, row.total, row.done, row.begun_at, row.ended_at)

    def all(self) -> dict[str, LinkKept]:
        """Address → how it was last found."""
        with self._database.reading() as session:
            return {row.url: LinkKept(LinkSeen(row.url, LinkState(row.state), row.status, row.problem, row.moved_to), row.checked_at,
                                      row.failing_since) for row in session.scalars(select(LinkRow))}


def _key(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()
