"""What waits, for whoever watches: one read of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from bot.storage.database import Database
from bot.storage.tables import InboxRow, OutboxRow, SpendingRow


@dataclass(frozen=True)
class Backlog:
    """Messages not answered yet and how old the oldest is, in seconds; replies not sent yet; messages set aside; US dollars today."""

    waiting: int
    oldest: float
    unsent: int
    oldest_unsent: float
    set_aside: int
    model_dollars: float


def backlog(database: Database, now: datetime, today: date) -> Backlog:
    """What waits at this moment. StorageError when the database does not answer."""
    with database.reading() as session:
        waiting, since = session.execute(select(func.count(), func.min(InboxRow.received_at)).where(InboxRow.state == "waiting")).one()
        unsent, made = session.execute(select(func.count(), func.min(OutboxRow.created_at)).where(OutboxRow.state == "waiting")).one()
        aside = session.scalar(select(func.count()).where(InboxRow.state == "failed")) or 0
        dollars = session.scalar(select(func.sum(SpendingRow.dollars)).where(SpendingRow.day == today)) or 0.0
    return Backlog(waiting, _age(since, now), unsent, _age(made, now), aside, float(dollars))


def _age(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0
