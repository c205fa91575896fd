"""Many workers on one database: each message to one of them, one turn of a chat at a time, one pace for all."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.domain.conversation import Memory, Outcome
from bot.domain.handover import Standing
from bot.domain.message import Message, MessageKind
from bot.domain.outgoing import Outgoing
from bot.domain.reply import Explanation, Reply, ReplyKind
from bot.errors import StorageError
from bot.storage.database import Database
from bot.storage.inbox import LEASE, Claim, Inbox, Waiting
from bot.storage.outbox import OVERALL, Outbox
from bot.storage.transcripts import Transcripts, Turn
from tests.stand_ins.waiting import eventually

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LATER = NOW + LEASE + timedelta(seconds=1)
WORKERS, CHATS, EACH = 4, 8, 3


def turn_of(claim: Claim, said: str = "hola") -> Turn:
    outcome = Outcome(Reply("Hola.", ReplyKind.ANSWER, "es"), Memory(), Explanation("hola"), said)
    return Turn(Message(claim.chat_id, said, MessageKind.TEXT, NOW), outcome, Standing(), (Outgoing("Hola."),), 1.0)


def claimed(inbox: Inbox, now: datetime = NOW) -> Claim:
    claim = inbox.claim(now)
    assert claim is not None
    return claim


def together(work: Callable[[int], None]) -> None:
    """The same work by every worker at the same time; what went wrong comes out."""
    with ThreadPoolExecutor(WORKERS) as threads:
        for done in [threads.submit(work, number) for number in range(WORKERS)]:
            done.result()


def test_each_message_goes_to_one_worker_and_a_chat_to_one_at_a_time(database: Database) -> None:
    keeper = Inbox(database, "keeper")
    for number in range(CHATS * EACH):
        keeper.save(Waiting(number + 1, 1 + number % CHATS, str(number)), NOW)
    under_way: Counter[int] = Counter()
    lock, order, overlaps = threading.Lock(), [], []

    def work(worker: int) -> None:
        inbox, transcripts = Inbox(database, f"worker {worker}"), Transcripts(database)
        while keeper.waiting():
            claim = inbox.claim(datetime.now(UTC))
            if claim is None:
                time.sleep(0.01)
                continue
            with lock:
                under_way[claim.chat_id] += 1
                overlaps.append(under_way[claim.chat_id])
                order.append((claim.chat_id, int(claim.payload)))
            time.sleep(0.005)
            with lock:
                under_way[claim.chat_id] -= 1
            transcripts.record(claim, turn_of(claim), datetime.now(UTC))

    together(work)

    assert max(overlaps) == 1
    assert len(order) == len(set(order)) == CHATS * EACH
    for chat in range(1, CHATS + 1):
        assert [number for one, number in order if one == chat] == sorted(number for one, number in order if one == chat)


def test_a_worker_that_lost_its_lease_records_nothing_when_another_answered(database: Database) -> None:
    slow, quick, transcripts = Inbox(database, "slow"), Inbox(database, "quick"), Transcripts(database)
    slow.save(Waiting(1, 7, "{}"), NOW)
    lost = claimed(slow)

    transcripts.record(claimed(quick, LATER), turn_of(lost, "la del rápido"), LATER)
    with pytest.raises(StorageError):
        transcripts.record(lost, turn_of(lost, "la del lento"), LATER)

    assert [one["message"] for one in transcripts.conversation(7)] == ["la del rápido"]


def test_a_worker_that_lost_its_lease_does_not_free_the_chat_of_who_has_it(database: Database) -> None:
    slow, quick, third = (Inbox(database, name) for name in ("slow", "quick", "third"))
    for number in (1, 2):
        slow.save(Waiting(number, 7, "{}"), NOW)
    lost = claimed(slow)
    claimed(quick, LATER)

    Transcripts(database).skip(lost, LATER)
    slow.give_back(lost, "late", LATER)

    assert third.claim(LATER) is None


def test_senders_share_one_pace_and_send_nothing_twice(database: Database) -> None:
    outbox, messages = Outbox(database), 2 * OVERALL + 5
    for chat in range(1, messages + 1):
        outbox.add(chat, Outgoing(str(chat)), "bot", NOW)
    lock, taken = threading.Lock(), []

    def send(_: int) -> None:
        mine = Outbox(database)
        deadline = time.monotonic() + 20
        while len(taken) < messages and time.monotonic() < deadline:
            now = datetime.now(UTC)
            for one in mine.claim(now, 8):
                with lock:
                    taken.append((one.id, now))
                mine.sent(one, one.id, datetime.now(UTC))
            time.sleep(0.02)

    together(send)

    moments = sorted(at for _, at in taken)
    assert len({number for number, _ in taken}) == len(taken) == messages
    assert moments[OVERALL] - moments[0] > timedelta(seconds=0.9)
    assert moments[2 * OVERALL] - moments[0] > timedelta(seconds=1.8)


def test_a_pause_that_one_sender_was_told_holds_for_all(database: Database) -> None:
    told, other = Outbox(database), Outbox(database)
    for chat in (1, 2):
        told.add(chat, Outgoing("hola"), "bot", NOW)
    [first] = told.claim(NOW)

    told.pause(timedelta(seconds=7), NOW)
    told.later(first, timedelta(seconds=7), NOW)
    during = [sender.claim(NOW + timedelta(seconds=6)) for sender in (told, other)]
    after = other.claim(NOW + timedelta(seconds=8), 9)

    assert during == [[], []]
    assert len(after) == 2


def test_who_blocked_the_bot_is_remembered_by_every_worker(database: Database) -> None:
    keeper, other = Inbox(database, "one"), Outbox(database)
    keeper.save(Waiting(1, 7, "{}"), NOW)
    other.add(7, Outgoing("una"), "bot", NOW)
    [unsent] = Outbox(database).claim(NOW)

    Outbox(database).refused(unsent, blocked=True)
    other.add(7, Outgoing("otra"), "reminder", NOW)

    assert other.claim(NOW) == []


def test_when_a_worker_freezes_its_message_goes_to_another_after_the_lease(database: Database) -> None:
    frozen, other = Inbox(database, "frozen"), Inbox(database, "other")
    frozen.save(Waiting(1, 7, "una"), NOW)
    claimed(frozen)

    before = other.claim(NOW + LEASE)
    after = claimed(other, LATER)

    assert before is None
    assert (after.payload, after.tries, after.owner) == ("una", 2, "other")


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_turn_that_dies_in_a_deadlock_leaves_nothing_and_is_recorded_the_next_time(database: Database) -> None:
    inbox, transcripts = Inbox(database, "one"), Transcripts(database)
    inbox.save(Waiting(1, 7, "{}"), NOW)
    claim = claimed(inbox)

    with ThreadPoolExecutor(1) as thread, database.engine.connect() as other:
        other.execute(text("LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE"))
        recording = thread.submit(transcripts.record, claim, turn_of(claim), NOW)
        eventually(lambda: _waits_for_a_lock(database), 20)
        other.execute(text("LOCK TABLE turns IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(StorageError, match="deadlock"):
            recording.result(30)
        other.rollback()
    nothing = transcripts.conversation(7)
    inbox.give_back(claim, "deadlock", NOW, counts=False)
    again = claimed(inbox)
    transcripts.record(again, turn_of(again), NOW)

    assert nothing == []
    assert [one["message"] for one in transcripts.conversation(7)] == ["hola"]


def _waits_for_a_lock(database: Database) -> bool:
    with database.engine.connect() as connection:
        return bool(connection.execute(text("SELECT 1 FROM pg_locks WHERE NOT granted")).first())


def test_when_the_clock_is_set_back_nobody_waits_for_it_to_catch_up(database: Database) -> None:
    inbox, outbox, ahead = Inbox(database, "one"), Outbox(database), NOW + timedelta(hours=2)
    for chat in (1, 2):
        inbox.save(Waiting(chat, chat, "{}"), NOW)
    for number in range(OVERALL + 2):
        outbox.add(100 + number, Outgoing("hola"), "bot", NOW)
    claimed(inbox, ahead)
    sent, left = outbox.claim(ahead, OVERALL, 1)[:-1], OVERALL + 2
    for unsent in sent:
        outbox.sent(unsent, 1, ahead)

    claims = [inbox.claim(NOW) for _ in range(2)]
    unsent = outbox.claim(NOW, 99)

    assert all(claims)
    assert len(unsent) == left - len(sent)
