"""Counts of days that are over are kept for a while; today is counted anew, and all together is what one count would give."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from bot.domain.reply import ReplyKind
from bot.storage.database import Database
from bot.storage.desk_tables import DeskRow, TurnEntryRow
from bot.storage.figures import Day, Figures, Span
from bot.storage.kept_figures import KEPT_FOR, KEPT_LONG, Kept, KeptFigures
from bot.storage.tables import ChatRow, InboxRow, TurnRow

TODAY = datetime(2026, 11, 24, 6, tzinfo=UTC)  # midnight in Mexico City
NOW = TODAY + timedelta(hours=10)
SPAN = Span(TODAY - timedelta(days=3), TODAY + timedelta(days=1), timedelta(hours=-6))


def wrote(database: Database, chat: int, *moments: datetime) -> None:
    """A person whose messages came at these moments, each about the same entry; the replies got a thumb up."""
    with database.transaction() as session:
        session.execute(insert(ChatRow), [{"chat_id": chat, "memory": {}, "created_at": moments[0]}])
        for number, at in enumerate(moments, start=chat * 100):
            session.execute(insert(InboxRow), [{"id": number, "update_id": number, "chat_id": chat, "payload": "", "received_at": at}])
            session.execute(insert(TurnRow), [{
                "id": number, "chat_id": chat, "inbox_id": number, "at": at, "message": "hola", "message_kind": "text", "message_id": 1,
                "reply": "¡Hola!", "kind": ReplyKind.ANSWER, "language": "es", "confidence": 1.0, "sources": [], "buttons": [],
                "milliseconds": 1.0, "explanation": {}, "feedback": "up"}])
            session.execute(insert(TurnEntryRow), [{"turn_id": number, "entry_id": "conalep", "chat_id": chat, "at": at}])
        session.execute(insert(DeskRow), [{"chat_id": chat, "rank": 7, "position": 0.0, "first_at": moments[0], "last_at": moments[-1]}])


def test_days_that_are_over_are_kept_and_today_is_counted_anew(database: Database) -> None:
    kept = Kept()
    wrote(database, 1, TODAY - timedelta(hours=1), TODAY + timedelta(hours=1))
    first = KeptFigures(database, kept, TODAY, NOW).days(SPAN)

    wrote(database, 2, TODAY - timedelta(hours=2), TODAY + timedelta(hours=2))
    soon = KeptFigures(database, kept, TODAY, NOW).days(SPAN)
    later = KeptFigures(database, kept, TODAY, NOW + KEPT_FOR).days(SPAN)

    one, two = ({"answer": count} for count in (1, 2))
    assert first == [Day("2026-11-23", 1, 1, one, 1, 0), Day("2026-11-24", 1, 1, one, 1, 0)]
    assert soon == [Day("2026-11-23", 1, 1, one, 1, 0), Day("2026-11-24", 2, 2, two, 2, 0)]
    assert later == [Day("2026-11-23", 2, 2, two, 2, 0), Day("2026-11-24", 2, 2, two, 2, 0)] == Figures(database).days(SPAN)


def test_hours_entries_and_people_are_those_of_the_whole_span(database: Database) -> None:
    wrote(database, 1, TODAY - timedelta(days=9), TODAY - timedelta(hours=1), TODAY + timedelta(days=5))
    wrote(database, 2, TODAY - timedelta(days=9), TODAY + timedelta(days=5))  # before and after, not within
    wrote(database, 3, TODAY + timedelta(hours=1, minutes=59))

    figures = KeptFigures(database, Kept(), TODAY, NOW)

    assert figures.hours(SPAN) == {23: 1, 1: 1}
    assert figures.most_used(SPAN, 5) == {"conalep": 2}
    assert figures.people(SPAN) == 2


def test_days_are_counted_ahead_a_few_at_a_time_and_then_asked_for_without_counting(database: Database) -> None:
    kept, offset = Kept(), SPAN.offset
    wrote(database, 1, TODAY - timedelta(days=20, hours=1), TODAY - timedelta(hours=1))
    month = Span(TODAY - timedelta(days=30), TODAY, offset)

    counted = [KeptFigures(database, kept, TODAY, NOW).count_ahead(offset, days=30, most=20) for _ in range(3)]
    wrote(database, 2, TODAY - timedelta(days=20, hours=2), TODAY - timedelta(hours=2))
    soon = KeptFigures(database, kept, TODAY, NOW).days(month)
    again = KeptFigures(database, kept, TODAY, NOW + KEPT_FOR).count_ahead(offset, days=30, most=20)
    later = KeptFigures(database, kept, TODAY, NOW + KEPT_FOR).days(month)
    much_later = KeptFigures(database, kept, TODAY, NOW + KEPT_LONG).days(month)

    assert counted == [20, 10, 0]
    assert [(day.day, day.people) for day in soon] == [("2026-11-03", 1), ("2026-11-23", 1)]
    assert [(day.day, day.people) for day in later] == [("2026-11-03", 1), ("2026-11-23", 2)]
    assert [(day.day, day.people) for day in much_later] == [("2026-11-03", 2), ("2026-11-23", 2)]
    assert again == 7  # those of the last week
