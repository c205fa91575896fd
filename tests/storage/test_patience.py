"""Who is asked for a moment when many questions wait, on a real SQLite file and a real PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from bot.storage.database import Database
from bot.storage.inbox import Inbox, Waiting
from bot.storage.patience import AGAIN, AT_ONCE, PATIENCE, Patience

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LATER = NOW + PATIENCE


def ask_questions(database: Database, *chats: int, first: int = 1) -> Inbox:
    inbox = Inbox(database, "one")
    for update, chat in enumerate(chats, start=first):
        inbox.save(Waiting(update, chat, "{}"), NOW)
    return inbox


def told(database: Database) -> list[int]:
    with database.engine.connect() as connection:
        return list(connection.execute(text("SELECT chat_id FROM outbox ORDER BY chat_id")).scalars())


def test_while_few_questions_wait_nobody_is_told_anything(database: Database) -> None:
    ask_questions(database, 1, 2, 3)

    asked = Patience(database, most=3).ask(str.upper, LATER)

    assert (asked, told(database)) == (0, [])


def test_who_waits_is_asked_for_a_moment_once_and_their_question_stays_in_line(database: Database) -> None:
    inbox, patience = ask_questions(database, 1, 2, 2, 3), Patience(database, most=3)

    asked = [patience.ask(str.upper, LATER + timedelta(seconds=second)) for second in range(3)]
    later = patience.ask(str.upper, LATER + AGAIN + timedelta(seconds=1))

    assert (asked, later) == ([3, 0, 0], 3)
    assert told(database) == [1, 1, 2, 2, 3, 3]
    assert inbox.waiting() == 4


def test_who_came_just_now_and_who_is_being_answered_is_told_nothing(database: Database) -> None:
    inbox = ask_questions(database, 1, 2)
    inbox.claim(LATER)
    inbox.save(Waiting(9, 3, "{}"), LATER)

    Patience(database, most=0).ask(str.upper, LATER)

    assert told(database) == [2]


def test_groups_and_who_talks_with_a_counselor_or_is_barred_are_told_nothing(database: Database) -> None:
    ask_questions(database, -1, 2, 3, 4)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE chats SET state = 'person' WHERE chat_id = 2"))
        connection.execute(text("UPDATE chats SET barred = TRUE WHERE chat_id = 3"))

    Patience(database, most=0).ask(str.upper, LATER)

    assert told(database) == [4]


def test_most_of_the_pace_is_left_to_answers(database: Database) -> None:
    ask_questions(database, *range(1, 3 * AT_ONCE))

    asked = [Patience(database, most=0).ask(str.upper, LATER) for _ in range(3)]

    assert asked == [AT_ONCE, AT_ONCE, AT_ONCE - 1]
