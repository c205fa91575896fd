"""Consent, age, what is held, and being forgotten, as young people meet them; then the files are searched for what they wrote."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.domain.counselor import Role
from bot.domain.privacy import Keeping
from bot.library.phrases import PhraseBook
from bot.operations.backup import back_up, restore
from bot.operations.forgetting import forget_outside
from bot.storage.counselors import Counselors
from bot.storage.database import Database
from bot.storage.forgetting import FORGOTTEN
from bot.storage.notes import Notes
from bot.storage.pseudonyms import PSEUDONYMS, kept_key, pseudonym
from bot.storage.retention import Periods, Retention
from tests.stand_ins.rumbo import Bot, WarmEngine
from tests.stand_ins.telegram import Person, Simulator, buttons
from tests.stand_ins.waiting import eventually

PLANTED = "xilofonoverde"  # a word that nobody else writes
COURSE = "Introduction to Cybersecurity"
SLOW = 30.0  # seconds, on a busy machine


def rows(database: Database, sql: str) -> list[tuple[Any, ...]]:
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]


def files_with(folder: Path, word: str) -> list[str]:
    """The files below a folder that hold the word, journals and logs included; a folder that changes counts as one that does."""
    try:
        return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file() and word.encode() in file.read_bytes())
    except FileNotFoundError:
        return ["changing"]


def consented(person: Person, phrases: PhraseBook, band: str = "adult") -> None:
    """Somebody who pressed /start, said yes to the notice and told their age."""
    person.ask("/start", SLOW)
    person.press(phrases.say("privacy.button_yes", "es"))
    person.wait_for_reply(SLOW)
    person.press(phrases.say(f"privacy.button_{band}", "es"))
    person.wait_for_reply(SLOW)


@pytest.fixture
def running(warm: WarmEngine, telegram: Simulator, tmp_path: Path) -> Bot:
    return warm.start(telegram, tmp_path / "data", backups=str(tmp_path / "backups"))


@pytest.fixture
def database(tmp_path: Path, running: Bot) -> Any:
    with closing(Database(f"sqlite:///{tmp_path / 'data' / 'rumbo.db'}")) as opened:
        yield opened


def test_the_notice_comes_with_the_welcome_and_the_answer_is_kept_with_version_and_time(
        running: Bot, telegram: Simulator, database: Database, phrases: PhraseBook) -> None:
    ana = telegram.person(1)

    hello = ana.ask("/start", SLOW)
    offered = list(buttons(ana.messages()[-1]))
    ana.press(phrases.say("privacy.button_yes", "es"))
    thanks = ana.wait_for_reply(SLOW)
    ana.press(phrases.say("privacy.button_15_17", "es"))
    for_minors = ana.wait_for_reply(SLOW)["text"]
    again = ana.ask("/start", SLOW)
    running.stop()

    assert "Rumbo" in hello and "No lo vendo" in hello
    assert offered == [phrases.say(f"privacy.button_{one}", "es") for one in ("yes", "no", "full")]
    assert phrases.say("privacy.ask_age", "es") in thanks["text"] and len(buttons(thanks)) == 4
    assert "Borrar todo" not in for_minors and "menos de 18" not in again and "No lo vendo" not in again
    assert "guardo" in for_minors.lower()
    assert rows(database, "SELECT version, given FROM consents") == [(1, 1)]
    assert rows(database, "SELECT keeping FROM chats") == [(Keeping.LESS,)]


def test_without_consent_the_first_question_is_answered_and_nothing_stays_after_some_minutes(
        running: Bot, telegram: Simulator, database: Database, tmp_path: Path, phrases: PhraseBook) -> None:
    ana = telegram.person(1)

    answer = ana.ask(f"¿cuántas horas dura {COURSE}? {PLANTED}", SLOW)
    ana.ask("/recordatorios", SLOW)
    ana.press(phrases.say("remind.button_opening", "es"))
    refused = ana.wait_for_reply(SLOW)["text"]
    eventually(lambda: rows(database, "SELECT count(*) FROM outbox WHERE state = 'waiting'") == [(0,)])
    running.stop()
    before = rows(database, "SELECT count(*) FROM turns")
    Retention(database, Periods()).minutely(datetime.now(UTC) + timedelta(minutes=31))

    assert "6 horas" in answer and phrases.say("privacy.footnote", "es") in answer
    assert refused == phrases.say("privacy.needs_consent", "es")
    assert before == [(3,)]
    tables = ("chats", "turns", "inbox", "outbox", "desk", "reminders")
    assert [rows(database, f"SELECT count(*) FROM {table}") for table in tables] == 6 * [[(0,)]]
    assert files_with(tmp_path, PLANTED) == []


def test_below_15_people_are_answered_and_nothing_of_it_is_written_down(
        running: Bot, telegram: Simulator, database: Database, phrases: PhraseBook) -> None:
    leo = telegram.person(1)

    consented(leo, phrases, "under_15")
    answer = leo.ask(f"¿cuántas horas dura {COURSE}?", SLOW)
    follow_up = leo.ask("¿y cuánto cuesta?", SLOW)
    in_danger = leo.ask("ya no quiero vivir", SLOW)
    running.stop()

    assert "6 horas" in answer and "gratis" in follow_up and "911" in in_danger
    kept = [message for (message,) in rows(database, "SELECT message FROM turns WHERE message <> ''")]
    assert kept == ["/start", "privacy:consent", "ya no quiero vivir"]  # the first two before the age was told
    Retention(database, Periods()).minutely(datetime.now(UTC) + timedelta(minutes=31))
    assert [message for (message,) in rows(database, "SELECT message FROM turns")] == ["ya no quiero vivir"]
    Retention(database, Periods()).daily(datetime.now(UTC) + timedelta(days=31))
    assert rows(database, "SELECT message FROM turns WHERE message <> ''") == []


def test_a_minor_hears_once_that_a_trusted_adult_is_needed(running: Bot, telegram: Simulator, phrases: PhraseBook) -> None:
    eva, advice = telegram.person(1), phrases.say("privacy.trusted_adult", "es")

    consented(eva, phrases, "15_17")
    first = eva.ask("¿cuánto dan de la beca Benito Juárez?", SLOW)
    second = eva.ask("¿qué piden para la beca Benito Juárez?", SLOW)
    running.stop()

    assert advice in first
    assert advice not in second


def test_who_asks_to_be_forgotten_is_gone_from_database_journal_exports_and_backups_and_stays_gone_after_a_restore(
        running: Bot, telegram: Simulator, database: Database, tmp_path: Path, phrases: PhraseBook) -> None:
    ana, beto, data, backups = telegram.person(1), telegram.person(2), tmp_path / "data", tmp_path / "backups"
    consented(ana, phrases)
    consented(beto, phrases)
    ana.ask(f"¿cuántas horas dura {COURSE}? {PLANTED}", SLOW)
    beto.ask("¿cuánto cuesta el CCNA?", SLOW)
    eventually(lambda: rows(database, "SELECT count(*) FROM outbox WHERE state = 'waiting'") == [(0,)])
    name = pseudonym(kept_key(data / PSEUDONYMS), 1)
    lupe = Counselors(database).add("Lupe", Role.COUNSELOR, "x", datetime.now(UTC))
    Notes(database).add(1, lupe.id, f"escribe de {PLANTED}", datetime.now(UTC))
    back_up(database, data, backups / "one", datetime.now(UTC))
    off_site = tmp_path / "off-site"
    back_up(database, data, off_site, datetime.now(UTC))
    (data / "exports").mkdir()
    exported = f'{{"who": "{name}", "text": "{PLANTED}"}}\n{{"who": "B", "text": "otra"}}\n'
    (data / "exports" / "all.jsonl").write_text(exported, encoding="utf-8")
    held_before = files_with(backups, PLANTED)

    shown = ana.ask("/misdatos", SLOW)
    ana.ask("/descargar", SLOW)
    pdf, downloaded = ana.wait_for_reply(SLOW), ana.wait_for_reply(SLOW)
    asked = ana.ask("/olvidame", SLOW)
    ana.press(phrases.say("rights.button_forget_yes", "es"))
    receipt = ana.wait_for_reply(SLOW)["text"]
    eventually(lambda: files_with(data, PLANTED) == [] and files_with(backups, PLANTED) == [], SLOW)
    restarted = ana.ask("/start", SLOW)
    running.stop()

    assert held_before and "1 notas" in shown
    assert pdf["document"]["mime_type"] == "application/pdf"
    assert PLANTED in json.dumps(file_of(telegram, downloaded))
    assert asked == phrases.say("rights.forget_ask", "es")
    assert receipt.startswith("Listo, borré todo")
    assert "No lo vendo" in restarted
    assert (data / "exports" / "all.jsonl").read_text(encoding="utf-8") == '{"who": "B", "text": "otra"}\n'
    assert rows(database, "SELECT count(*) FROM turns WHERE chat_id = 2") == [(4,)]
    assert name in (data / FORGOTTEN).read_text(encoding="ascii")
    restore(off_site, database, data, replace=True)
    assert rows(database, "SELECT count(*) FROM turns WHERE chat_id = 1") == [(0,)]
    assert rows(database, "SELECT count(*) FROM turns WHERE chat_id = 2") == [(4,)]
    assert files_with(data, PLANTED) == []


def file_of(telegram: Simulator, message: dict[str, Any]) -> Any:
    """The JSON that a message carries, as the person's Telegram downloads it."""
    found = telegram.http.get(f"/bot{telegram.token}/getFile", params={"file_id": message["document"]["file_id"]}).json()
    return telegram.http.get(f"/file/bot{telegram.token}/{found['result']['file_path']}").json()


def test_a_broken_backup_is_left_alone_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with closing(Database(f"sqlite:///{tmp_path / 'rumbo.db'}")) as empty:
        empty.upgrade()
        kept_key(tmp_path / PSEUDONYMS)
        back_up(empty, tmp_path, tmp_path / "backups" / "one", datetime.now(UTC))
    (tmp_path / "backups" / "one" / "database.sqlite").write_bytes(b"broken")

    forget_outside(tmp_path / "exports", tmp_path / "backups", {"AAAAA-BBBBB": datetime.now(UTC)})

    assert "may still be in a backup" in caplog.text
