"""Vectors of the questions that people asked, for finding similar ones: one byte a dimension, made by the site in the background.

A vector of length 1 is kept as its values times 127. Cosines of two of them are off by at most about 0.01.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Select, func, select

from bot.storage.database import Database
from bot.storage.desk import JUDGED
from bot.storage.desk_tables import QuestionVectorRow, ReviewRow
from bot.storage.tables import TurnRow

SCALE = 127


@dataclass(frozen=True)
class Asked:
    """A question that somebody asked."""

    turn_id: int
    chat_id: int
    at: datetime
    kind: str
    text: str


@dataclass(frozen=True)
class Near:
    """Questions with their vectors, shape (len(asked), size), of length 1."""

    asked: tuple[Asked, ...]
    vectors: np.ndarray


class QuestionVectors:
    """Vectors by turn."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def missing(self, limit: int = 256) -> list[tuple[int, str]]:
        """Turns without a vector, newest first, with their stand-alone question."""
        query = (select(TurnRow).outerjoin(QuestionVectorRow, QuestionVectorRow.turn_id == TurnRow.id)
                 .where(QuestionVectorRow.turn_id.is_(None), TurnRow.kind.in_(JUDGED), TurnRow.message != "")
                 .order_by(TurnRow.id.desc()).limit(limit))
        with self._database.reading() as session:
            return [(row.id, question_of(row)) for row in session.scalars(query)]

    def add(self, turns: Sequence[int], vectors: np.ndarray) -> None:
        """Keep vectors (shape (len(turns), size), of length 1) of turns that have none."""
        with self._database.transaction() as session:
            rows = {row.id: row for row in session.scalars(select(TurnRow).where(TurnRow.id.in_(turns)))}
            held = set(session.scalars(select(QuestionVectorRow.turn_id).where(QuestionVectorRow.turn_id.in_(turns))))
            session.add_all(_row(rows[turn], vector) for turn, vector in zip(turns, vectors, strict=True)
                            if turn in rows and turn not in held)

    def reviewed(self, limit: int = 5000) -> Near:
        """The newest questions whose replies somebody rated."""
        return self._read(_with_turn().where(select(ReviewRow.id).where(ReviewRow.turn_id == TurnRow.id).exists()), limit)

    def of_kind(self, kinds: Sequence[str], since: datetime | None, until: datetime | None, limit: int = 5000) -> Near:
        """The newest questions of these reply kinds (all when none) within a time."""
        query = _with_turn()
        if kinds:
            query = query.where(QuestionVectorRow.kind.in_(kinds))
        if since is not None:
            query = query.where(QuestionVectorRow.at >= since)
        if until is not None:
            query = query.where(QuestionVectorRow.at < until)
        return self._read(query, limit)

    def without_vectors(self, kinds: Sequence[str], since: datetime, until: datetime, limit: int = 5000) -> Near:
        """The same without vectors, shape (len(asked), 0): for a site that has no model of meaning."""
        query = select(TurnRow).where(TurnRow.kind.in_(kinds or JUDGED), TurnRow.message != "", TurnRow.at >= since, TurnRow.at < until)
        with self._database.reading() as session:
            rows = session.scalars(query.order_by(TurnRow.at.desc()).limit(limit)).all()
        asked = tuple(Asked(turn.id, turn.chat_id, turn.at, turn.kind, question_of(turn)) for turn in rows)
        return Near(asked, np.empty((len(asked), 0), dtype=np.float32))

    def count(self) -> int:
        """How many questions have a vector."""
        with self._database.reading() as session:
            return session.scalar(select(func.count()).select_from(QuestionVectorRow)) or 0

    def _read(self, query: Select[Any], limit: int) -> Near:
        with self._database.reading() as session:
            rows = session.execute(query.order_by(QuestionVectorRow.turn_id.desc()).limit(limit)).all()
        asked = tuple(Asked(turn.id, turn.chat_id, turn.at, turn.kind, question_of(turn)) for _, turn in rows)
        return Near(asked, np.stack([unpacked(row.vector) for row, _ in rows]) if rows else np.empty((0, 0), dtype=np.float32))


def _row(turn: TurnRow, vector: np.ndarray) -> QuestionVectorRow:
    return QuestionVectorRow(turn_id=turn.id, chat_id=turn.chat_id, at=turn.at, kind=turn.kind, vector=packed(vector))


def question_of(turn: TurnRow) -> str:
    """What a turn asked, to be understood alone."""
    return str((turn.explanation or {}).get("standalone") or turn.message)


def packed(vector: np.ndarray) -> bytes:
    """A vector of length 1 in one byte a dimension."""
    return bytes(np.round(np.clip(vector, -1, 1) * SCALE).astype(np.int8).tobytes())


def unpacked(kept: bytes) -> np.ndarray:
    """The vector again, of length 1."""
    vector = np.frombuffer(kept, dtype=np.int8).astype(np.float32)
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector


def _with_turn() -> Any:
    both: Any = select(QuestionVectorRow, TurnRow)
    return both.join(TurnRow, TurnRow.id == QuestionVectorRow.turn_id)
