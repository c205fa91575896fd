"""A backup made while people write, restored on either kind of database, and refused when it is broken."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import select

from bot.errors import BackupError
from bot.operations.backup import back_up, restore, verified
from bot.storage.database import Database
from bot.storage.desk_tables import DeskRow, TurnEntryRow
from bot.storage.pseudonyms import kept_key
from bot.storage.tables import ChatRow, InboxRow, OutboxRow, TurnRow
from bot.storage.triage import Filters, Triage
from tests.storage.talk import START, Talk


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'elsewhere.db'}")
    yield opened
    opened.close()


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    tables = (ChatRow, InboxRow, TurnRow, OutboxRow, DeskRow, TurnEntryRow)
    with database.engine.connect() as connection:
        return {table.__tablename__: sorted(tuple(map(str, row)) for row in connection.execute(select(table.__table__)))
                for table in tables}


def data_with_index(folder: Path) -> Path:
    (folder / "index" / "segment").mkdir(parents=True)
    (folder / "index" / "segment" / "data.bin").write_bytes(b"vectors")
    kept_key(folder / "pseudonyms.key")
    return folder


def test_everything_comes_back_from_either_kind_and_numbers_go_on(database: Database, elsewhere: Database, tmp_path: Path) -> None:
    talk = Talk(database)
    talk.say(1, "¿Es gratis?", entities=("ccna",))
    talk.say(2, "¿Cuánto dura la carrera?")
    data, there = data_with_index(tmp_path / "data"), tmp_path / "there"

    back_up(database, data, tmp_path / "backup", START)
    manifest = restore(tmp_path / "backup", elsewhere, there)
    back_up(elsewhere, there, tmp_path / "second", START)
    Talk(database, updates=2).say(3, "esto se pierde")
    restore(tmp_path / "second", database, data, replace=True)

    assert (manifest.rows["turns"], manifest.rows["inbox"], manifest.made_at) == (2, 2, "2026-11-24T15:00:00+00:00")
    assert everything(elsewhere) == everything(database)
    assert len(everything(database)["turns"]) == 2
    assert (there / "index" / "segment" / "data.bin").read_bytes() == b"vectors"
    assert kept_key(there / "pseudonyms.key") == kept_key(data / "pseudonyms.key")
    for one in (database, elsewhere):
        assert [item.chat_id for item in Triage(one, b"key").page(Filters(text="carrera")).rows] == [2]
        assert Talk(one, updates=10).say(1, "¿Y ahora?") == 3


def test_a_backup_made_while_people_write_is_whole(database: Database, elsewhere: Database, tmp_path: Path) -> None:
    talk, over = Talk(database), Event()

    def write() -> None:
        while not over.is_set():
            talk.say(talk.updates % 7 + 1, "hola")

    writing = Thread(target=write)
    writing.start()
    while talk.updates < 20:
        pass
    manifest = back_up(database, tmp_path / "data", tmp_path / "backup", START)
    over.set()
    writing.join()
    restore(tmp_path / "backup", elsewhere, tmp_path / "there")

    rows = manifest.rows
    assert 19 <= rows["turns"] == rows["outbox"] <= rows["inbox"] <= rows["turns"] + 1
    assert len(everything(elsewhere)["turns"]) == rows["turns"]


@pytest.mark.parametrize("wrong", ["changed", "missing", "short", "more", "no manifest"])
def test_a_broken_backup_is_refused_and_nothing_is_touched(wrong: str, elsewhere: Database, tmp_path: Path) -> None:
    elsewhere.upgrade()
    Talk(elsewhere).say(1, "hola")
    folder = tmp_path / "backup"
    back_up(elsewhere, data_with_index(tmp_path / "data"), folder, START)
    before = everything(elsewhere)
    file = folder / "database.sqlite"
    match wrong:
        case "changed":
            content = bytearray(file.read_bytes())
            content[len(content) // 2] ^= 1
            file.write_bytes(content)
        case "missing":
            (folder / "index" / "segment" / "data.bin").unlink()
        case "short":
            file.write_bytes(file.read_bytes()[:-4096])
        case "more":
            (folder / "index" / "more.bin").write_bytes(b"")
        case "no manifest":
            (folder / "manifest.json").unlink()

    with pytest.raises(BackupError):
        restore(folder, elsewhere, tmp_path / "data", replace=True)

    assert everything(elsewhere) == before


def test_what_is_there_is_never_replaced_unasked(elsewhere: Database, tmp_path: Path) -> None:
    elsewhere.upgrade()
    Talk(elsewhere).say(1, "hola")
    back_up(elsewhere, tmp_path / "data", tmp_path / "backup", START)

    with pytest.raises(BackupError, match="--replace"):
        restore(tmp_path / "backup", elsewhere, tmp_path / "data")
    with pytest.raises(BackupError, match="not empty"):
        back_up(elsewhere, tmp_path / "data", tmp_path / "backup", START)

    assert verified(tmp_path / "backup").rows["turns"] == 1


def test_a_database_copied_in_the_middle_of_writing_opens_whole(elsewhere: Database, tmp_path: Path) -> None:
    elsewhere.upgrade()
    talk, over = Talk(elsewhere), Event()

    def write() -> None:
        while not over.is_set():
            talk.say(1, "hola")

    writing = Thread(target=write)
    writing.start()
    while talk.updates < 20:
        pass
    acknowledged = set(talk.turns)
    for suffix in ("", "-wal"):  # as a disk holds them after the power fails: the file first, what was written ahead later
        shutil.copyfile(f"{tmp_path / 'elsewhere.db'}{suffix}", f"{tmp_path / 'after.db'}{suffix}")
    over.set()
    writing.join()
    after = Database(f"sqlite:///{tmp_path / 'after.db'}")

    after.upgrade()
    with after.engine.connect() as connection:
        whole = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
        done, turns, sent = (connection.exec_driver_sql(sql).scalar() for sql in (
            "SELECT count(*) FROM inbox WHERE state = 'done'", "SELECT count(*) FROM turns", "SELECT count(*) FROM outbox"))
        kept = set(connection.exec_driver_sql("SELECT id FROM turns").scalars())

    assert whole == "ok"
    assert done == turns == sent
    assert len(acknowledged) >= 19
    assert acknowledged <= kept
    after.close()
