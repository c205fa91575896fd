"""The outbox: order, pace, and what Telegram refuses, on a real SQLite file and a real PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.domain.outgoing import Outgoing, as_html
from bot.domain.reply import Attachment, Button, Venue
from bot.storage.chats import Chats
from bot.storage.database import Database
from bot.storage.inbox import Inbox, Waiting
from bot.storage.outbox import LEASE, OVERALL, Outbox, Unsent, outbox_row

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PLAN = Outgoing("Tu plan", item=Attachment("document", "plan.pdf", "application/pdf", b"%PDF-1.7"))
CAMPUS = Outgoing("", item=Venue("CONALEP Tlalpan", "Av. Uno 1", 19.3, -99.1))


def fill(outbox: Outbox, *messages: tuple[int, str]) -> None:
    for chat, html in messages:
        outbox.add(chat, Outgoing(html), "bot", NOW)


def hurry(outbox: Outbox, chat: int, html: str) -> None:
    """Put in line what goes before everything else."""
    with outbox._database.transaction() as session:
        session.add(outbox_row(Outgoing(html), chat, NOW, urgent=True))


def texts(claimed: list[Unsent]) -> list[str]:
    return [one.outgoing.html for one in claimed]


def send(outbox: Outbox, now: datetime, limit: int = 99) -> list[str]:
    claimed = outbox.claim(now, limit)
    for one in claimed:
        outbox.sent(one, 100, now)
    return texts(claimed)


def test_messages_of_a_chat_go_out_one_after_another(database: Database) -> None:
    outbox = Outbox(database)
    fill(outbox, (7, "primera"), (7, "segunda"), (8, "otra"))

    first = outbox.claim(NOW, 9)
    meanwhile = outbox.claim(NOW, 9)
    outbox.sent(first[0], 100, NOW)

    assert texts(first) == ["primera", "otra"]
    assert meanwhile == []
    assert texts(outbox.claim(NOW, 9)) == ["segunda"]


def test_what_was_put_in_comes_out_whole_and_files_are_dropped_once_sent(database: Database) -> None:
    outbox = Outbox(database)
    ask = Outgoing("¿Dónde estás?", asks_location="Compartir")
    rated = Outgoing("Es gratis.", (Button("Más", "ask:más"),), rated=True)
    for chat, outgoing in enumerate((PLAN, CAMPUS, ask, rated), start=1):
        outbox.add(chat, outgoing, "counselor", NOW)

    claimed = outbox.claim(NOW, 9)
    outbox.sent(claimed[0], 100, NOW)

    assert [one.outgoing for one in claimed] == [PLAN, CAMPUS, ask, rated]
    assert claimed[0].origin == "counselor"
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT content, message_id FROM outbox WHERE state = 'sent'")).all() == [(None, 100)]


def test_a_person_gets_three_messages_in_three_seconds_and_no_more(database: Database) -> None:
    outbox = Outbox(database)
    fill(outbox, *((7, str(number)) for number in range(5)))

    at_once = [send(outbox, NOW) for _ in range(4)]
    later = [send(outbox, NOW + timedelta(seconds=3, milliseconds=1)) for _ in range(3)]

    assert at_once == [["0"], ["1"], ["2"], []]
    assert later == [["3"], ["4"], []]


def test_thirty_a_second_go_out_over_all_chats_and_senders(database: Database) -> None:
    outbox, other = Outbox(database), Outbox(database)
    fill(outbox, *((chat, "hola") for chat in range(1, OVERALL + 11)))

    sent = [len(send(outbox, NOW, 20)), len(send(other, NOW, 20)), len(send(other, NOW, 20))]
    next_second = len(send(outbox, NOW + timedelta(seconds=1, milliseconds=1)))

    assert sent == [20, 10, 0]
    assert next_second == 10


def test_a_group_gets_twenty_messages_a_minute(database: Database) -> None:
    outbox = Outbox(database)
    fill(outbox, *((-5, str(number)) for number in range(22)))

    sent = sum(len(send(outbox, NOW + timedelta(seconds=second))) for second in range(30))

    assert sent == 20


def test_what_is_urgent_overtakes_all_other_chats_and_comes_after_what_its_own_waited_for(database: Database) -> None:
    outbox = Outbox(database)
    fill(outbox, *((chat, "hola") for chat in range(1, 5 * OVERALL)), (777, "la respuesta de antes"))
    hurry(outbox, 777, "llama al 911")

    sent = [send(outbox, NOW, limit=1) for _ in range(3)]

    assert sent == [["la respuesta de antes"], ["llama al 911"], ["hola"]]


def test_who_needs_help_does_not_wait_for_the_pace_of_their_own_chat(database: Database) -> None:
    outbox = Outbox(database)
    fill(outbox, *((7, str(number)) for number in range(5)))
    slow = [send(outbox, NOW) for _ in range(4)]

    hurry(outbox, 7, "llama al 911")

    assert slow[-1] == []
    assert [send(outbox, NOW) for _ in range(4)] == [["3"], ["4"], ["llama al 911"], []]


def test_what_is_urgent_keeps_to_the_pace_overall(database: Database) -> None:
    outbox = Outbox(database)
    for chat in range(1, OVERALL + 4):
        hurry(outbox, chat, "llama al 911")

    sent = [len(send(outbox, NOW)), len(send(outbox, NOW)), len(send(outbox, NOW + timedelta(seconds=1, milliseconds=1)))]

    assert sent == [OVERALL, 0, 3]


def test_the_lane_of_what_is_urgent_takes_nothing_else(database: Database) -> None:
    outbox = Outbox(database)
    fill(outbox, (7, "hola"))
    before = outbox.claim(NOW, 9, urgent=True)

    hurry(outbox, 8, "llama al 911")

    assert before == []
    assert texts(outbox.claim(NOW, 9, urgent=True)) == ["llama al 911"]


def test_a_message_that_must_wait_holds_back_its_chat_only(database: Database) -> None:
    outbox = Outbox(database)
    fill(outbox, (7, "a 7"), (8, "a 8"), (7, "a 7 otra vez"))

    outbox.later(outbox.claim(NOW)[0], timedelta(seconds=9), NOW)

    assert texts(outbox.claim(NOW, 9)) == ["a 8"]
    assert texts(outbox.claim(NOW + timedelta(seconds=10), 9)) == ["a 7"]


def test_after_too_many_nobody_sends_until_the_pause_is_over(database: Database) -> None:
    outbox, other = Outbox(database), Outbox(database)
    fill(outbox, (7, "a 7"))

    outbox.pause(timedelta(seconds=5), NOW)

    assert other.claim(NOW + timedelta(seconds=4)) == []
    assert texts(other.claim(NOW + timedelta(seconds=6))) == ["a 7"]


def test_who_blocked_the_bot_gets_nothing_until_they_write_again(database: Database) -> None:
    outbox, inbox = Outbox(database), Inbox(database, "one")
    inbox.save(Waiting(1, 7, "{}"), NOW)
    fill(outbox, (7, "una"), (7, "dos"))

    outbox.refused(outbox.claim(NOW)[0], blocked=True)
    waiting = outbox.waiting()
    inbox.save(Waiting(2, 7, "{}"), NOW)

    assert waiting == 0
    with database.engine.connect() as connection:
        assert not connection.execute(text("SELECT blocked FROM chats")).scalar_one()


def test_a_chat_known_to_be_blocked_drops_what_waits(database: Database) -> None:
    outbox = Outbox(database)
    fill(outbox, (7, "una"))

    Chats(database).blocked(7)

    assert outbox.claim(NOW) == []


def test_what_a_crash_left_half_sent_is_sent_at_the_start_or_when_the_lease_ends(database: Database) -> None:
    outbox = Outbox(database)
    fill(outbox, (7, "una"))
    outbox.claim(NOW)

    at_once = outbox.claim(NOW + timedelta(seconds=9))
    after_lease = texts(outbox.claim(NOW + LEASE))
    outbox.take_back()
    after_start = texts(outbox.claim(NOW + LEASE + timedelta(seconds=4)))

    assert (at_once, after_lease, after_start) == ([], ["una"], ["una"])


@pytest.mark.parametrize(("typed", "shown"), [
    ("es **gratis** & <b>ya</b>", "es <b>gratis</b> &amp; &lt;b&gt;ya&lt;/b&gt;"),
    ("2 ** 3 y **", "2 ** 3 y **"),
])
def test_marks_become_html_and_markup_does_not(typed: str, shown: str) -> None:
    assert as_html(typed) == shown
