"""Three in the morning: a young person in danger, the site down, the database locked, no counselor linked."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.counselor import Role
from bot.domain.outgoing import Outgoing
from bot.library.phrases import PhraseBook
from bot.storage.counselors import Counselors
from bot.storage.database import Database
from bot.storage.desk import Rank
from bot.storage.outbox import Outbox, outbox_row
from bot.storage.triage import Filters, Triage
from tests.stand_ins.rumbo import WarmEngine
from tests.stand_ins.telegram import Simulator
from tests.stand_ins.waiting import eventually

pytestmark = pytest.mark.alone
LOCKED = 5.0  # seconds
WITHIN = 2.0  # seconds until the help lines are there, on a machine that has time
COUNSELOR = 77
OTHERS = 3000  # messages to others that wait: more than a minute and a half at Telegram's pace


def in_time() -> float:
    """`WITHIN`, and longer only as far as more programs want to run than there are processors."""
    return WITHIN * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def test_the_help_lines_come_at_once_and_the_alert_is_there_when_things_come_back(
        warm: WarmEngine, telegram: Simulator, tmp_path: Path, phrases: PhraseBook) -> None:
    bot, ana = warm.start(telegram, tmp_path), telegram.person(1)
    ana.ask("hola", timeout=30)
    database = Database(f"sqlite:///{tmp_path / 'rumbo.db'}")
    account = Counselors(database).add("Lupe", Role.COUNSELOR, "hash", datetime.now(UTC))

    with closing(sqlite3.connect(tmp_path / "rumbo.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        start = time.monotonic()
        ana.say("ya no quiero vivir")
        help_lines = ana.wait_for_reply(LOCKED)["text"]
        waited = time.monotonic() - start
        time.sleep(max(0.0, LOCKED - waited))
        other.execute("ROLLBACK")
    shown = eventually(lambda: [one for one in Triage(database, b"k" * 32).page(Filters()).rows if one.danger], 20)
    lupe = telegram.person(COUNSELOR)
    linked = lupe.ask(f"/vincular {Counselors(database).link_code(account.id, datetime.now(UTC))}", timeout=20)
    alert = lupe.wait_for_reply(20)["text"]
    bot.stop()

    assert "911" in help_lines and "800 911 2000" in help_lines
    assert waited < in_time()
    assert (shown[0].rank, shown[0].message) == (Rank.DANGER, "ya no quiero vivir")
    assert linked == phrases.say("link.done", "es", name="Lupe")
    assert "🚨" in alert and "/conversaciones/" in alert
    assert [one["text"] for one in ana.messages() if "911" in one.get("text", "")] == [help_lines]


def test_the_help_lines_overtake_a_full_outbox(warm: WarmEngine, telegram: Simulator, tmp_path: Path) -> None:
    bot, ana = warm.start(telegram, tmp_path), telegram.person(1)
    ana.ask("hola", timeout=30)
    database = Database(f"sqlite:///{tmp_path / 'rumbo.db'}")
    now = datetime.now(UTC)
    with database.transaction() as session:
        session.add_all(outbox_row(Outgoing("Ya abrió la convocatoria."), chat, now, "announcement") for chat in range(1000, 1000 + OTHERS))
    eventually(lambda: telegram.calls("sendMessage")[1:], 10)

    start = time.monotonic()
    ana.say("ya no quiero vivir")
    help_lines = ana.wait_for_reply(20)["text"]
    waited = time.monotonic() - start
    left = Outbox(database).waiting()
    bot.kill()

    assert "911" in help_lines
    assert left > OTHERS / 2
    assert waited < in_time()
