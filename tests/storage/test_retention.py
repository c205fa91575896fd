"""Each kind is kept for its period and no longer, on both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from bot.domain.counselor import Role
from bot.domain.privacy import Keeping
from bot.domain.reply import ReplyKind
from bot.storage.counselors import Counselors
from bot.storage.database import Database
from bot.storage.retention import Periods, Retention
from bot.storage.reviews import Rating, Reviews
from bot.storage.tables import ChatRow
from bot.storage.triage import Filters, Triage
from tests.storage.talk import START, Talk

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def rows(database: Database, sql: str) -> list[Any]:
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]


def keep(database: Database, chat: int, keeping: Keeping) -> None:
    with database.transaction() as session:
        session.execute(update(ChatRow).where(ChatRow.chat_id == chat).values(keeping=str(keeping)))


def sent(database: Database) -> None:
    """Everything that waited has gone out."""
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE outbox SET state = 'sent'"))


@pytest.fixture
def retention(database: Database) -> Retention:
    return Retention(database, Periods())


def test_without_consent_a_conversation_goes_after_half_an_hour_and_not_before(database: Database, retention: Retention) -> None:
    talk = Talk(database)
    talk.say(1, "¿es gratis?")
    sent(database)

    retention.minutely(talk.now + 29 * MINUTE)
    before = rows(database, "SELECT message FROM turns")
    report = retention.minutely(talk.now + 31 * MINUTE)

    assert before == [("¿es gratis?",)]
    assert report["without consent"] == 1
    assert [rows(database, f"SELECT count(*) FROM {table}") for table in ("turns", "inbox", "outbox", "desk", "chats")] == 5 * [[(0,)]]
    assert Triage(database, b"k" * 32).page(Filters(text="gratis")).rows == ()


def test_what_still_waits_to_be_sent_is_not_deleted(database: Database, retention: Retention) -> None:
    talk = Talk(database)
    talk.say(1, "¿es gratis?")

    retention.minutely(talk.now + 31 * MINUTE)

    assert rows(database, "SELECT count(*) FROM turns") == [(1,)]


def test_a_danger_without_consent_stays_masked_until_it_is_reviewed(database: Database, retention: Retention) -> None:
    Counselors(database).add("Ana", Role.COUNSELOR, "x", START)
    talk = Talk(database)
    talk.say(1, "¿es gratis?")
    danger = talk.say(1, "ya no quiero vivir", "911", ReplyKind.CRISIS, danger="suicide")
    sent(database)

    retention.minutely(talk.now + 31 * MINUTE)
    unreviewed = rows(database, "SELECT message FROM turns")
    Reviews(database).save(Rating(danger, 1, {"safe": True}), talk.now)
    retention.minutely(talk.now + 32 * MINUTE)

    assert unreviewed == [("ya no quiero vivir",)]
    assert rows(database, "SELECT count(*) FROM turns") == [(0,)]


def test_a_danger_of_anybody_is_kept_for_thirty_days_at_most(database: Database, retention: Retention) -> None:
    talk = Talk(database)
    talk.say(1, "ya no quiero vivir", "911", ReplyKind.CRISIS, danger="suicide")
    keep(database, 1, Keeping.ALL)
    sent(database)

    retention.daily(talk.now + 29 * DAY)
    before = rows(database, "SELECT message FROM turns")
    retention.daily(talk.now + 31 * DAY)

    assert before == [("ya no quiero vivir",)]
    assert rows(database, "SELECT message, reply, kind, danger FROM turns") == [("", "", "crisis", "suicide")]
    assert Triage(database, b"k" * 32).page(Filters(text="vivir")).rows == ()


def test_conversations_of_minors_go_sooner_and_people_who_stay_away_are_forgotten(database: Database, retention: Retention) -> None:
    talk = Talk(database)
    for chat, keeping in ((1, Keeping.ALL), (2, Keeping.LESS)):
        talk.say(chat, f"soy {chat}")
        keep(database, chat, keeping)
    sent(database)

    retention.daily(talk.now + 91 * DAY)
    after_three_months = rows(database, "SELECT chat_id FROM turns")
    kept = rows(database, "SELECT chat_id FROM chats ORDER BY chat_id")
    retention.daily(talk.now + 366 * DAY)

    assert (after_three_months, kept) == ([(1,)], [(1,), (2,)])
    assert rows(database, "SELECT count(*) FROM chats") == [(0,)]
