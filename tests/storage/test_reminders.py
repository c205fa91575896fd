"""Reminders: wanted, due, sent once, in waking hours, at most two a week; on a real SQLite file and a real PostgreSQL."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.domain.conversation import Memory, Wish
from bot.domain.outgoing import Outgoing
from bot.domain.reminders import Due
from bot.storage.database import Database
from bot.storage.outbox import Outbox
from bot.storage.reminders import Reminders, keep
from bot.storage.tables import ChatRow

NOON = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)  # 12:00 in Mexico City
WISH = Wish(kind="step", about="plan", due=NOON + timedelta(days=3))
OPENING = Wish(kind="opening", about="admision")


def wished(database: Database, *wishes: Wish, chat: int = 7, state: str = "bot", now: datetime = NOON) -> None:
    with database.transaction() as session:
        if session.get(ChatRow, chat) is None:
            session.add(ChatRow(chat_id=chat, state=state, memory=Memory(wishes=wishes).model_dump(mode="json"), created_at=now))
            session.flush()
        keep(session, chat, wishes, now)


def say(due: Due, memory: Memory) -> Outgoing | None:
    return Outgoing(due.wish.kind)


def test_a_reminder_is_sent_once_when_it_is_due_and_comes_again_next_week(database: Database) -> None:
    reminders = Reminders(database)
    wished(database, WISH)

    before = reminders.release(say, NOON + timedelta(days=2))
    due = reminders.release(say, NOON + timedelta(days=3, minutes=1))
    again = reminders.release(say, NOON + timedelta(days=3, minutes=2))

    assert (before, due, again, Outbox(database).waiting()) == (0, 1, 0, 1)
    assert [wish.due for wish in reminders.waiting(7)] == [NOON + timedelta(days=10)]


def test_nobody_is_woken(database: Database) -> None:
    reminders = Reminders(database)
    wished(database, WISH.model_copy(update={"due": NOON}))
    night = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)  # 23:00 in Mexico City

    at_night = reminders.release(say, night)
    in_the_morning = reminders.release(say, datetime(2026, 11, 25, 15, 0, tzinfo=UTC))

    assert (at_night, in_the_morning) == (0, 1)


def test_two_a_week_are_enough(database: Database) -> None:
    reminders = Reminders(database)
    sent = 0
    for day in range(3):
        wished(database, Wish(kind="opening", about=f"call-{day}", due=NOON))

    for hours in range(0, 40, 2):
        sent += reminders.release(say, NOON + timedelta(hours=hours))

    assert sent <= 2


def test_a_reminder_after_its_deadline_is_never_sent(database: Database) -> None:
    reminders = Reminders(database)
    wished(database, Wish(kind="deadline", about="x", due=NOON, expires=NOON + timedelta(hours=1)))

    assert reminders.release(say, NOON + timedelta(hours=2)) == 0
    assert reminders.waiting(7) == []


def test_stopping_stops_and_wishing_twice_is_one_reminder(database: Database) -> None:
    reminders = Reminders(database)
    wished(database, WISH)
    wished(database, WISH)

    twice = reminders.waiting(7)
    wished(database)

    assert [wish.about for wish in twice] == ["plan"]
    assert reminders.waiting(7) == []


def test_while_a_counselor_has_the_conversation_reminders_wait(database: Database) -> None:
    reminders = Reminders(database)
    wished(database, WISH.model_copy(update={"due": NOON}), state="person")

    assert reminders.release(say, NOON) == 0


def test_a_published_call_reaches_who_wished_for_it_and_again_before_it_closes(database: Database) -> None:
    reminders = Reminders(database)
    wished(database, OPENING)
    nothing = reminders.release(say, NOON)

    reminders.opened({"admision": date(2027, 3, 20)}, NOON)
    reminders.opened({"admision": date(2027, 3, 20)}, NOON)
    told = reminders.release(say, NOON)

    assert (nothing, told) == (0, 1)
    assert [(wish.kind, wish.due) for wish in reminders.waiting(7)] == [("deadline", datetime(2027, 3, 17, 23, 59, tzinfo=UTC))]


def test_what_has_nothing_to_say_any_more_is_stopped(database: Database) -> None:
    reminders = Reminders(database)
    wished(database, WISH.model_copy(update={"due": NOON}))

    assert reminders.release(lambda due, memory: None, NOON) == 0
    assert (Outbox(database).waiting(), reminders.waiting(7)) == (0, [])
