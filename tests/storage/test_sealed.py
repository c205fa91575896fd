"""With a key, nothing that people wrote is readable in the file of the database; keys can be changed."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.outgoing import Outgoing
from bot.errors import SettingsError, StorageError
from bot.operations.backup import back_up, restore
from bot.storage.database import Database
from bot.storage.inbox import Inbox, Waiting
from bot.storage.outbox import Outbox
from bot.storage.rotating import rotate
from bot.storage.sealed_columns import DataSeal
from bot.storage.transcripts import Transcripts
from bot.storage.triage import Filters, Triage
from tests.storage.talk import START, Talk

OLD, NEW = "la llave de antes que es larga", "la llave de ahora que es larga"
WRITTEN, ANSWERED = "xilofonoverde", "marimbaroja"


def test_nothing_that_people_wrote_is_readable_in_the_file(tmp_path: Path) -> None:
    with closing(Database(f"sqlite:///{tmp_path / 'rumbo.db'}", DataSeal([OLD]))) as database:
        database.upgrade()
        Talk(database).say(1, WRITTEN, ANSWERED)
        Inbox(database, "test").save(Waiting(9, 2, WRITTEN), START)
        Outbox(database).add(2, Outgoing(ANSWERED), "notice", START)

        kept = Transcripts(database).conversation(1)
        claim = Inbox(database, "test").claim(START)

    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert [(turn["message"], turn["reply"]) for turn in kept] == [(WRITTEN, ANSWERED)]
    assert claim is not None and claim.payload == WRITTEN
    assert WRITTEN.encode() not in content and ANSWERED.encode() not in content


def test_keys_are_changed_and_what_lay_there_in_plain_text_is_sealed(database: Database) -> None:
    Talk(database).say(1, WRITTEN, ANSWERED)
    url = database.url

    for keys in ([OLD], [NEW, OLD]):
        with closing(Database(url, DataSeal(keys))) as sealed:
            rotate(sealed)
    with closing(Database(url, DataSeal([NEW]))) as sealed:
        kept = Transcripts(sealed).conversation(1)
        found = [len(Triage(sealed, b"k" * 32).page(Filters(text=wanted)).rows) for wanted in (WRITTEN, WRITTEN[:5])]
    with database.engine.connect() as connection:
        raw = connection.execute(text("SELECT message, reply FROM turns")).one()

    assert [(turn["message"], turn["reply"]) for turn in kept] == [(WRITTEN, ANSWERED)]
    assert found == [1, 0]
    assert all(value.startswith("sealed:") for value in raw)
    with pytest.raises(StorageError, match="RUMBO_DATA_KEY"):
        Transcripts(database).conversation(1)
    with closing(Database(url, DataSeal([OLD]))) as wrong, pytest.raises(StorageError, match="another key"):
        Transcripts(wrong).conversation(1)


def test_a_backup_of_a_sealed_database_is_sealed_and_restored_with_the_key(tmp_path: Path) -> None:
    with closing(Database(f"sqlite:///{tmp_path / 'rumbo.db'}", DataSeal([OLD]))) as database:
        database.upgrade()
        Talk(database).say(1, WRITTEN, ANSWERED)
        back_up(database, tmp_path, tmp_path / "backup", START)
    with closing(Database(f"sqlite:///{tmp_path / 'other.db'}", DataSeal([OLD]))) as other:
        restore(tmp_path / "backup", other, tmp_path / "data")
        found = Triage(other, b"k" * 32).page(Filters(text=WRITTEN)).rows

    assert [row.message for row in found] == [WRITTEN]
    assert not any(WRITTEN.encode() in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def test_a_short_key_is_refused() -> None:
    with pytest.raises(SettingsError, match="16 characters"):
        DataSeal(["corta"])
