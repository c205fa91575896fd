"""What waits for SQLite's one thread at the same time is committed together; an error costs nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from bot.channel.records import Records
from bot.errors import StorageError
from bot.storage.database import Database
from bot.storage.inbox import Waiting

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'rumbo.db'}")
    opened.upgrade()
    yield opened
    opened.close()


def commits_of(engine: Engine) -> list[int]:
    counted: list[int] = []
    event.listen(engine, "commit", lambda connection: counted.append(1))
    return counted


def update(number: int) -> Waiting:
    return Waiting(number, number, "{}")


async def test_what_waits_at_the_same_time_is_written_once_and_each_hears_its_own(database: Database) -> None:
    records, commits = Records(database, "test"), commits_of(database.engine)

    saved = await asyncio.gather(*(records.call(records.inbox.save, update(number // 2), NOW) for number in range(12)))

    assert saved == [True, False] * 6
    assert records.inbox.waiting() == 6
    assert len(commits) <= 3 + 1  # the first may have gone alone; `waiting` commits too


async def test_an_error_of_one_takes_back_nothing_of_the_others(database: Database) -> None:
    records = Records(database, "test")
    nobody = Waiting(5, 5, None)  # type: ignore[arg-type]  # the table takes no message without a payload

    heard = await asyncio.gather(*(records.call(records.inbox.save, one, NOW) for one in (update(1), update(2), nobody, update(3))),
                                 return_exceptions=True)

    assert [one if isinstance(one, bool) else type(one) for one in heard] == [True, True, StorageError, True]
    assert records.inbox.waiting() == 3


async def test_nobody_hears_of_what_could_not_be_committed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    records = Records(database, "test")

    def fails(connection: object) -> None:
        raise StorageError("the disk is full")

    event.listen(database.engine, "commit", fails)
    heard = await asyncio.gather(*(records.call(records.inbox.save, update(number), NOW) for number in range(5)), return_exceptions=True)
    event.remove(database.engine, "commit", fails)

    assert {type(one) for one in heard} == {StorageError}
    assert records.inbox.waiting() == 0


async def test_what_is_read_beside_sees_what_was_just_written(database: Database) -> None:
    records = Records(database, "test")

    *_, waits = await asyncio.gather(*(records.call(records.inbox.save, update(number), NOW) for number in range(5)),
                                     records.call(records.inbox.waiting))

    assert waits == 5


async def test_longer_work_keeps_its_place_and_a_transaction_of_its_own(database: Database) -> None:
    records, order = Records(database, "test"), []

    def longer() -> None:
        order.append(records.inbox.waiting())
        database.purge(whole=False)

    first = [records.call(records.inbox.save, update(number), NOW) for number in range(3)]
    await asyncio.gather(*first, records.call(longer), records.call(records.inbox.save, update(9), NOW))

    assert order == [3]
    assert records.inbox.waiting() == 4
