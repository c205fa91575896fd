"""An export is streamed: twenty times as many turns take no more memory, as CSV and as JSON lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage.database import Database
from tests.bench_site import exported_bytes, generate, served_site
from tests.stand_ins.memory import CLEAR, growth_mb

FEW, MANY, EACH = 500, 10_000, 10  # conversations, and turns of each
ALLOWED_MB = 12.0
pytestmark = pytest.mark.skipif(not CLEAR.exists(), reason="the peak is read from Linux")


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Database]]:
    """One with few conversations and one with many, made up."""
    folder: Path = tmp_path_factory.mktemp("export")
    made = []
    for conversations in (FEW, MANY):
        database = Database(f"sqlite:///{folder / f'{conversations}.db'}")
        database.upgrade()
        generate(database, conversations, EACH, seed=3)
        made.append(database)
    yield made[0], made[1]
    for database in made:
        database.close()


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
