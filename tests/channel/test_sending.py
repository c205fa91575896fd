"""Sending to the simulator, which refuses and fails as Telegram does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from telegram import Bot, Message

from bot.channel.keyboards import Ratings
from bot.channel.records import Records
from bot.channel.sending import Sender
from bot.domain.outgoing import Outgoing
from bot.domain.reply import Attachment, Button, Venue
from bot.simulator.media import sample_picture
from bot.storage.database import Database
from bot.storage.inbox import Waiting
from bot.storage.outbox import Unsent, outbox_row
from tests.stand_ins.telegram import Json, Person, Simulator, buttons, from_bot
from tests.stand_ins.waiting import eventually

PICTURE = sample_picture()
SLOW_CHAT, SLOW_SECONDS = 9, 4.0


class SlowTelegram(Bot):
    """A bot whose messages to one chat take long."""

    async def send_message(self, chat_id: Any, *args: Any, **more: Any) -> Message:
        """As Telegram takes it."""
        if chat_id == SLOW_CHAT:
            await asyncio.sleep(SLOW_SECONDS)
        return await super().send_message(chat_id, *args, **more)


class Post:
    """A sender at work, and what it keeps."""

    def __init__(self, records: Records, database: Database, sender: Sender, recorded: asyncio.Event) -> None:
        self.records, self.database, self.sender, self.recorded = records, database, sender, recorded

    def put(self, chat: int, *messages: Outgoing) -> None:
        for message in messages:
            self.records.outbox.add(chat, message, "counselor", datetime.now(UTC))
        self.recorded.set()

    async def until_done(self, seconds: float = 15) -> list[tuple[str, int]]:
        """State and tries of each message, once none waits."""
        async with asyncio.timeout(seconds):
            while self.records.outbox.waiting():
                await asyncio.sleep(0.05)
        with self.database.engine.connect() as connection:
            return [(row.state, row.tries) for row in connection.execute(text("SELECT state, tries FROM outbox ORDER BY id"))]


@pytest.fixture
async def post(telegram: Simulator, tmp_path: Path) -> AsyncIterator[Post]:
    database = Database(f"sqlite:///{tmp_path / 'rumbo.db'}", busy_seconds=0.2)
    database.upgrade()
    records, recorded = Records(database, "test"), asyncio.Event()
    async with SlowTelegram(telegram.token, base_url=telegram.base_url) as bot:
        sender = Sender(bot, records, Ratings("👍", "👎"), lambda: datetime.now(UTC), recorded)
        running = asyncio.create_task(sender.run())
        yield Post(records, database, sender, recorded)
        sender.stop()
        await running
    records.close()
    database.close()


@pytest.fixture
def ana(telegram: Simulator, post: Post) -> Person:
    """Somebody who has written, so that a bot may write to them."""
    person = telegram.person(1)
    person.say("hola")
    post.records.inbox.save(Waiting(1, 1, "{}"), datetime.now(UTC))
    return person


def got(person: Person) -> list[Json]:
    return from_bot(person.messages())


async def test_where_nothing_waits_nothing_is_claimed(post: Post, ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    claims, claim = [], post.records.outbox.claim

    def counted(*given: Any) -> list[Unsent]:
        claims.append(given[-1])
        return claim(*given)

    monkeypatch.setattr(post.records.outbox, "claim", counted)

    post.put(1, Outgoing("hola"))
    await post.until_done()
    await asyncio.sleep(1.2)

    assert claims.count(False) == 1  # the lane of what is urgent claims for itself


async def test_texts_files_and_places_arrive_in_order(post: Post, ana: Person) -> None:
    post.put(1, Outgoing("Tu <b>plan</b>", (Button("Más", "ask:más"),)),
             Outgoing("La imagen", item=Attachment("photo", "plan.png", "image/png", PICTURE)),
             Outgoing("", item=Attachment("document", "plan.pdf", "application/pdf", b"%PDF-1.7")),
             Outgoing("", item=Venue("CONALEP Tlalpan", "Av. Uno 1", 19.3, -99.1)),
             Outgoing("¿Dónde estás?", asks_location="📍 Mandar"))

    states = await post.until_done()

    assert states == [("sent", 0)] * 5
    first, picture, document, venue, wish = got(ana)
    assert (first["text"], first["entities"][0]["type"], list(buttons(first))) == ("Tu plan", "bold", ["Más"])
    assert (picture["caption"], "photo" in picture) == ("La imagen", True)
    assert document["document"]["file_name"] == "plan.pdf"
    assert venue["venue"]["title"] == "CONALEP Tlalpan"
    assert wish["reply_keyboard"]["keyboard"][0][0]["request_location"]


@pytest.mark.alone
async def test_help_does_not_wait_for_a_message_that_telegram_is_slow_to_take(post: Post, ana: Person) -> None:
    telegram_takes_its_time = Outgoing("lenta")
    post.put(SLOW_CHAT, telegram_takes_its_time)
    await asyncio.sleep(0.5)

    start = time.monotonic()
    with post.database.transaction() as session:
        session.add(outbox_row(Outgoing("llama al 911"), 1, datetime.now(UTC), urgent=True))
    await asyncio.to_thread(eventually, lambda: got(ana), SLOW_SECONDS)
    waited = time.monotonic() - start

    assert [one["text"] for one in got(ana)] == ["llama al 911"]
    assert waited < SLOW_SECONDS / 2


async def test_marks_that_telegram_cannot_read_are_sent_as_plain_text(post: Post, ana: Person) -> None:
    post.put(1, Outgoing("<b>sin cerrar &amp; <i>cruzado</b></i>"))

    states = await post.until_done()

    assert states == [("sent", 0)]
    assert got(ana)[0]["text"] == "sin cerrar & cruzado"


async def test_a_picture_that_telegram_cannot_show_is_sent_as_a_file(post: Post, ana: Person) -> None:
    post.put(1, Outgoing("", item=Attachment("photo", "plan.png", "image/png", b"no picture")))

    await post.until_done()

    assert got(ana)[0]["document"]["file_name"] == "plan.png"


async def test_buttons_that_telegram_refuses_are_left_out(post: Post, ana: Person) -> None:
    post.put(1, Outgoing("hola", (Button("   ", "ask:más"),)))

    await post.until_done()

    assert (got(ana)[0]["text"], buttons(got(ana)[0])) == ("hola", {})


async def test_after_429_nothing_is_sent_until_the_time_it_says(post: Post, ana: Person, telegram: Simulator) -> None:
    telegram.trouble("flood", seconds=2, method="sendMessage")
    post.put(1, Outgoing("hola"))

    states = await post.until_done()

    refused, sent = telegram.calls("sendMessage")
    assert states == [("sent", 1)]
    assert sent["time"] - refused["time"] >= 2
    assert [message["text"] for message in got(ana)] == ["hola"]


@pytest.mark.parametrize("kind", ["fail", "cut"])
async def test_what_telegram_could_not_take_is_sent_again(post: Post, ana: Person, telegram: Simulator, kind: str) -> None:
    telegram.trouble(kind, method="sendMessage")
    post.put(1, Outgoing("una"), Outgoing("dos"))

    states = await post.until_done()

    assert states == [("sent", 1), ("sent", 0)]
    assert [message["text"] for message in got(ana)] == ["una", "dos"]


async def test_who_blocked_the_bot_is_left_alone_until_they_write_again(post: Post, ana: Person, telegram: Simulator) -> None:
    ana.block()
    post.put(1, Outgoing("una"), Outgoing("dos"))

    states = await post.until_done()
    ana.block(False)
    ana.say("volví")
    post.records.inbox.save(Waiting(2, 1, "{}"), datetime.now(UTC))
    post.put(1, Outgoing("tres"))
    await post.until_done()

    assert states == [("refused", 0), ("refused", 0)]
    assert [message["text"] for message in got(ana)] == ["tres"]


async def test_what_can_never_be_sent_holds_nothing_up(post: Post, ana: Person) -> None:
    post.put(1, Outgoing("x" * 5000), Outgoing("dos"))
    post.put(77, Outgoing("a nadie"))

    states = await post.until_done()

    assert states == [("refused", 0), ("sent", 0), ("refused", 0)]


async def test_a_message_that_was_sent_is_marked_however_long_the_database_is_locked(
        post: Post, ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    locking = post.database.engine.connect()
    send = Bot.send_message

    async def locked_once_sent(bot: Bot, *given: Any, **more: Any) -> Message:
        message = await send(bot, *given, **more)
        locking.execute(text("SELECT 1"))  # BEGIN IMMEDIATE: the only write lock is ours
        asyncio.get_running_loop().call_later(1.5, locking.rollback)
        return message

    monkeypatch.setattr(Bot, "send_message", locked_once_sent)
    post.put(1, Outgoing("hola"))
    while not got(ana):
        await asyncio.sleep(0.05)
    states = await post.until_done()

    assert states == [("sent", 0)]
    assert len(got(ana)) == 1


async def test_messages_to_one_person_keep_telegrams_pace(post: Post, ana: Person, telegram: Simulator) -> None:
    post.put(1, *(Outgoing(str(number)) for number in range(5)))

    await post.until_done()

    times = [call["time"] for call in telegram.calls("sendMessage")]
    assert [message["text"] for message in got(ana)] == ["0", "1", "2", "3", "4"]
    assert times[3] - times[0] >= 2.8
