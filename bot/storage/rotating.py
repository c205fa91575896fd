"""Seals everything anew with the newest key, and makes the index of words anew with it.

Run after a key was set for the first time, put in front of the old one, or before the old one is left out. Each chunk of rows is a
transaction, so an interrupted run is simply run again: whatever key sealed a row, one of those set opens it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, bindparam, select, text, update
from sqlalchemy.orm import Session

from bot.storage import desk_tables, handover_tables  # noqa: F401 (their sealed columns belong to Base)
from bot.storage.database import Database
from bot.storage.sealed_columns import SealedBytes, SealedJson, SealedText
from bot.storage.tables import Base, TurnRow
from bot.storage.words import Words

ROWS = 500
SEALED = (SealedText, SealedJson, SealedBytes)


def rotate(database: Database) -> dict[str, int]:
    """Table → rows sealed with the newest key. Nothing should run meanwhile: the index of words is empty for a moment."""
    counts = {}
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if isinstance(column.type, SEALED)]
        if columns:
            counts[table.name] = _sealed_anew(database, table, [column.name for column in columns])
    with database.engine.begin() as connection:
        index_words(connection, database.words_key)
    database.purge()
    return counts


def index_words(connection: Connection, key: bytes) -> None:
    """Make the index of words anew from the turns."""
    is_sqlite = connection.dialect.name == "sqlite"
    connection.execute(text("INSERT INTO turn_words(turn_words) VALUES ('delete-all')" if is_sqlite else "DELETE FROM turn_words"))
    with Session(bind=connection) as session:
        words = Words(session, key)
        for turn_id, message, reply in connection.execute(select(TurnRow.id, TurnRow.message, TurnRow.reply).order_by(TurnRow.id)).all():
            if message or reply:
                words.add(turn_id, message, reply)


def _sealed_anew(database: Database, table: Table, names: list[str]) -> int:
    key, done, last = next(iter(table.primary_key.columns)), 0, None
    change = update(table).where(key == bindparam("row_key")).values({name: bindparam(f"new_{name}") for name in names})
    while True:
        query = select(key, *(table.c[name] for name in names)).order_by(key).limit(ROWS)
        with database.engine.begin() as connection:
            rows = connection.execute(query if last is None else query.where(key > last)).all()
            if not rows:
                return done
            values: list[dict[str, Any]] = [
                {"row_key": row[0]} | {f"new_{name}": row[1 + at] for at, name in enumerate(names)} for row in rows]
            connection.execute(change, values)
        done, last = done + len(rows), rows[-1][0]
