"""Announcements reach those who agreed, each once, in nobody's night, and never in front of answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from bot.domain.conversation import Memory, Wish
from bot.domain.handover import State
from bot.domain.outgoing import Outgoing
from bot.storage.announcements import IN_LINE, Announcements
from bot.storage.chats import Chats
from bot.storage.database import Database
from bot.storage.inbox import Inbox, Waiting
from bot.storage.reminders import keep

DAY = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)  # noon in Mexico City
NIGHT = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)  # eleven in the evening there
NEWS = Wish(kind="news", about="rumbo")


def agree(database: Database, *chats: int, zone: str = "America/Mexico_City", wishes: tuple[Wish, ...] | None = None) -> None:
    inbox = Inbox(database, "test")
    for chat in chats:
        inbox.save(Waiting(chat, chat, "{}"), DAY)
        with database.transaction() as session:
            keep(session, chat, (NEWS.model_copy(update={"zone": zone}),) if wishes is None else wishes, DAY)


def worded(spanish: str, english: str, memory: Memory) -> Outgoing:
    return Outgoing(english if memory.language == "en" else spanish)


def sent(database: Database) -> list[tuple[int, str]]:
    with database.engine.connect() as connection:
        rows = connection.execute(text("SELECT chat_id, html FROM outbox WHERE origin = 'announcement' ORDER BY id"))
        return [(row[0], row[1]) for row in rows]


def test_everybody_who_agreed_hears_it_once_and_nobody_else(database: Database) -> None:
    agree(database, 1, 2)
    agree(database, 3, wishes=(Wish(kind="opening", about="admision"),))
    announcements = Announcements(database)

    people = announcements.add("Ya abrió.", "It's open.", DAY)
    handled = [announcements.release(worded, DAY) for _ in range(2)]

    assert (people, handled, announcements.waiting()) == (2, [2, 0], 0)
    assert sent(database) == [(1, "Ya abrió."), (2, "Ya abrió.")]


def test_at_night_it_waits_for_the_morning_of_each(database: Database) -> None:
    agree(database, 1)
    agree(database, 2, zone="Pacific/Auckland")
    announcements = Announcements(database)

    announcements.add("Ya abrió.", "", NIGHT)
    announcements.release(worded, NIGHT)
    at_night = sent(database)
    announcements.release(worded, NIGHT + timedelta(hours=10, minutes=1))

    assert [chat for chat, _ in at_night] == [2]
    assert [chat for chat, _ in sent(database)] == [2, 1]


def test_who_took_it_back_blocked_the_bot_or_talks_with_a_counselor_is_left_alone(database: Database) -> None:
    agree(database, 1, 2, 3)
    announcements, chats = Announcements(database), Chats(database)
    announcements.add("Ya abrió.", "", DAY)

    agree(database, 1, wishes=())
    chats.blocked(2)
    chats.change(3, State.WAITING, DAY)
    announcements.release(worded, DAY)
    meanwhile = sent(database)
    chats.change(3, State.BOT, DAY)
    announcements.release(worded, DAY + timedelta(hours=1))

    assert meanwhile == []
    assert [chat for chat, _ in sent(database)] == [3]


def test_nobody_gets_two_within_a_day(database: Database) -> None:
    agree(database, 1)
    announcements = Announcements(database)
    for spanish in ("uno", "dos"):
        announcements.add(spanish, "", DAY)

    for hours in (0, 1, 25):
        announcements.release(worded, DAY + timedelta(hours=hours))

    assert [html for _, html in sent(database)] == ["uno", "dos"]


def test_only_a_few_stand_in_line_at_once(database: Database) -> None:
    agree(database, *range(1, IN_LINE + 6))
    announcements = Announcements(database)
    announcements.add("Ya abrió.", "", DAY)

    handled = [announcements.release(worded, DAY) for _ in range(2)]
    with database.transaction() as session:
        session.execute(text("UPDATE outbox SET state = 'sent'"))
    handled.append(announcements.release(worded, DAY))

    assert handled == [IN_LINE, 0, 5]
