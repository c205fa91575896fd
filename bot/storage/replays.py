"""Replays: questions that people asked, put to today's engine; only the answers that changed are kept, with the counselors' verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.database import Database
from bot.storage.tables import BIG, Base, TurnRow, UtcTime


class ReplayRow(Base):
    """One replay of a view; `done` of `total` questions were put, `changed` of them are answered otherwise. `problem`: why it stopped."""

    __tablename__ = "replays"

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    counselor: Mapped[str] = mapped_column(String(80))
    query: Mapped[str] = mapped_column(String(1000), default="")
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    ended: Mapped[bool] = mapped_column(default=False)
    problem: Mapped[str] = mapped_column(String(200), default="")


class ChangeRow(Base):
    """An answer that would change. `verdict`: better, worse, same, or "" while nobody judged it."""

    __tablename__ = "replay_changes"
    __table_args__ = (Index("replay_changes_of", "replay_id", "id"),)

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    replay_id: Mapped[int] = mapped_column(ForeignKey("replays.id", ondelete="CASCADE"))
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    reply: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str] = mapped_column(String(8), default="")


@dataclass(frozen=True)
class Replay:
    """How a replay stands."""

    id: int
    at: datetime
    counselor: str
    query: str
    total: int
    done: int
    ended: bool
    problem: str
    changed: int
    better: int
    worse: int


@dataclass(frozen=True)
class Change:
    """An answer as it was and as it would be."""

    id: int
    turn_id: int
    chat_id: int
    question: str
    before: str
    kind_before: str
    after: str
    kind_after: str
    verdict: str


@dataclass(frozen=True)
class Put:
    """A message to put to the engine again, with what was answered."""

    turn_id: int
    chat_id: int
    message: str
    message_kind: str
    language: str
    reply: str
    kind: str


class Replays:
    """All replays."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, counselor: str, query: str, total: int, now: datetime) -> int:
        """A new replay; its number."""
        with self._database.transaction() as session:
            row = ReplayRow(at=now, counselor=counselor, query=query[:1000], total=total)
            session.add(row)
            session.flush()
            return row.id

    def keep(self, replay: int, done: int, changes: Sequence[tuple[int, str, str]]) -> None:
        """So many questions were put; of the last ones these changed: turn, kind and reply."""
        with self._database.transaction() as session:
            session.execute(update(ReplayRow).where(ReplayRow.id == replay).values(done=done))
            session.add_all(ChangeRow(replay_id=replay, turn_id=turn, kind=kind, reply=reply) for turn, kind, reply in changes)

    def end(self, replay: int, problem: str = "") -> None:
        """It is over."""
        with self._database.transaction() as session:
            session.execute(update(ReplayRow).where(ReplayRow.id == replay).values(ended=True, problem=problem[:200]))

    def get(self, replay: int) -> Replay | None:
        """How it stands."""
        with self._database.reading() as session:
            row = session.get(ReplayRow, replay)
            if row is None:
                return None
            counts = {str(verdict): int(count) for verdict, count in session.execute(
                select(ChangeRow.verdict, func.count()).where(ChangeRow.replay_id == replay).group_by(ChangeRow.verdict))}
            return Replay(row.id, row.at, row.counselor, row.query, row.total, row.done, row.ended, row.problem, sum(counts.values()),
                          counts.get("better", 0), counts.get("worse", 0))

    def newest(self, limit: int = 20) -> list[Replay]:
        """The newest, newest first."""
        with self._database.reading() as session:
            numbers = list(session.scalars(select(ReplayRow.id).order_by(ReplayRow.id.desc()).limit(limit)))
        return [one for one in map(self.get, numbers) if one is not None]

    def changes(self, replay: int) -> list[Change]:
        """Every answer that changed; those that nobody judged first."""
        query = (select(ChangeRow, TurnRow).join(TurnRow, TurnRow.id == ChangeRow.turn_id).where(ChangeRow.replay_id == replay)
                 .order_by(ChangeRow.verdict != "", ChangeRow.id))
        with self._database.reading() as session:
            return [Change(row.id, turn.id, turn.chat_id, turn.message, turn.reply, turn.kind, row.reply, row.kind, row.verdict)
                    for row, turn in session.execute(query)]

    def judge(self, replay: int, change: int, verdict: str) -> bool:
        """Keep a verdict; False when there is no such change."""
        with self._database.transaction() as session:
            row = session.get(ChangeRow, change)
            if row is None or row.replay_id != replay:
                return False
            row.verdict = verdict
            return True

    def conversations(self, chats: Sequence[int]) -> list[Put]:
        """Every message of these chats, chat by chat, in order."""
        with self._database.reading() as session:
            rows = session.scalars(select(TurnRow).where(TurnRow.chat_id.in_(chats)).order_by(TurnRow.chat_id, TurnRow.id)).all()
            return [Put(row.id, row.chat_id, row.message, row.message_kind, row.language, row.reply, row.kind) for row in rows]
