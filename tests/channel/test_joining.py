"""What waits for SQLite's one thread at the same time is committed together; an error costs nobody else."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, event

from bot.channel.records import Records
from bot.errors import StorageError
from bot.storage.database import Database
from bot.storage.inbox import Waiting

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def commits_of(engine: Engine) -> list[int]:
    counted: list[int] = []
    event.listen(engine, "commit", lambda connection: counted.append(1))
    return counted


def update(number: int) -> Waiting:
    return Waiting(number, number, "{}")


async def test_what_waits_at_the_same_time_is_written_once_and_each_hears_its_own(sqlite: Database) -> None:
    records, commits = Records(sqlite, "test"), commits_of(sqlite.engine)

    saved = await asyncio.gather(*(records.call(records.inbox.save, update(number // 2), NOW) for number in range(12)))

    assert saved == [True, False] * 6
    assert records.inbox.waiting() == 6
    assert len(commits) <= 3 + 1  # the first may have gone alone; `waiting` commits too


async def test_an_error_of_one_takes_back_nothing_of_the_others(sqlite: Database) -> None:
    records = Records(sqlite, "test")
    nobody = Waiting(5, 5, None)  # type: ignore[arg-type]  # the table takes no message without a payload

    heard = await asyncio.gather(*(records.call(records.inbox.save, one, NOW) for one in (update(1), update(2), nobody, update(3))),
                                 return_exceptions=True)

    assert [one if isinstance(one, bool) else type(one) for one in heard] == [True, True, StorageError, True]
    assert records.inbox.waiting() == 3


async def test_nobody_hears_of_what_could_not_be_committed(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    records = Records(sqlite, "test")

    def fails(connection: object) -> None:
        raise StorageError("the disk is full")

    event.listen(sqlite.engine, "commit", fails)
    heard = await asyncio.gather(*(records.call(records.inbox.save, update(number), NOW) for number in range(5)), return_exceptions=True)
    event.remove(sqlite.engine, "commit", fails)

    assert {type(one) for one in heard} == {StorageError}
    assert records.inbox.waiting() == 0


async def test_what_is_read_beside_sees_what_was_just_written(sqlite: Database) -> None:
    records = Records(sqlite, "test")

    *_, waits = await asyncio.gather(*(records.call(records.inbox.save, update(number), NOW) for number in range(5)),
                                     records.call(records.inbox.waiting))

    assert waits == 5


async def test_longer_work_keeps_its_place_and_a_transaction_of_its_own(sqlite: Database) -> None:
    records, order = Records(sqlite, "test"), []

    def longer() -> None:
        order.append(records.inbox.waiting())
        sqlite.purge(whole=False)

    first = [records.call(records.inbox.save, update(number), NOW) for number in range(3)]
    await asyncio.gather(*first, records.call(longer), records.call(records.inbox.save, update(9), NOW))

    assert order == [3]
    assert records.inbox.waiting() == 4
