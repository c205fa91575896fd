"""What the dashboard counts. Days and hours are those of the counselors' zone.

Days and hours come from one walk along the index `turns_figures`, added up by the hour of UTC and the kind; the hours are put together here
(a zone that is half an hour off is counted to its last full hour).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, and_, case, func, literal, or_, select

from bot.storage.askings import PromptResult, results
from bot.storage.database import Database
from bot.storage.desk_tables import DeskRow, TurnEntryRow
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


@dataclass(frozen=True)
class _Hour:
    """Messages of one kind in an hour that begins at `begins` (UTC)."""

    begins: datetime
    kind: str
    messages: int
    up: int
    down: int


class Figures:
    """Counts over all conversations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def days(self, span: Span) -> list[Day]:
        """Every day on which somebody wrote."""
        day = self._local(TurnRow.at, span)
        people = _within(select(day, func.count(TurnRow.chat_id.distinct())), span).group_by(day)
        with self._database.reading() as session:
            counted = {str(one): int(count) for one, count in session.execute(people)}
        days: dict[str, list[_Hour]] = {}
        for hour in self._hours(span):
            days.setdefault((hour.begins + span.offset).strftime("%Y-%m-%d"), []).append(hour)
        return [_day(one, counted[one], days[one]) for one in sorted(counted)]

    def people(self, span: Span) -> int:
        """How many people wrote.

        Most are known from their first and last message; only of those who wrote before and after the span their turns are looked at.
        """
        between = select(TurnRow.id).where(TurnRow.chat_id == DeskRow.chat_id, TurnRow.at >= span.since, TurnRow.at < span.until).exists()
        met = and_(DeskRow.last_at >= span.since, DeskRow.first_at < span.until)
        sure = or_(DeskRow.first_at >= span.since, DeskRow.last_at < span.until)
        with self._database.reading() as session:
            return session.scalar(select(func.count()).select_from(DeskRow).where(met, or_(sure, between))) or 0

    def hours(self, span: Span) -> dict[int, int]:
        """Hour of the day → messages."""
        found: Counter[int] = Counter()
        for hour in self._hours(span):
            found[(hour.begins + span.offset).hour] += hour.messages
        return dict(found)

    def entries(self, since: datetime, until: datetime | None, most: int = 10_000) -> dict[str, int]:
        """Entry → turns that were about it, most first."""
        query = select(TurnEntryRow.entry_id, func.count()).where(TurnEntryRow.at >= since)
        if until is not None:
            query = query.where(TurnEntryRow.at < until)
        with self._database.reading() as session:
            rows = session.execute(query.group_by(TurnEntryRow.entry_id).order_by(func.count().desc()).limit(most))
            return {str(entry): int(count) for entry, count in rows}

    def prompts(self, span: Span) -> dict[str, PromptResult]:
        """Prompt ("compose/v1") → what became of asking a language model with it."""
        with self._database.reading() as session:
            return results(session, span.since, span.until)

    def waits(self, span: Span) -> list[tuple[str, float]]:
        """The day ("2026-11-24") and the minutes of every wait until a counselor came."""
        query = select(HandoverRow.asked_at, HandoverRow.taken_at).where(
            HandoverRow.asked_at >= span.since, HandoverRow.asked_at < span.until, HandoverRow.taken_at.is_not(None),
            HandoverRow.reason != "stepped_in")
        with self._database.reading() as session:
            rows = session.execute(query).all()
        return [((asked + span.offset).strftime("%Y-%m-%d"), (taken - asked).total_seconds() / 60) for asked, taken in
                ((row[0], row[1]) for row in rows if row[1] is not None)]

    def _hours(self, span: Span) -> tuple[_Hour, ...]:
        """Every hour and kind with a message."""
        hour = func.substr(TurnRow.at, 1, 13, type_=String) if self._database.is_sqlite else func.to_char(TurnRow.at, "YYYY-MM-DD HH24")
        query = _within(select(hour, TurnRow.kind, func.count(), func.sum(_is("up")), func.sum(_is("down"))), span).group_by(
            hour, TurnRow.kind)
        with self._database.reading() as session:
            rows = session.execute(query).all()
        return tuple(_Hour(datetime.strptime(str(begins), "%Y-%m-%d %H"), str(kind), int(count), int(up or 0), int(down or 0))
                     for begins, kind, count, up, down in rows)

    def _local(self, column: Any, span: Span) -> Any:
        """The day of a moment."""
        minutes = int(span.offset.total_seconds() // 60)
        if self._database.is_sqlite:
            return func.strftime("%Y-%m-%d", column, f"{minutes:+d} minutes")
        return func.to_char(column + literal(timedelta(minutes=minutes)), "YYYY-MM-DD")


def _day(day: str, people: int, hours: Sequence[_Hour]) -> Day:
    kinds: Counter[str] = Counter()
    for hour in hours:
        kinds[hour.kind] += hour.messages
    return Day(day, people, kinds.total(), dict(kinds), sum(hour.up for hour in hours), sum(hour.down for hour in hours))


def _within(query: Any, span: Span) -> Any:
    return query.where(TurnRow.at >= span.since, TurnRow.at < span.until)


def _is(rating: str) -> Any:
    return case((TurnRow.feedback == rating, 1), else_=0)
