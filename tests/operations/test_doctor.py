"""The doctor names what is wrong and what to do, and never the token."""

from __future__ import annotations

import asyncio
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import text

from bot.errors import StorageError
from bot.operations import doctor
from bot.operations.disk import MEGABYTE, watch_budget
from bot.operations.doctor import BotApi, Finding, State
from bot.storage.database import Database, newest_revision
from bot.storage.inbox import Inbox, Waiting
from tests.stand_ins.telegram import Simulator


class Usage(NamedTuple):
    """What the system tells of a disk."""

    total: int
    used: int
    free: int


def test_a_good_token_is_named_by_its_bot(telegram: Simulator) -> None:
    found = doctor.token(BotApi(telegram.url, telegram.token))

    assert (found.state, "@" in found.said, telegram.token in found.said) == (State.GOOD, True, False)


@pytest.mark.parametrize(("url", "token", "said"), [
    ("", "9:wrong", "does not accept"), ("http://127.0.0.1:9", "9:wrong", "cannot be reached")])
def test_a_bad_token_or_line_says_what_to_do(telegram: Simulator, url: str, token: str, said: str) -> None:
    found = doctor.token(BotApi(url or telegram.url, token))

    assert found.state is State.BAD
    assert said in found.said
    assert found.advice
    assert token not in f"{found}"


def test_a_webhook_other_than_the_settings_say_is_noted(telegram: Simulator) -> None:
    api = BotApi(telegram.url, telegram.token)
    as_set = doctor.webhook(api, "")
    telegram.http.post(f"/bot{telegram.token}/setWebhook", json={"url": "http://127.0.0.1:9/hook"})
    telegram.person(1).say("hola")

    other = doctor.webhook(api, "")
    failing = doctor.webhook(api, "http://127.0.0.1:9/hook")

    assert [as_set.state, other.state, failing.state] == [State.GOOD, State.NOTE, State.BAD]
    assert "last delivery failed" in failing.said


def test_a_database_is_judged_by_its_form_and_by_what_waits(database: Database) -> None:
    inbox = Inbox(database, "test")
    good = doctor.database(database, newest_revision())
    inbox.save(Waiting(1, 7, "{}"), datetime.now(UTC) - timedelta(minutes=5))

    slow = doctor.database(database, newest_revision())
    old = doctor.database(database, "0999")

    assert [good.state, slow.state, old.state] == [State.GOOD, State.BAD, State.NOTE]
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM pauses")).scalar_one() == 0


def test_a_database_that_does_not_answer_is_a_finding() -> None:
    gone = Database("postgresql+psycopg://nobody@127.0.0.1:9/none")

    found = doctor.examined("database", lambda: doctor.database(gone, "0001"))

    assert (found.part, found.state, "does not answer" in found.said) == ("database", State.BAD, True)


def test_a_database_that_takes_no_rows_is_a_finding(tmp_path: Path) -> None:
    Database(f"sqlite:///{tmp_path / 'rumbo.db'}").upgrade()
    read_only = Database(f"sqlite:///file:{tmp_path / 'rumbo.db'}?mode=ro&uri=true")

    with pytest.raises(StorageError, match="readonly"):
        doctor.database(read_only, newest_revision())


@pytest.mark.parametrize(("free", "budget", "state"), [
    (100, 0, State.BAD), (500, 0, State.NOTE), (5000, 0, State.GOOD), (5000, 1, State.NOTE)])
def test_a_disk_is_judged_by_its_room_and_its_budget(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, budget: int,
                                                     state: State) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, free * MEGABYTE))
    (tmp_path / "rumbo.db").write_bytes(bytes(2 * MEGABYTE + 1))

    found = doctor.disk(tmp_path, budget)

    assert (found.state, bool(found.advice)) == (state, state is not State.GOOD)


def test_a_clock_that_is_wrong_is_told(telegram: Simulator) -> None:
    api = BotApi(telegram.url, telegram.token)
    nobody = doctor.clock(api, None)
    api.ask("getMe")
    right = doctor.clock(api, None)
    api.heard_at += timedelta(minutes=2)

    wrong = doctor.clock(api, None)

    assert [one.state for one in (nobody, right, wrong)] == [State.NOTE, State.GOOD, State.BAD]
    assert wrong == Finding("clock", State.BAD, wrong.said, "switch on time synchronisation (timedatectl set-ntp true)")


async def test_a_folder_over_its_budget_is_an_alert(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "old-backup").write_bytes(bytes(3 * MEGABYTE))

    watches = [asyncio.create_task(watch_budget(tmp_path, budget, every=0.01)) for budget in (0, 5, 2)]
    await asyncio.sleep(0.3)
    for one in watches:
        one.cancel()

    assert {record.message.partition(":")[2].strip() for record in caplog.records} == {
        "the data folder takes 3 MB, its budget is 2 MB: move backups away, or raise RUMBO_DISK_MB"}
