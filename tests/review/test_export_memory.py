"""An export is streamed: twenty times as many turns take no more memory, as CSV and as JSON lines."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.storage.database import Database
from bot.storage.tables import Base
from tests.bench_site import exported_bytes, generate, served_site
from tests.stand_ins.memory import CLEAR, growth_mb

FEW, EACH, TIMES = 500, 10, 20  # conversations and turns of each; how many times as many the other database has
STEP = 1_000_000  # between the numbers of a copy and of the next
MOVED = {"chats": {"chat_id"}, "inbox": {"id", "update_id", "chat_id", "turn_id"}, "turns": {"id", "chat_id", "inbox_id"},
         "desk": {"chat_id", "shown_turn"}}  # what an export reads, and the columns that hold numbers
ALLOWED_MB = 12.0
pytestmark = pytest.mark.skipif(not CLEAR.exists(), reason="the peak is read from Linux")


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Database]]:
    """One with few conversations, made up, and one with each of them many times."""
    folder: Path = tmp_path_factory.mktemp("export")
    with closing(Database(f"sqlite:///{folder / 'few.db'}")) as few:
        few.upgrade()
        generate(few, FEW, EACH, seed=3)
    shutil.copy(folder / "few.db", folder / "many.db")
    with closing(few), closing(Database(f"sqlite:///{folder / 'many.db'}")) as many:
        multiply(many)
        yield few, many


def multiply(database: Database) -> None:
    """Give it each conversation `TIMES` times."""
    with database.engine.begin() as connection:
        for copy in range(1, TIMES):
            for table, moved in MOVED.items():
                names = [column.name for column in Base.metadata.tables[table].columns]
                other = (f"{name} + {copy * STEP}" if name in moved else f"{name} || {copy}" if name == "pseudonym" else name
                         for name in names)
                connection.execute(text(f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(other)} FROM {table} "
                                        f"WHERE chat_id < {STEP}"))


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_twenty_times_as_many_turns_take_no_more_memory(databases: tuple[Database, Database], form: str) -> None:
    measured = []
    for database in databases:
        with served_site(database) as site:
            editor = site.client("eva")  # signing in takes memory of its own, for the hash of the password
            measured.append(growth_mb(exported_bytes, editor, form))

    (few, _), (many, growth) = measured
    assert many > 18 * few and many > 2_000_000 * ALLOWED_MB
    assert growth < ALLOWED_MB
