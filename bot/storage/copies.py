"""Copies of a whole database while it is used: out of either kind into one SQLite file, and from such a file into either kind.

One form for both is what lets a backup of one machine be restored on PostgreSQL when the programme has outgrown it, and back. SQLite is
copied by its own backup API, page by page, in one snapshot; PostgreSQL row by row in one read-only transaction that sees one moment. The
index of words is derived: between kinds it is made anew from the turns.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, func, inspect, select

from bot.errors import StorageError
from bot.storage.database import Database
from bot.storage.rotating import index_words

ROWS = 500  # read and written together
DERIVED = ("alembic_version", "turn_words", "sqlite_")
Counts = dict[str, int]


def copy_out(database: Database, file: Path) -> Counts:
    """Write everything to a new SQLite file; gives table → rows of the copy."""
    if database.is_sqlite:
        _copy_pages(database, file)
    else:
        with closing(Database(f"sqlite:///{file}")) as copy:
            copy.upgrade()
            with _snapshot(database) as source, copy.engine.begin() as target:
                _copy_rows(source, target)
    return checked(file)


def copy_in(file: Path, database: Database) -> Counts:
    """Put the content of such a file in the place of everything that the database holds, in one transaction; gives table → rows."""
    with closing(Database(f"sqlite:///{file}")) as source:
        source.upgrade()
        with source.engine.connect() as reading, database.engine.begin() as writing:
            for table in reversed(_tables(writing)):
                writing.execute(table.delete())
            _copy_rows(reading, writing)
            index_words(writing, database.words_key)
            if not database.is_sqlite:
                _continue_numbers(writing)
            return _counts(writing)


def checked(file: Path) -> Counts:
    """Table → rows of a copy; StorageError when SQLite finds it damaged."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        try:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
            broken = connection.execute("PRAGMA foreign_key_check").fetchone()
        except sqlite3.DatabaseError as error:
            raise StorageError(f"{file} is not a whole database: {error}") from error
    if found != "ok" or broken:
        raise StorageError(f"{file} is damaged: {found if found != 'ok' else f'a row of {broken[0]} points nowhere'}")
    with closing(Database(f"sqlite:///{file}")) as database, database.engine.connect() as reading:
        return _counts(reading)


def holds_anything(database: Database) -> bool:
    """Whether anybody was ever here."""
    with database.engine.connect() as connection:
        counts = _counts(connection)
    return bool(counts.get("chats") or counts.get("counselors"))


def _copy_pages(database: Database, file: Path) -> None:
    raw = database.engine.raw_connection()
    try:
        with closing(sqlite3.connect(file)) as target:
            source: Any = raw.driver_connection
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise StorageError(f"the database could not be copied to {file}: {error}. Is there space?") from error
    finally:
        raw.close()


@contextmanager
def _snapshot(database: Database) -> Iterator[Connection]:
    options: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with database.engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def _tables(connection: Connection) -> list[Table]:
    """The tables that hold something of their own, each after those that it points to."""
    metadata = MetaData()
    names = [name for name in inspect(connection).get_table_names() if not name.startswith(DERIVED)]
    metadata.reflect(connection, only=names)
    return [table for table in metadata.sorted_tables if table.name in names]


def _copy_rows(source: Connection, target: Connection) -> None:
    from_tables = {table.name: table for table in _tables(source)}
    for table in _tables(target):
        rows = source.execute(select(from_tables[table.name])).mappings()
        for part in rows.partitions(ROWS):
            target.execute(table.insert(), [dict(row) for row in part])


def _continue_numbers(connection: Connection) -> None:
    """New rows are numbered after the copied ones."""
    for table in _tables(connection):
        if "id" in table.c:
            sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, "id")))
            if sequence:
                following = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
                connection.execute(select(func.setval(sequence, following, False)))


def _counts(connection: Connection) -> Counts:
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in _tables(connection)}
