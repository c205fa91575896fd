"""Counselors are told by Telegram who waits; of a danger until somebody takes it; and nothing is lost while nobody can be told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.counselor import Role
from bot.domain.handover import State
from bot.domain.reply import ReplyKind
from bot.storage.alerts import Alert, Alerts, Told
from bot.storage.counselors import Counselors
from bot.storage.database import Database
from bot.storage.pseudonyms import pseudonym
from bot.storage.reviews import Rating, Reviews
from bot.storage.sealing import Seal
from bot.storage.stepping_in import SteppingIn
from bot.storage.tables import OutboxRow
from tests.storage.talk import START, Talk

MINUTE, KEY = timedelta(minutes=1), b"k" * 32
ANA, BETO = 501, 502  # counselors' own chats


def link(database: Database, name: str, chat: int) -> None:
    counselors = Counselors(database)
    account = counselors.add(name, Role.COUNSELOR, "hash", START)
    counselors.link(counselors.link_code(account.id, START), chat, START)


def told_to(database: Database, chat: int) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(OutboxRow.html).where(OutboxRow.chat_id == chat).order_by(OutboxRow.id)))


def word(alert: Alert) -> str:
    return f"{alert.name} {alert.danger} {alert.again}"


@pytest.fixture
def alerts(database: Database) -> Alerts:
    return Alerts(database, KEY, 5 * MINUTE)


def test_who_waits_is_told_once_and_a_danger_until_it_is_taken(database: Database, alerts: Alerts) -> None:
    link(database, "Ana", ANA)
    talk = Talk(database)
    talk.say(1, "una persona", "Ya viene.", ReplyKind.HANDOFF, state=State.WAITING)
    talk.say(2, "ya no quiero vivir", "911", ReplyKind.CRISIS, danger="suicide")

    for minutes in (0, 2, 6, 12):
        alerts.tell(word, True, talk.now + minutes * MINUTE)
        if minutes == 6:
            SteppingIn(database, Seal(b"k")).take(2, 1, "hola", talk.now)

    one, two = pseudonym(KEY, 1), pseudonym(KEY, 2)
    assert told_to(database, ANA) == [f"{one} False False", f"{two} True False", f"{two} True True"]


def test_at_night_a_danger_reaches_those_on_call_and_who_waits_is_told_in_the_morning(database: Database, alerts: Alerts) -> None:
    link(database, "Ana", ANA)
    link(database, "Beto", BETO)
    Counselors(database).set_on_call(2, True)
    talk = Talk(database)
    talk.say(1, "una persona", "Ya viene.", ReplyKind.HANDOFF, state=State.WAITING)
    talk.say(2, "ya no quiero vivir", "911", ReplyKind.CRISIS, danger="suicide")

    alerts.tell(word, False, talk.now)
    at_night = len(told_to(database, ANA)), len(told_to(database, BETO))
    alerts.tell(word, True, talk.now + MINUTE)

    assert at_night == (0, 1)
    assert (told_to(database, ANA), len(told_to(database, BETO))) == ([f"{pseudonym(KEY, 1)} False False"], 2)


def test_a_danger_waits_until_some_counselor_is_linked(database: Database, alerts: Alerts) -> None:
    talk = Talk(database)
    talk.say(2, "ya no quiero vivir", "911", ReplyKind.CRISIS, danger="suicide")

    nobody = alerts.tell(word, False, talk.now)
    link(database, "Ana", ANA)
    alerts.tell(word, False, talk.now + MINUTE)

    assert nobody == Told((), 1)
    assert told_to(database, ANA) == [f"{pseudonym(KEY, 2)} True False"]


def test_a_danger_that_was_read_and_rated_is_told_no_more(database: Database, alerts: Alerts) -> None:
    link(database, "Ana", ANA)
    talk = Talk(database)
    turn = talk.say(2, "me muero de risa", "911", ReplyKind.CRISIS, danger="suicide")
    Reviews(database).save(Rating(turn, 1, {"safe": False}, ("false-alarm",)), talk.now)

    assert alerts.tell(word, True, talk.now + 10 * MINUTE) == Told()
