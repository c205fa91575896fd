"""`rumbo announce` reaches those who agreed by a button, and nobody else; agreeing and taking it back is kept with version and time."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from bot.cli import application
from bot.library.phrases import PhraseBook
from bot.storage.database import Database
from tests.journeys.test_privacy import SLOW, consented, rows
from tests.stand_ins.rumbo import WarmEngine
from tests.stand_ins.telegram import Person, Simulator, from_bot

NEWS = "Ya abrió el registro a CONALEP."


def agrees(person: Person, phrases: PhraseBook) -> None:
    """Presses the button for announcements."""
    person.ask("/recordatorios", SLOW)
    person.press(phrases.say("remind.button_news", "es"))
    person.wait_for_reply(SLOW)


def awake_zone(now: datetime) -> str:
    """A time zone where it is about noon, so that nobody sleeps whenever this test runs."""
    ahead = 12 - now.hour
    return f"Etc/GMT{-ahead:+d}"


def announced(person: Person) -> bool:
    return any(NEWS in one.get("text", "") for one in from_bot(person.messages()))


def test_who_agreed_hears_it_who_did_not_or_took_it_back_does_not(
        warm: WarmEngine, telegram: Simulator, tmp_path: Path, phrases: PhraseBook, monkeypatch: pytest.MonkeyPatch) -> None:
    bot, start = warm.start(telegram, tmp_path), datetime.now(UTC)
    ana, bruno, carla, dora = (telegram.person(number) for number in (1, 2, 3, 4))
    for person in (ana, bruno, carla):
        consented(person, phrases)
    for person in (ana, carla, dora):
        agrees(person, phrases)
    ana.ask("avísame cuando salga la convocatoria", SLOW)
    carla.press(phrases.say("remind.button_stop_news", "es"))
    carla.wait_for_reply(SLOW)

    with closing(Database(f"sqlite:///{tmp_path / 'rumbo.db'}")) as database:
        with database.engine.begin() as connection:
            connection.execute(text("UPDATE reminders SET zone = :zone"), {"zone": awake_zone(start)})
        monkeypatch.setenv("RUMBO_DATA", str(tmp_path))
        result = CliRunner().invoke(application, ["announce", NEWS, "--yes"])
        heard = ana.wait_for_reply(SLOW)["text"]
        ana.press(phrases.say("remind.button_stop_news", "es"))
        stopped = ana.wait_for_reply(SLOW)["text"]
        again = CliRunner().invoke(application, ["announce", "Otra cosa", "--yes"])
        answers = rows(database, "SELECT chat_id, version, given FROM consents WHERE about = 'news' ORDER BY id")
        kept = rows(database, "SELECT kind FROM reminders WHERE chat_id = 1 AND state = 'waiting'")
        times = rows(database, "SELECT at FROM consents WHERE about = 'news' ORDER BY id")
    bot.stop()

    assert NEWS in heard
    assert ("1 people" in result.output, "0 people" in again.output) == (True, True), (result.output, again.output)
    assert not any(announced(person) for person in (bruno, carla, dora))
    assert stopped == phrases.say("remind.news_stopped", "es")
    assert [kind for (kind,) in kept] == ["opening"]
    assert [(chat, bool(given)) for chat, _, given in answers] == [(1, True), (3, True), (3, False), (1, False)]
    assert all(version > 0 for _, version, _ in answers)
    assert all(start.replace(tzinfo=None) <= datetime.fromisoformat(str(at)) for (at,) in times)
