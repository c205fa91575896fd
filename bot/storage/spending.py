"""What language models took, by day and person: the ledger that every worker shares. A person is a pseudonym here, never a chat id."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from bot.domain.generation import Usage
from bot.storage.database import Database
from bot.storage.pseudonyms import pseudonym
from bot.storage.tables import SpendingRow


class Spending:
    """Fits the models' Ledger."""

    def __init__(self, database: Database, key: bytes) -> None:
        """`key` makes the pseudonyms; a person comes in as the number of their chat, in digits."""
        self._database, self._key = database, key

    def spent(self, day: date, person: str) -> tuple[Usage, Usage]:
        """What that day took: in all, and for this person."""
        sums = (func.sum(SpendingRow.tokens_in), func.sum(SpendingRow.tokens_out), func.sum(SpendingRow.dollars))
        person = pseudonym(self._key, person)
        with self._database.transaction() as session:
            of_day = select(*sums).where(SpendingRow.day == day)
            rows = (session.execute(of_day).one(), session.execute(of_day.where(SpendingRow.person == person)).one())
            total, own = (Usage(int(row[0] or 0), int(row[1] or 0), float(row[2] or 0.0)) for row in rows)
        return total, own

    def add(self, day: date, person: str, usage: Usage) -> None:
        """One more call."""
        person = pseudonym(self._key, person)
        with self._database.transaction() as session:
            session.add(SpendingRow(day=day, person=person, tokens_in=usage.tokens_in, tokens_out=usage.tokens_out, dollars=usage.dollars))
