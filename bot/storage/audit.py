"""The audit log: who read, changed or exported what. Rows are only ever added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.storage.counselor_tables import AuditRow
from bot.storage.database import Database


@dataclass(frozen=True)
class Deed:
    """One line of the log."""

    id: int
    at: datetime
    counselor: str
    action: str
    subject: str
    detail: str


class Audit:
    """What counselors did."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, counselor: str, action: str, now: datetime, subject: str = "", detail: str = "") -> None:
        """Add a line."""
        with self._database.transaction() as session:
            session.add(AuditRow(at=now, counselor=counselor, action=action, subject=subject[:120], detail=detail[:1000]))

    def page(self, before: int = 0, counselor: str = "", action: str = "", limit: int = 100) -> list[Deed]:
        """The newest lines first, older than line `before`."""
        query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
        if before:
            query = query.where(AuditRow.id < before)
        if counselor:
            query = query.where(AuditRow.counselor == counselor)
        if action:
            query = query.where(AuditRow.action == action)
        with self._database.reading() as session:
            return [Deed(row.id, row.at, row.counselor, row.action, row.subject, row.detail) for row in session.scalars(query)]
