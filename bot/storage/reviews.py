"""Ratings of replies by the rubric: several counselors may rate the same one, and the queue of what to rate next.

The queue holds every failure (👎, "I don't know", unsure, danger) and, of the rest, the share that a seed draws: a turn is in it or not by
a hash of seed and turn, so that the draw is the same for everybody and at any time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from bot.domain.reply import ReplyKind
from bot.storage.counselor_tables import CounselorRow
from bot.storage.database import Database
from bot.storage.desk import JUDGED, UNSURE, refresh
from bot.storage.desk_tables import ReviewRow
from bot.storage.handovers import attended
from bot.storage.tables import ChatRow, TurnRow

CHUNK = 500
SHARE = 20  # percent of the ordinary replies


@dataclass(frozen=True)
class Rating:
    """What one counselor says of one reply: criterion → yes or no, reasons for each no, and a comment."""

    turn_id: int
    counselor_id: int
    ratings: dict[str, bool]
    reasons: tuple[str, ...] = ()
    comment: str = ""
    rubric: int = 1
    counselor: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Draw:
    """Which turns are to be rated, drawn by `seed`. `again_by`: those that others rated and this counselor did not."""

    seed: int = 1
    since: datetime | None = None
    until: datetime | None = None
    again_by: int = 0


class Reviews:
    """All ratings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, rating: Rating, now: datetime) -> None:
        """Keep a rating; the counselor's former one of this turn is replaced."""
        with self._database.transaction() as session:
            turn = session.get_one(TurnRow, rating.turn_id)
            kept = select(ReviewRow).where(ReviewRow.turn_id == rating.turn_id, ReviewRow.counselor_id == rating.counselor_id)
            row = session.scalar(kept) or ReviewRow(turn_id=turn.id, chat_id=turn.chat_id, counselor_id=rating.counselor_id)
            row.ratings, row.reasons, row.comment, row.rubric = rating.ratings, list(rating.reasons), rating.comment[:2000], rating.rubric
            row.at = now
            session.add(row)
            chat = session.get_one(ChatRow, turn.chat_id)
            if turn.danger:
                attended(session, chat, now)
            refresh(session, chat)

    def of(self, turn_id: int) -> list[Rating]:
        """The ratings of a turn, oldest first."""
        return self.of_many([turn_id]).get(turn_id, [])

    def of_many(self, turns: Sequence[int]) -> dict[int, list[Rating]]:
        """Turn → its ratings."""
        query = (select(ReviewRow, CounselorRow.first_name).join(CounselorRow).where(ReviewRow.turn_id.in_(turns)).order_by(ReviewRow.id))
        found: dict[int, list[Rating]] = {}
        with self._database.reading() as session:
            for row, name in session.execute(query):
                found.setdefault(row.turn_id, []).append(_rating(row, name))
        return found

    def shared(self, limit: int = 5000) -> list[Rating]:
        """Ratings of the turns that two or more counselors rated: what agreement is measured on. The newest."""
        twice = select(ReviewRow.turn_id).group_by(ReviewRow.turn_id).having(func.count() > 1)
        query = select(ReviewRow).where(ReviewRow.turn_id.in_(twice)).order_by(ReviewRow.id.desc()).limit(limit)
        with self._database.reading() as session:
            return [_rating(row) for row in session.scalars(query)]

    def next(self, draw: Draw, after: int = 0) -> int | None:
        """The newest turn to rate that is older than turn `after` (0: the newest of all)."""
        with self._database.reading() as session:
            return next(_drawn(session, draw, after), None)

    def left(self, draw: Draw, most: int = 1000) -> int:
        """How many are to be rated, counted up to `most`."""
        with self._database.reading() as session:
            return sum(1 for _, _ in zip(range(most), _drawn(session, draw, 0), strict=False))

    def chat_of(self, turn_id: int) -> int | None:
        """The chat that a turn belongs to."""
        with self._database.reading() as session:
            return session.scalar(select(TurnRow.chat_id).where(TurnRow.id == turn_id))


def is_drawn(seed: int, turn_id: int, share: int = SHARE) -> bool:
    """Whether the seed draws this turn: true for `share` percent of them."""
    return int.from_bytes(hashlib.blake2b(f"{seed}:{turn_id}".encode(), digest_size=8).digest()) % 100 < share


def _drawn(session: Session, draw: Draw, after: int) -> Iterator[int]:
    """The turns to rate, newest first."""
    before = after
    while True:
        rows = session.execute(_candidates(draw, before)).all()
        for turn, failure in rows:
            if failure or is_drawn(draw.seed, turn):
                yield int(turn)
        if len(rows) < CHUNK:
            return
        before = rows[-1][0]


def _candidates(draw: Draw, before: int) -> Any:
    """A chunk of unrated turns, with whether each is a failure."""
    failure = or_(TurnRow.feedback == "down", TurnRow.kind.in_((ReplyKind.UNKNOWN, ReplyKind.CRISIS)), TurnRow.danger != "",
                  and_(TurnRow.kind.in_((ReplyKind.ANSWER, ReplyKind.RECOMMEND)), TurnRow.confidence < UNSURE))
    rated = select(ReviewRow.id).where(ReviewRow.turn_id == TurnRow.id)
    query = select(TurnRow.id, failure).where(TurnRow.kind.in_(JUDGED)).order_by(TurnRow.id.desc()).limit(CHUNK)
    if draw.again_by:
        query = query.where(rated.exists(), ~rated.where(ReviewRow.counselor_id == draw.again_by).exists())
    else:
        query = query.where(~rated.exists())
    for condition in (TurnRow.id < before if before else None, TurnRow.at >= draw.since if draw.since else None,
                      TurnRow.at < draw.until if draw.until else None):
        if condition is not None:
            query = query.where(condition)
    return query


def _rating(row: ReviewRow, name: str = "") -> Rating:
    return Rating(row.turn_id, row.counselor_id, dict(row.ratings), tuple(row.reasons), row.comment, row.rubric, name, row.at)
