"""Fifty people write while counselors take their conversations: nothing of the bot after a take-over, nothing lost, all in order."""

from __future__ import annotations

import random
import threading
import time
from datetime import UTC, datetime

from sqlalchemy import select

from bot.conversation.handover import Handover
from bot.domain.conversation import Memory, Outcome
from bot.domain.counselor import Role
from bot.domain.message import Message, MessageKind
from bot.domain.outgoing import Outgoing, as_html
from bot.domain.reply import Explanation, Reply, ReplyKind
from bot.library.phrases import PhraseBook
from bot.storage.counselors import Counselors
from bot.storage.database import Database
from bot.storage.inbox import Inbox, Waiting
from bot.storage.outbox import Outbox
from bot.storage.sealing import Seal
from bot.storage.stepping_in import SteppingIn
from bot.storage.tables import OutboxRow, TurnRow
from bot.storage.transcripts import Transcripts, Turn

CHATS, MESSAGES, WORKERS = 50, 5, 3
START = datetime.now(UTC)


class Echo:
    """An engine that says which message it answers, so that the order is seen; sometimes there is danger."""

    def respond(self, message: Message, memory: Memory) -> Outcome:
        danger = "suicide" if "peligro" in message.text else ""
        kind = ReplyKind.CRISIS if danger else ReplyKind.ANSWER
        return Outcome(Reply(f"eco {message.text}", kind, "es"), memory, Explanation(), message.text, danger)


def test_after_a_take_over_the_bot_says_nothing_of_its_own_and_nothing_is_lost(database: Database, phrases: PhraseBook) -> None:
    chance = random.Random(11)
    database = Database(database.url, busy_seconds=120)  # SQLite takes one writer at a time, and here are many
    stepping_in = SteppingIn(database, Seal(b"k"))
    counselors = [Counselors(database).add(f"c{number}", Role.COUNSELOR, "x", START).id for number in range(3)]
    written = {chat: [f"{chat}-{number}{' peligro' if chance.random() < 0.1 else ''}" for number in range(MESSAGES)]
               for chat in range(1, CHATS + 1)}
    everything = [(chat, number) for number in range(MESSAGES) for chat in written]
    over, problems, answered, ended = threading.Event(), [], [], []

    def guarded(work) -> None:  # type: ignore[no-untyped-def]  # a callable without arguments
        try:
            work()
        except BaseException as error:
            problems.append(error)
            over.set()

    def write() -> None:
        inbox = Inbox(database, "receiver")
        for update, (chat, number) in enumerate(everything, start=1):
            inbox.save(Waiting(update, chat, written[chat][number]), datetime.now(UTC))
        over.set()

    def answer(name: str) -> None:
        inbox, transcripts, handover = Inbox(database, name), Transcripts(database), Handover(Echo(), phrases)
        while (claim := inbox.claim(datetime.now(UTC))) is not None or not over.wait(0.01):
            if claim is None:
                continue
            message = Message(claim.chat_id, claim.payload, MessageKind.TEXT, datetime.now(UTC))
            attended = handover.respond(message, Memory.model_validate(claim.memory), claim.standing)
            text = attended.outcome.reply.text
            outgoing = (Outgoing(as_html(text)),) if text else ()
            transcripts.record(claim, Turn(message, attended.outcome, attended.standing, outgoing, 1.0, attended.always_said),
                               datetime.now(UTC))
            answered.append(claim.chat_id)
        ended.append(name)

    def send() -> None:
        outbox = Outbox(database)
        while not over.wait(0.02):
            for one in outbox.claim(datetime.now(UTC), 20):
                outbox.sent(one, 1, datetime.now(UTC))

    def take_over() -> None:
        random_chats = random.Random(3).sample(sorted(written), 30)
        for place, chat in enumerate(random_chats, start=1):
            while len(answered) < CHATS + place * 6 and not problems and len(ended) < WORKERS:  # paced by answers, on any machine
                time.sleep(0.001)
            stepping_in.take(chat, chance.choice(counselors), "aquí estoy", datetime.now(UTC))

    jobs = [write, send, take_over, *(lambda name=f"w{number}": answer(name) for number in range(WORKERS))]
    threads = [threading.Thread(target=guarded, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(400)

    assert problems == []
    with database.reading() as session:
        turns = session.scalars(select(TurnRow).order_by(TurnRow.id)).all()
        rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
    kinds = {turn.id: turn.kind for turn in turns}
    taken = {row.chat_id: row.id for row in rows if row.html == "aquí estoy"}
    said_after = [row.html for row in rows if row.chat_id in taken and row.id > taken[row.chat_id] and row.origin == "bot"
                  and row.state in ("waiting", "sent") and kinds[row.turn_id or 0] not in (ReplyKind.CRISIS, ReplyKind.COMMAND)]
    assert len(taken) == 30
    assert said_after == []
    assert {chat: [turn.message for turn in turns if turn.chat_id == chat] for chat in written} == written
    for chat, texts in written.items():
        sent = [row.html.removeprefix("eco ") for row in rows if row.chat_id == chat and row.html.startswith("eco ")]
        assert sent == [text for text in texts if text in sent]
