"""What the dashboard counts. Days and hours are those of the counselors' zone; every query walks the index `turns_figures`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Integer, Select, case, cast, func, literal, select

from bot.storage.database import Database
from bot.storage.desk_tables import TurnEntryRow
from bot.storage.handover_tables import HandoverRow
from bot.storage.tables import TurnRow


@dataclass(frozen=True)
class Span:
    """A time to count, and how far the counselors' clock is from UTC."""

    since: datetime
    until: datetime
    offset: timedelta = timedelta()


@dataclass(frozen=True)
class Day:
    """One day ("2026-11-24"): people who wrote, messages, replies by kind, ratings."""

    day: str
    people: int
    messages: int
    kinds: Mapping[str, int]
    up: int
    down: int


class Figures:
    """Counts over all conversations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def days(self, span: Span) -> list[Day]:
        """Every day on which somebody wrote."""
        day = self._local(TurnRow.at, span, "%Y-%m-%d", "YYYY-MM-DD")
        kinds = _within(select(day, TurnRow.kind, func.count(), func.sum(_is("up")), func.sum(_is("down"))), span).group_by(
            day, TurnRow.kind)
        people = _within(select(day, func.count(TurnRow.chat_id.distinct())), span).group_by(day)
        with self._database.reading() as session:
            counted = {str(one): int(count) for one, count in session.execute(people)}
            rows = session.execute(kinds).all()
        found: list[Day] = []
        for one in sorted(counted):
            mine = [row for row in rows if row[0] == one]
            found.append(Day(one, counted[one], sum(row[2] for row in mine), {str(row[1]): int(row[2]) for row in mine},
                             sum(int(row[3] or 0) for row in mine), sum(int(row[4] or 0) for row in mine)))
        return found

    def people(self, span: Span) -> int:
        """How many people wrote."""
        with self._database.reading() as session:
            return session.scalar(_within(select(func.count(TurnRow.chat_id.distinct())), span)) or 0

    def hours(self, span: Span) -> dict[int, int]:
        """Hour of the day → messages."""
        hour = cast(self._local(TurnRow.at, span, "%H", "HH24"), Integer)
        query: Select[Any] = _within(select(hour, func.count()), span).group_by(hour)
        with self._database.reading() as session:
            return {int(one): int(count) for one, count in session.execute(query)}

    def entries(self, since: datetime, until: datetime | None, most: int = 10_000) -> dict[str, int]:
        """Entry → turns that were about it, most first."""
        query = select(TurnEntryRow.entry_id, func.count()).where(TurnEntryRow.at >= since)
        if until is not None:
            query = query.where(TurnEntryRow.at < until)
        with self._database.reading() as session:
            rows = session.execute(query.group_by(TurnEntryRow.entry_id).order_by(func.count().desc()).limit(most))
            return {str(entry): int(count) for entry, count in rows}

    def waits(self, span: Span) -> dict[str, tuple[float, int]]:
        """Day → minutes until a counselor came (median), and how often one did."""
        query = select(HandoverRow.asked_at, HandoverRow.taken_at).where(
            HandoverRow.asked_at >= span.since, HandoverRow.asked_at < span.until, HandoverRow.taken_at.is_not(None),
            HandoverRow.reason != "stepped_in")
        with self._database.reading() as session:
            rows = session.execute(query).all()
        days: dict[str, list[float]] = {}
        for asked, taken in ((row[0], row[1]) for row in rows if row[1] is not None):
            days.setdefault((asked + span.offset).strftime("%Y-%m-%d"), []).append((taken - asked).total_seconds() / 60)
        return {day: (round(median(waits), 1), len(waits)) for day, waits in sorted(days.items())}

    def _local(self, column: Any, span: Span, sqlite: str, postgresql: str) -> Any:
        minutes = int(span.offset.total_seconds() // 60)
        if self._database.is_sqlite:
            return func.strftime(sqlite, column, f"{minutes:+d} minutes")
        return func.to_char(column + literal(timedelta(minutes=minutes)), postgresql)


def _within(query: Any, span: Span) -> Any:
    return query.where(TurnRow.at >= span.since, TurnRow.at < span.until)


def _is(rating: str) -> Any:
    return case((TurnRow.feedback == rating, 1), else_=0)
