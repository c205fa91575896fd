"""Switches that all workers see: something is left alone until a moment."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.storage.database import Database
from bot.storage.tables import PauseRow

RESTING = "resting"
FOR_GOOD = datetime(9999, 1, 1, tzinfo=UTC)


class Pauses:
    """Every switch, by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, name: str, until: datetime = FOR_GOOD) -> None:
        """On, until that moment."""
        with self._database.transaction() as session:
            session.merge(PauseRow(name=name, until=until))

    def end(self, name: str) -> None:
        """Off."""
        with self._database.transaction() as session:
            row = session.get(PauseRow, name)
            if row is not None:
                session.delete(row)

    def until(self, name: str, now: datetime) -> datetime | None:
        """When it ends; None when it is off."""
        with self._database.reading() as session:
            row = session.get(PauseRow, name)
            return row.until if row is not None and row.until > now else None
