"""Nothing is lost when the bot is killed: SIGKILL at random moments while people chat, then everything is counted."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.storage.database import Database
from tests.stand_ins.rumbo import WarmEngine
from tests.stand_ins.telegram import AsyncPerson, AsyncSimulator, NoReply, Simulator

KILLS = 20
PEOPLE = 5
PATIENCE = 120.0  # seconds for a reply
LONGEST_START = 8.0  # seconds
WAYS = ("sendMessage", "sendPhoto", "sendDocument", "sendVenue")
QUESTIONS = (
    "¿cuántas horas dura Introduction to Cybersecurity?", "¿cuánto cuesta el CCNA?", "how much does the CCNA cost?", "/ayuda", "hola",
    "¿qué cursos gratis hay de redes?", "😂😂", "¿cuánto dan de la beca Benito Juárez?", "asdf qwer", "¿y cuánto dura?",
)


async def chat(person: AsyncPerson, over: asyncio.Event, seed: int) -> int:
    """Ask and wait for the reply, again and again; gives how many messages were written."""
    choice, written = random.Random(seed), 0
    while not over.is_set():
        await person.say(choice.choice(QUESTIONS))
        written += 1
        await person.wait_for_reply(PATIENCE)
        await asyncio.sleep(choice.uniform(0, 0.5))
    return written


async def seconds_to_a_reply(warm: WarmEngine, telegram: Simulator, data: Path) -> float:
    """How long this machine, as busy as it is, takes from the start of a bot to a reply."""
    before, start = len(telegram.calls("sendMessage")), time.monotonic()
    bot = warm.start(telegram, data)
    while len(telegram.calls("sendMessage")) == before:
        await asyncio.sleep(0.02)
    bot.kill()
    return time.monotonic() - start


async def kill_and_start_again(warm: WarmEngine, telegram: Simulator, data: Path) -> None:
    """Kill it while it starts, while it works through what waits, and later. The first start makes the tables, so the second is timed."""
    await seconds_to_a_reply(warm, telegram, data)
    needed = min(await seconds_to_a_reply(warm, telegram, data), LONGEST_START)
    moments = random.Random(20)
    for _ in range(KILLS - 2):
        bot = warm.start(telegram, data)
        await asyncio.sleep(needed * moments.uniform(0.3, 2.5))
        bot.kill()


def kept(database: Database, sql: str) -> list[tuple[int, ...]]:
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]


async def test_no_message_is_lost_and_at_most_one_is_sent_twice_when_the_bot_is_killed(
        warm: WarmEngine, telegram: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    over = asyncio.Event()

    async with AsyncSimulator(telegram.url) as crowd:
        people = [crowd.person(user) for user in range(1, PEOPLE + 1)]
        chats = [asyncio.create_task(chat(person, over, number)) for number, person in enumerate(people)]
        await kill_and_start_again(warm, telegram, tmp_path)
        last = warm.start(telegram, tmp_path)
        await asyncio.sleep(1)
        over.set()
        written = sum(await asyncio.gather(*chats))
        await nothing_waits(tmp_path)
        last.stop()

    database = Database(f"sqlite:///{tmp_path / 'rumbo.db'}")
    answered = kept(database, "SELECT chat_id, message_id FROM turns WHERE reply <> '' ORDER BY id")
    sent = kept(database, "SELECT chat_id, message_id FROM outbox WHERE state = 'sent' ORDER BY id")
    seen = Counter(entry["chat_id"] for way in WAYS for entry in telegram.calls(way) if entry["ok"])
    twice = sum(seen.values()) - len(sent)
    with capsys.disabled():
        print(f"\n{KILLS} kills: {written} messages written, {len(set(answered))} answered, {written - len(set(answered))} lost, "
              f"{twice} replies sent twice")
    assert len(answered) == len(set(answered)) == written
    assert kept(database, "SELECT count(*) FROM inbox WHERE state <> 'done'") == [(0,)]
    assert kept(database, "SELECT count(*) FROM outbox WHERE state <> 'sent'") == [(0,)]
    assert 0 <= twice <= KILLS
    for person in range(1, PEOPLE + 1):
        numbers = [message for chat_id, message in sent if chat_id == person]
        assert numbers == sorted(numbers)


async def nothing_waits(data: Path) -> None:
    """Until the outbox is empty; the last reply is seen by its person a moment before it is marked."""
    database = Database(f"sqlite:///{data / 'rumbo.db'}")
    for _ in range(200):
        if kept(database, "SELECT count(*) FROM outbox WHERE state = 'waiting'") == [(0,)]:
            return
        await asyncio.sleep(0.1)
    raise NoReply("something was never sent")
