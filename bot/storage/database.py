"""Opens the database (SQLite in WAL mode, or PostgreSQL), brings its tables up to date, and turns its failures into ours."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import alembic.command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from bot.errors import StorageError
from bot.storage.sealed_columns import DataSeal

MIGRATIONS = Path(__file__).with_name("migrations")
BUSY_SECONDS = 10
SMALL = 256_000_000  # bytes: a larger file is not written anew while people wait
CHECKPOINTS = 40  # tries to empty the journal while others read
MIGRATION_LOCK = 7_290_002  # a number of our own for PostgreSQL's advisory lock


class Database:
    """One database. `transaction()` is a session that commits as a whole or not at all."""

    def __init__(self, url: str, seal: DataSeal | None = None, busy_seconds: float = BUSY_SECONDS) -> None:
        """`url`: an SQLAlchemy address such as `sqlite:////srv/rumbo.db` or `postgresql+psycopg://…`; `seal`: encrypts what people wrote
        (`sealed_columns.py`), and the index of words then holds keyed hashes (`words.py`); `busy_seconds`: how long SQLite waits for a
        lock before it fails.
        """
        self.url, self.words_key = url, seal.words_key if seal else b""
        self.is_sqlite = url.startswith("sqlite")
        with _ours(url):
            options: dict[str, Any] = {"connect_args": {"timeout": busy_seconds}} if self.is_sqlite else {"pool_pre_ping": True}
            self.engine = create_engine(url, hide_parameters=True, **options)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self.engine.dialect.data_seal = seal  # type: ignore[attr-defined]  # where the types of columns find it
        self._sessions = sessionmaker(self.engine, expire_on_commit=False, info={"words_key": self.words_key})
        self._joined = threading.local()
        self._readers = sessionmaker(self.engine.execution_options(reads_only=True), expire_on_commit=False,
                                     info={"words_key": self.words_key})

    def upgrade(self) -> None:
        """Bring the tables to the newest form; safe to call at every start, by several programs at once."""
        self._migrate(lambda settings: alembic.command.upgrade(settings, "head"))

    def downgrade(self, revision: str = "base") -> None:
        """Bring the tables back to an older form; what that form cannot hold is lost."""
        self._migrate(lambda settings: alembic.command.downgrade(settings, revision))

    def revision(self) -> str:
        """The form of the tables; "" where there are none."""
        with _ours(self.url), self.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() or ""

    def _migrate(self, step: Callable[[Config], None]) -> None:
        settings = Config()
        settings.set_main_option("script_location", str(MIGRATIONS))
        with _ours(self.url), self.engine.connect() as connection, self._unchecked(connection), connection.begin():
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
            settings.attributes["connection"] = connection
            step(settings)
            if self.is_sqlite and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
                raise StorageError(f"the tables keep their form: in the other one, a row of {lost[0]} would point nowhere")

    @contextmanager
    def _unchecked(self, connection: Connection) -> Iterator[None]:
        """SQLite changes a table by making it anew, during which rows elsewhere point nowhere: they are looked at afterwards."""
        raw: Any = connection.connection.driver_connection
        if self.is_sqlite:
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            yield
        finally:
            if self.is_sqlite:
                raw.execute("PRAGMA foreign_keys=ON")

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session, committed at the end (of `together`, within it); StorageError when the database fails."""
        with _ours(self.url), self._begun(self._sessions) as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads: on SQLite it neither waits for writers nor holds them up."""
        with _ours(self.url), self._begun(self._readers) as session:
            yield session

    @contextmanager
    def together(self) -> Iterator[None]:
        """Whatever this thread reads and writes meanwhile is one transaction: all of it is kept, with one write to the disk, or nothing."""
        with _ours(self.url), self.engine.begin() as connection:
            self._joined.connection = connection
            try:
                yield
            finally:
                self._joined.connection = None

    @contextmanager
    def _begun(self, sessions: sessionmaker[Session]) -> Iterator[Session]:
        """A session of its own transaction, or within that of `together`, which it neither ends nor, in an error, leaves usable."""
        connection = getattr(self._joined, "connection", None)
        if connection is None:
            with sessions.begin() as session:
                yield session
        else:
            with self._sessions(bind=connection, join_transaction_mode="rollback_only") as session, session.begin():
                yield session

    def try_to_write(self) -> None:
        """Write a row and take it back; StorageError when the database takes none: read-only, full, locked, gone."""
        with _ours(self.url), self.engine.connect() as connection:
            connection.execute(text("DELETE FROM pauses WHERE name = 'trial'"))
            connection.execute(text("INSERT INTO pauses (name, until) VALUES ('trial', CURRENT_TIMESTAMP)"))
            connection.rollback()

    def clock(self) -> datetime | None:
        """What time it is where the database runs; None for SQLite, which runs here."""
        if self.is_sqlite:
            return None
        with self.reading() as session:
            now: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
            return now

    def purge(self, whole: bool = True) -> None:
        """Leave no trace of what was deleted: SQLite's journal is emptied, and with `whole` a file that is not large is written anew.

        Deleted rows are overwritten in any case (`secure_delete`). PostgreSQL does this by itself, in its own time.
        """
        if not self.is_sqlite:
            return
        with _ours(self.url), self.engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            try:
                if whole and raw.execute("PRAGMA page_count").fetchone()[0] * raw.execute("PRAGMA page_size").fetchone()[0] < SMALL:
                    raw.execute("VACUUM")
                for _ in range(CHECKPOINTS):
                    if not raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                        return
                    time.sleep(0.05)
            except sqlite3.Error as error:
                raise StorageError(f"what was deleted is still in the journal: {error}; it goes at the next deletion") from error

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def knows(revision: str) -> bool:
    """Whether this program knows a form of the tables. The names of forms tell nothing of their order."""
    return any(script.revision == revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions())


def newest_revision() -> str:
    """The form of the tables that this program works with."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head() or ""


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy begins transactions itself
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("reads_only") else "BEGIN IMMEDIATE")


@contextmanager
def _ours(url: str) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        where = url.rpartition("@")[2]
        detail = str(getattr(error, "orig", error)).splitlines()[0]
        raise StorageError(f"the database {where} does not answer: {detail}. Is it running, writable, and is there space?") from error
