"""People chat through the simulator while faults strike at random; then what they saw is compared with what the database holds.

    python -m tests.chaos.run --minutes 20 --seed 1 --people 200
    python -m tests.chaos.run --minutes 20 --seed 1 --people 200 --cluster     three workers with webhooks on PostgreSQL

Ends with code 1 when a message was lost, answered by two turns, answered out of order, or when more replies arrived twice than were on
the way at a kill, or had their confirmation lost.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path

from sqlalchemy import create_engine, text

from bot.operations.balancer import balancing
from bot.operations.cluster import free_port, postgresql
from tests.chaos.faults import AT_ONCE, TELEGRAM, Running
from tests.stand_ins.rumbo import WarmEngine, warm_engine
from tests.stand_ins.telegram import AsyncSimulator, NoReply, running_simulator

QUESTIONS = (
    "¿cuántas horas dura Introduction to Cybersecurity?", "¿cuánto cuesta el CCNA?", "how much does the CCNA cost?", "/ayuda", "hola",
    "¿qué cursos gratis hay de redes?", "😂😂", "¿cuánto dan de la beca Benito Juárez?", "asdf qwer", "¿y cuánto dura?", "gracias",
)
PATIENCE = 180.0  # seconds: leases of a killed worker take 60 to end, twice in the worst case
WORKERS = 3
BETWEEN_FAULTS = (0.5, 3.0)  # seconds
PAUSE = (2.0, 20.0)  # seconds that a person takes between two messages


@dataclass
class Seen:
    """What the people saw: chat → ids of their messages, seconds they waited for each, and ids of the bot's messages."""

    written: dict[int, list[int]] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    unanswered: int = 0
    received: dict[int, list[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Figures:
    """What came of it. `not_answered_in_time`: messages whose writer waited `PATIENCE` for nothing; what is lost is told apart."""

    seconds: int
    people: int
    faults: int
    sent: int
    answered: int
    not_answered_in_time: int
    lost: int
    answered_twice: int
    replies_twice: int
    replies_twice_at_most: int
    out_of_order: int
    still_waiting: int
    longest_wait: float
    typical_wait: float

    @property
    def good(self) -> bool:
        """Whether every promise was kept."""
        return not (self.lost or self.answered_twice or self.out_of_order or self.still_waiting) and (
            self.replies_twice <= self.replies_twice_at_most)


async def chaos(running: Running, seconds: float, seed: int, people: int, pause: tuple[float, float] = PAUSE) -> Figures:
    """People chat for so long, faults strike; then everything is counted. `pause`: seconds between two messages of a person."""
    over, seen, start = asyncio.Event(), Seen(), time.monotonic()
    async with AsyncSimulator(running.telegram.url) as crowd:
        chats = [asyncio.create_task(_chat(crowd, user, over, random.Random(f"{seed} {user}"), seen, pause))
                 for user in range(1, people + 1)]
        chance = random.Random(seed)
        while time.monotonic() - start < seconds:
            await running.strike(chance)
            await asyncio.sleep(chance.uniform(*BETWEEN_FAULTS))
        over.set()
        await asyncio.gather(*chats)
        await _nothing_waits(running)
        for user in seen.written:
            seen.received[user] = [one["message_id"] for one in await crowd.person(user).messages() if one["from"]["is_bot"]]
    return _compared(running, seen, round(time.monotonic() - start), people)


async def _chat(crowd: AsyncSimulator, user: int, over: asyncio.Event, chance: random.Random, seen: Seen,
                pause: tuple[float, float]) -> None:
    person, written = crowd.person(user), seen.written.setdefault(user, [])
    await _unless(over, chance.uniform(*pause))
    while not over.is_set():
        person.heard()
        written.append(await person.say(chance.choice(QUESTIONS)))
        start = time.monotonic()
        try:
            await person.wait_for_reply(PATIENCE)
            seen.waits.append(time.monotonic() - start)
        except NoReply:
            seen.unanswered += 1
        await _unless(over, chance.uniform(*pause))


async def _unless(over: asyncio.Event, seconds: float) -> None:
    """Wait so long, or until it is over."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(over.wait(), seconds)


async def _nothing_waits(running: Running) -> None:
    for _ in range(int(PATIENCE)):
        if not _rows(running, "SELECT 1 FROM inbox WHERE state = 'waiting' UNION SELECT 1 FROM outbox WHERE state = 'waiting'"):
            return
        await asyncio.sleep(1)


def _compared(running: Running, seen: Seen, seconds: int, people: int) -> Figures:
    turns = _rows(running, "SELECT chat_id, message_id FROM turns WHERE reply <> '' ORDER BY id")
    sent = _rows(running, "SELECT chat_id, message_id FROM outbox WHERE state = 'sent' ORDER BY id")
    waiting = _rows(running, "SELECT id FROM inbox WHERE state <> 'done'") + _rows(running, "SELECT id FROM outbox WHERE state <> 'sent'")
    written = {(chat, message) for chat, messages in seen.written.items() for message in messages}
    received = sum(map(len, seen.received.values()))
    confirmed = {(chat, message) for chat, messages in seen.received.items() for message in messages} & set(sent)
    lost = len(written - set(turns)) + len(sent) - len(confirmed)
    waits = sorted(seen.waits) or [0.0]
    return Figures(
        seconds, people, sum(running.struck.values()), len(written), len(set(turns) & written), seen.unanswered, lost,
        len(turns) - len(set(turns)),
        received - len(sent), _may_come_twice(running), _swapped(turns) + _swapped(sent), len(waiting), round(waits[-1], 1),
        round(waits[len(waits) // 2], 2))


def _may_come_twice(running: Running) -> int:
    struck = running.struck
    return AT_ONCE * (struck["kill"] + struck["stop"] + struck["freeze"] + struck["silence"]) + sum(
        struck[kind] * times for kind, (times, _, _) in TELEGRAM.items() if kind in ("lost", "cut every call"))


def _swapped(rows: list[tuple[int, int]]) -> int:
    by_chat: dict[int, list[int]] = {}
    for chat, message in rows:
        by_chat.setdefault(chat, []).append(message)
    return sum(after < before for messages in by_chat.values() for before, after in pairwise(messages))


def _rows(running: Running, sql: str) -> list[tuple[int, int]]:
    engine = create_engine(running.database_url)
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(text(sql))]
    engine.dispose()
    return rows  # type: ignore[return-value]


@contextmanager
def bots(cluster: bool, warm: WarmEngine | None = None) -> Iterator[Running]:
    """One bot that polls on SQLite, or three workers with webhooks behind a balancer on PostgreSQL; and a simulator. `warm`: the program
    that they are forked from, where there is one.
    """
    with contextlib.ExitStack() as parts, tempfile.TemporaryDirectory() as folder:
        telegram, warm = parts.enter_context(running_simulator()), warm or parts.enter_context(warm_engine())
        running = Running(warm, telegram, Path(folder), "")
        if cluster:
            ports = tuple(free_port() for _ in range(WORKERS))
            url, hook = parts.enter_context(postgresql(Path(folder) / "postgres")), parts.enter_context(balancing(ports))
            running = Running(warm, telegram, Path(folder), url, hook, ports)
        parts.callback(running.end)
        running.begin()
        yield running


def main() -> None:
    """Run it, print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--cluster", action="store_true")
    given = parser.parse_args()
    with bots(given.cluster) as running:
        figures = asyncio.run(chaos(running, given.minutes * 60, given.seed, given.people))
        print("\n".join(f"{name.replace('_', ' '):24} {value}" for name, value in asdict(figures).items()))
        print(f"{'faults':24} {', '.join(f'{kind} {number}' for kind, number in sorted(running.struck.items()))}", flush=True)
    sys.exit(0 if figures.good else 1)


if __name__ == "__main__":
    main()
