"""Counselors in conversations, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.domain.counselor import Role
from bot.domain.handover import State
from bot.domain.outgoing import Outgoing
from bot.domain.reply import Attachment, ReplyKind
from bot.errors import StorageError
from bot.storage.chats import Chats
from bot.storage.conversations import Conversations
from bot.storage.counselors import Counselors
from bot.storage.database import Database
from bot.storage.outbox import Outbox
from bot.storage.sealing import Seal
from bot.storage.stepping_in import SteppingIn
from tests.storage.talk import START, Talk

PICTURE = Attachment("photo", "mapa.png", "image/png", b"\x89PNG secreto")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def stepping_in(database: Database) -> SteppingIn:
    for name in ("Ana", "Beto"):
        Counselors(database).add(name, Role.COUNSELOR, "x", START)
    return SteppingIn(database, Seal(b"key"))


def sent(database: Database, talk: Talk) -> list[tuple[str, str]]:
    outbox, found = Outbox(database), []
    while due := outbox.claim(talk.now, 1):
        found.append((due[0].origin, due[0].outgoing.html))
        outbox.sent(due[0], 1, talk.now)
        talk.now += timedelta(seconds=5)
    return found


def test_of_two_counselors_who_take_a_conversation_at_once_one_has_it(database: Database, stepping_in: SteppingIn) -> None:
    talk = Talk(database)
    talk.say(1, "una persona", "Ya viene.", ReplyKind.HANDOFF, state=State.WAITING)

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda number: stepping_in.take(1, 1 + number % 2, "hola", talk.now), range(8)))

    assert taken.count(True) == 1
    assert Chats(database).standing(1).state is State.PERSON


def test_what_a_counselor_says_goes_out_under_their_name_and_is_shown_in_its_place(database: Database, stepping_in: SteppingIn) -> None:
    talk = Talk(database)
    first = talk.say(1, "una persona", "Ya viene.", ReplyKind.HANDOFF, state=State.WAITING)
    stepping_in.take(1, 1, "Ana ya está aquí.", talk.now)

    spoken = [stepping_in.speak(1, 1, "Hola <b>tú</b>", talk.now), stepping_in.speak(1, 2, "yo también", talk.now),
              stepping_in.speak(1, 1, "El mapa", talk.now, PICTURE)]
    seen = Conversations(database).read(1)

    assert spoken == [True, False, True]
    assert seen is not None
    assert [(one.counselor, one.text, one.after_turn, one.file_name) for one in seen.spoken] == [
        ("Ana", "Hola <b>tú</b>", first, ""), ("Ana", "El mapa", first, "mapa.png")]
    assert sent(database, talk) == [
        ("notice", "Ana ya está aquí."), ("counselor", "<b>Ana:</b>\nHola &lt;b&gt;tú&lt;/b&gt;"), ("counselor", "<b>Ana:</b>\nEl mapa")]


def test_only_who_has_it_gives_it_back_and_then_says_nothing_more(database: Database, stepping_in: SteppingIn) -> None:
    talk = Talk(database)
    talk.say(1, "¿es gratis?")
    stepping_in.take(1, 1, "hola", talk.now)

    refused = stepping_in.give_back(1, 2, "adiós", talk.now)
    given = stepping_in.give_back(1, 1, "Te dejo con Rumbo.", talk.now)
    late = stepping_in.speak(1, 1, "una cosa más", talk.now)

    seen = Conversations(database).read(1)
    assert seen is not None
    assert (refused, given, late) == (False, True, False)
    assert (seen.state, seen.open_handover, seen.handovers[0].end) == ("bot", None, "given_back")


def test_a_conversation_is_handed_on_to_a_colleague(database: Database, stepping_in: SteppingIn) -> None:
    talk = Talk(database)
    talk.say(1, "¿es gratis?")
    stepping_in.take(1, 1, "hola", talk.now)

    handed = stepping_in.hand_on(1, 1, 2, "Sigue Beto.", talk.now)

    assert handed
    assert [stepping_in.speak(1, counselor, "hola", talk.now) for counselor in (1, 2)] == [False, True]


def test_a_silent_counselor_is_reminded_and_then_the_bot_comes_back(database: Database, stepping_in: SteppingIn) -> None:
    talk = Talk(database)
    talk.say(1, "¿es gratis?")
    stepping_in.take(1, 1, "hola", talk.now)
    stepping_in.speak(1, 1, "¿Qué necesitas?", talk.now)
    quiet = stepping_in.silent(10 * MINUTE, talk.now + 30 * MINUTE)
    talk.say(1, "una cita", "", ReplyKind.HANDOFF)
    start, found = talk.now, []

    for minutes in (5, 11, 15, 22):
        found.append([(one.counselor_id, one.reminded) for one in stepping_in.silent(10 * MINUTE, start + minutes * MINUTE)])
    stepping_in.come_back(1, "Ana no está; sigo yo.", start + 22 * MINUTE)

    seen = Conversations(database).read(1)
    assert quiet == []
    assert found == [[], [(1, False)], [], [(1, True)]]
    assert seen is not None
    assert (seen.state, seen.handovers[-1].end) == ("bot", "silent")


def test_a_counselor_who_answers_in_time_is_not_reminded_again(database: Database, stepping_in: SteppingIn) -> None:
    talk = Talk(database)
    talk.say(1, "¿es gratis?")
    stepping_in.take(1, 1, "hola", talk.now)
    stepping_in.silent(10 * MINUTE, talk.now + 11 * MINUTE)

    stepping_in.speak(1, 1, "perdón", talk.now + 12 * MINUTE)

    assert stepping_in.silent(10 * MINUTE, talk.now + 40 * MINUTE) == []


def test_files_lie_sealed_and_are_gone_after_a_week(database: Database, stepping_in: SteppingIn) -> None:
    talk = Talk(database)
    turn = talk.say(1, "mi boleta")
    number = stepping_in.keep_file(1, turn, PICTURE, talk.now)

    mine = stepping_in.file(number, 1, talk.now)
    others = stepping_in.file(number, 2, talk.now)
    later = stepping_in.file(number, 1, talk.now + timedelta(days=8))

    assert mine is not None
    assert (mine.name, mine.content) == ("mapa.png", PICTURE.content)
    assert (others, later) == (None, None)
    with database.engine.connect() as connection:
        assert b"secreto" not in bytes(connection.exec_driver_sql("SELECT sealed FROM files").scalar_one())
    with pytest.raises(StorageError, match="key was changed"):
        SteppingIn(database, Seal(b"other")).file(number, 1, talk.now)
    assert stepping_in.drop_old_files(talk.now + timedelta(days=8)) == 1


def test_reminders_wait_while_a_counselor_has_the_conversation(database: Database, stepping_in: SteppingIn) -> None:
    talk, outbox = Talk(database), Outbox(database)
    talk.say(1, "¿es gratis?")
    sent(database, talk)
    stepping_in.take(1, 1, "hola", talk.now)
    outbox.add(1, Outgoing("Recuerda tu curso."), "reminder", talk.now)
    stepping_in.speak(1, 1, "¿Qué tal?", talk.now)

    during = [html for _, html in sent(database, talk)]
    stepping_in.give_back(1, 1, "Adiós.", talk.now)
    after = [html for _, html in sent(database, talk)]

    assert during == ["hola", "<b>Ana:</b>\n¿Qué tal?"]
    assert after == ["Recuerda tu curso.", "Adiós."]
