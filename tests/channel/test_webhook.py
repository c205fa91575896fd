"""Receiving by webhook: who may post, what is kept before 200, and that changing the way of receiving loses nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from telegram.ext import ApplicationBuilder

from bot.channel.receiving import SavingQueue
from bot.channel.records import Records
from bot.channel.webhook import LONGEST_BODY, SECRET_HEADER, Hook, Webhook, secret_of
from bot.operations.cluster import free_port
from bot.storage.database import Database
from bot.storage.transcripts import Transcripts
from tests.stand_ins.rumbo import WarmEngine
from tests.stand_ins.telegram import Json, Simulator
from tests.stand_ins.waiting import eventually

SECRET = "s3cret-_"


def update(number: int = 1, text: str = "hola", chat_id: int = 7) -> Json:
    chat = {"id": chat_id, "type": "private", "first_name": "Ana"}
    return {"update_id": number, "message": {"message_id": number, "date": 1_790_000_000, "chat": chat, "text": text,
                                             "from": {"id": 7, "is_bot": False, "first_name": "Ana"}}}


class Door:
    """The webhook as a client reaches it, and what was kept."""

    def __init__(self, client: httpx.AsyncClient, records: Records, database: Database) -> None:
        self.client, self.records, self.database = client, records, database

    async def post(self, body: object, secret: str | None = SECRET, path: str = "/telegram", raw: bytes | None = None) -> int:
        headers = {} if secret is None else {SECRET_HEADER.encode(): secret.encode()}
        content = raw if raw is not None else json.dumps(body).encode()
        return (await self.client.post(path, content=content, headers=headers)).status_code


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    database = Database(f"sqlite:///{tmp_path / 'rumbo.db'}", busy_seconds=0.2)
    database.upgrade()
    records = Records(database, "test")
    queue = SavingQueue(records, lambda: datetime.now(UTC), alarming=lambda text: "ayuda" in text)
    application = ApplicationBuilder().token("1:x").update_queue(queue).build()
    app = Webhook(Hook("https://rumbo.example.org/telegram", "127.0.0.1", 0, SECRET)).app(application)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://webhook") as client:
        yield Door(client, records, database)
    records.close()
    database.close()


async def test_an_update_is_kept_before_200_and_once(door: Door) -> None:
    statuses = [await door.post(update()), await door.post(update()), await door.post(update(2))]

    assert statuses == [200, 200, 200]
    assert door.records.inbox.waiting() == 2


async def test_what_a_first_look_takes_for_danger_is_kept_as_urgent(door: Door) -> None:
    await door.post(update())
    await door.post(update(2, text="ayuda, me pega", chat_id=8))

    claim = door.records.inbox.claim(datetime.now(UTC))

    assert claim is not None and claim.chat_id == 8


@pytest.mark.parametrize("secret", [None, "", "s3cret-", "s3cret-__", "ñ"])
async def test_who_does_not_know_the_secret_is_refused(door: Door, secret: str | None) -> None:
    status = await door.post(update(), secret)

    assert (status, door.records.inbox.waiting()) == (403, 0)


async def test_other_paths_methods_and_what_is_no_update_are_refused(door: Door) -> None:
    statuses = [await door.post(update(), path="/other"), (await door.client.get("/telegram")).status_code,
                await door.post(None, raw=b"\xff{"), await door.post([1]), await door.post({"update_id": 1})]

    assert statuses == [404, 405, 400, 400, 200]
    assert door.records.inbox.waiting() == 0


async def test_a_body_that_no_update_has_is_not_read_to_its_end(door: Door) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield bytes(LONGEST_BODY // 10)

    told = await door.post(None, raw=bytes(LONGEST_BODY + 1))
    untold = (await door.client.post("/telegram", content=endless(), headers={SECRET_HEADER: SECRET})).status_code

    assert (told, untold) == (413, 413)


async def test_what_cannot_be_saved_is_left_with_telegram(door: Door) -> None:
    with door.database.transaction() as session:
        session.connection()
        locked = await door.post(update())
    free = await door.post(update())

    assert (locked, free, door.records.inbox.waiting()) == (503, 200, 1)


def test_the_secret_is_the_same_for_every_worker_and_tells_nothing_of_the_token() -> None:
    made = secret_of("123:abc")

    assert made == secret_of("123:abc") != secret_of("123:abd")
    assert "abc" not in made
    assert secret_of("123:abc", "chosen") == "chosen"


async def test_from_polling_to_webhook_and_back_nothing_is_lost_or_doubled(warm: WarmEngine, telegram: Simulator, tmp_path: Path) -> None:
    port = free_port()
    hook = {"webhook_url": f"http://127.0.0.1:{port}/telegram", "webhook_port": port}
    ways = ({}, hook, {}, hook)
    people = [telegram.person(user) for user in (1, 2)]

    for turn, way in enumerate(ways):
        for person in people:
            person.say(f"hola {turn}")  # while nobody runs
        bot = warm.start(telegram, tmp_path, **way)
        await asyncio.to_thread(eventually, bot.receives, 20)
        for person in people:
            person.say(f"gracias {turn}")
        await asyncio.to_thread(eventually, lambda: _answered(tmp_path) == 2 * 2 * (turn + 1), 30)  # noqa: B023
        bot.stop()

    for person in people:
        said = [turn["message"] for turn in Transcripts(_opened(tmp_path)).conversation(person.where["user"])]
        assert said == [f"{word} {turn}" for turn in range(len(ways)) for word in ("hola", "gracias")]


def _opened(data: Path) -> Database:
    return Database(f"sqlite:///{data / 'rumbo.db'}")


def _answered(data: Path) -> int:
    database = _opened(data)
    with database.engine.connect() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM turns").scalar_one()
    database.close()
    return int(count)
