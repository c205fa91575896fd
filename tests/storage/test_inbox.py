"""The inbox and the transcripts on a real SQLite file and a real PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.conversation import Memory, Outcome
from bot.domain.handover import Standing, State
from bot.domain.message import Message, MessageKind
from bot.domain.outgoing import Outgoing
from bot.domain.reply import Button, Explanation, Reply, ReplyKind
from bot.errors import StorageError
from bot.storage.chats import Chats
from bot.storage.database import Database
from bot.storage.inbox import LEASE, TRIES, Claim, Inbox, Waiting
from bot.storage.outbox import Outbox
from bot.storage.transcripts import Transcripts, Turn

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BUTTON = Button("Más", "ask:más")
OUTCOME = Outcome(Reply("Es gratis.", ReplyKind.ANSWER, "es", buttons=(BUTTON,)), Memory(turn=1), Explanation("cuanto"), "¿cuánto cuesta?")


def update(number: int, chat: int = 7, payload: str = "{}", at: datetime | None = None, joinable: bool = False,
           urgent: bool = False) -> Waiting:
    return Waiting(number, chat, payload, at, joinable, urgent)


def turn(*texts: str, standing: Standing | None = None, always_said: bool = False) -> Turn:
    message = Message(7, "¿cuánto cuesta? soy Ana", MessageKind.TEXT, NOW, 31)
    return Turn(message, OUTCOME, standing or Standing(), tuple(Outgoing(text) for text in texts or ("Es gratis.",)), 5.0, always_said)


def claimed(inbox: Inbox, now: datetime = NOW) -> Claim:
    claim = inbox.claim(now)
    assert claim is not None
    return claim


def test_a_repeated_update_is_saved_once(database: Database) -> None:
    inbox = Inbox(database, "one")

    saved = [inbox.save(update(1), NOW), inbox.save(update(1), NOW)]

    assert saved == [True, False]
    assert inbox.waiting() == 1


def test_one_chat_is_answered_in_order_and_never_twice_at_once(database: Database) -> None:
    inbox, other = Inbox(database, "one"), Inbox(database, "two")
    for number in (1, 2):
        inbox.save(update(number, payload=f'{{"n": {number}}}'), NOW)

    first = claimed(inbox)
    meanwhile = other.claim(NOW)
    Transcripts(database).record(first, turn(), NOW)
    second = claimed(other)

    assert first.payload == '{"n": 1}'
    assert meanwhile is None
    assert (second.payload, Memory.model_validate(second.memory)) == ('{"n": 2}', Memory(turn=1))


def test_a_flood_in_one_chat_delays_no_other(database: Database) -> None:
    inbox = Inbox(database, "one")
    for number in range(1, 6):
        inbox.save(update(number), NOW)
    inbox.save(update(9, chat=8), NOW)
    served = []

    for second in range(3):
        claim = claimed(inbox, NOW + timedelta(seconds=second))
        served.append(claim.chat_id)
        Transcripts(database).record(claim, turn(), NOW)

    assert served == [7, 8, 7]


def test_who_seems_in_danger_is_answered_before_all_who_wait_and_before_their_own_questions(database: Database) -> None:
    inbox = Inbox(database, "one")
    for number in range(1, 121):
        inbox.save(update(number, chat=number), NOW)
    for number in range(200, 205):
        inbox.save(update(number, chat=999, joinable=True), NOW)
    inbox.save(update(300, chat=999, payload="help", joinable=True, urgent=True), NOW)

    first = claimed(inbox)
    Transcripts(database).record(first, turn(), NOW)
    second = claimed(inbox)

    assert (first.chat_id, first.payload, first.more) == (999, "help", ())
    assert second.chat_id == 1
    assert inbox.waiting() == 120 + 5


def test_one_person_goes_before_all_others_once_a_minute(database: Database) -> None:
    inbox = Inbox(database, "one")
    inbox.save(update(1, chat=1), NOW)
    served = []
    for number, seconds in ((10, 0), (11, 1), (12, 61)):
        inbox.save(update(number, chat=7, urgent=True), NOW + timedelta(seconds=seconds))
        inbox.save(update(number + 10, chat=number), NOW + timedelta(seconds=seconds))
        claim = claimed(inbox, NOW + timedelta(seconds=seconds))
        served.append(claim.chat_id)
        Transcripts(database).record(claim, turn(), NOW + timedelta(seconds=seconds))

    assert served == [7, 1, 7]


def test_texts_sent_faster_than_anybody_reads_are_answered_by_one_turn(database: Database) -> None:
    inbox = Inbox(database, "one")
    for number in range(1, 6):
        inbox.save(update(number, payload=str(number), joinable=True), NOW)
    inbox.save(update(6, payload="6", at=NOW + timedelta(seconds=30), joinable=True), NOW)

    flood = claimed(inbox)
    Transcripts(database).record(flood, turn(), NOW)
    later = claimed(inbox)

    assert (flood.payload, flood.more) == ("1", ("2", "3", "4", "5"))
    assert (later.payload, later.more) == ("6", ())
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT state, turn_id FROM inbox WHERE update_id <= 5")).all() == [("done", 1)] * 5


def test_a_flood_whose_turn_failed_is_tried_row_by_row(database: Database) -> None:
    inbox = Inbox(database, "one")
    for number in range(1, 6):
        inbox.save(update(number, payload=str(number), joinable=True), NOW)

    inbox.give_back(claimed(inbox), "KeyError", NOW)
    again = claimed(inbox)

    assert (again.payload, again.more, again.tries) == ("1", (), 2)


def test_what_a_crash_left_claimed_is_claimed_again_at_the_start_or_when_the_lease_ends(database: Database) -> None:
    inbox = Inbox(database, "one")
    inbox.save(update(1), NOW)
    inbox.claim(NOW)

    at_once = inbox.claim(NOW)
    after_lease = inbox.claim(NOW + LEASE + timedelta(seconds=1))
    inbox.take_back_leases()
    after_start = inbox.claim(NOW)

    assert at_once is None
    assert after_lease is not None
    assert after_start is not None


def test_a_turn_that_takes_long_keeps_its_chat(database: Database) -> None:
    inbox, other = Inbox(database, "one"), Inbox(database, "two")
    inbox.save(update(1), NOW)

    inbox.renew(claimed(inbox), NOW + LEASE)

    assert other.claim(NOW + LEASE + timedelta(seconds=1)) is None


def test_after_three_tries_a_row_is_set_aside_emptied_and_the_person_is_told(database: Database) -> None:
    inbox = Inbox(database, "one")
    inbox.save(update(1, payload='{"text": "secreto"}'), NOW)

    aside = [inbox.give_back(claimed(inbox), "KeyError", NOW, Outgoing("Se atoró.")) for _ in range(TRIES)]

    assert aside == [False, False, True]
    assert inbox.claim(NOW) is None
    assert [(one.outgoing.html, one.origin) for one in Outbox(database).claim(NOW)] == [("Se atoró.", "notice")]
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT state, payload, problem FROM inbox")).one() == ("failed", "", "KeyError")


def test_a_failure_that_is_not_the_messages_fault_does_not_count(database: Database) -> None:
    inbox = Inbox(database, "one")
    inbox.save(update(1), NOW)

    aside = [inbox.give_back(claimed(inbox), "database is full", NOW, counts=False) for _ in range(TRIES + 1)]

    assert aside == [False] * (TRIES + 1)
    assert claimed(inbox).tries == 1


def test_a_turn_is_recorded_whole_masked_and_with_its_messages(database: Database) -> None:
    inbox, transcripts, outbox = Inbox(database, "one"), Transcripts(database), Outbox(database)
    inbox.save(update(1, payload='{"text": "hola"}'), NOW)
    claim = claimed(inbox)

    number = transcripts.record(claim, turn("primera", "segunda"), NOW)
    inbox.save(update(2), NOW)
    rated = transcripts.rate(number, "up", claimed(inbox), NOW)

    assert inbox.waiting() == 0
    assert outbox.waiting() == 2
    assert transcripts.button(number, 0, 7) == BUTTON
    assert transcripts.button(number, 0, 8) is None
    assert transcripts.said_in(7, 31) == "¿cuánto cuesta?"
    assert rated
    assert transcripts.conversation(7) == [
        {"message": "¿cuánto cuesta?", "reply": "Es gratis.", "kind": "answer", "feedback": "up", "pressed": "ask:más"}]


def test_a_turn_whose_record_fails_leaves_nothing_half_saved(database: Database) -> None:
    inbox, transcripts, outbox = Inbox(database, "one"), Transcripts(database), Outbox(database)
    inbox.save(update(1), NOW)
    claim = claimed(inbox)
    transcripts.record(claim, turn("una vez"), NOW)

    with pytest.raises(StorageError) as problem:
        transcripts.record(claim, turn("otra vez"), NOW)

    assert "cuánto cuesta" not in str(problem.value.__cause__)
    assert [one.outgoing.html for one in outbox.claim(NOW, 9)] == ["una vez"]
    assert len(transcripts.conversation(7)) == 1


def test_a_counselor_who_took_the_conversation_meanwhile_is_not_interrupted(database: Database) -> None:
    inbox, transcripts, chats, outbox = Inbox(database, "one"), Transcripts(database), Chats(database), Outbox(database)
    inbox.save(update(1), NOW)
    claim = claimed(inbox)

    taken = chats.change(7, State.PERSON, NOW)
    transcripts.record(claim, turn("respuesta del bot"), NOW)

    assert taken
    assert outbox.waiting() == 0
    assert chats.standing(7) == Standing(State.PERSON)
    assert [one["reply"] for one in transcripts.conversation(7)] == [""]


def test_help_in_danger_is_sent_even_then(database: Database) -> None:
    inbox, outbox = Inbox(database, "one"), Outbox(database)
    inbox.save(update(1), NOW)
    claim = claimed(inbox)

    Chats(database).change(7, State.PERSON, NOW)
    Transcripts(database).record(claim, turn("Llama al 911.", always_said=True), NOW)

    assert outbox.waiting() == 1


def test_a_conversation_changes_hands_only_by_the_steps_that_exist(database: Database) -> None:
    inbox, chats = Inbox(database, "one"), Chats(database)
    inbox.save(update(1), NOW)
    Transcripts(database).record(claimed(inbox), turn(standing=Standing(State.WAITING, told=True)), NOW)

    told = chats.standing(7)
    steps = [chats.change(7, state, NOW) for state in (State.WAITING, State.PERSON, State.WAITING, State.BOT)]

    assert told == Standing(State.WAITING, told=True)
    assert steps == [False, True, False, True]
    assert chats.standing(7) == Standing()


def test_a_database_that_cannot_be_opened_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="does not answer"):
        Database(f"sqlite:///{tmp_path / 'missing' / 'rumbo.db'}").upgrade()
