"""What goes wrong at random while people chat: programs die or freeze, Telegram misbehaves, the database is locked or drops everybody."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from tests.stand_ins.rumbo import Bot, WarmEngine
from tests.stand_ins.telegram import Simulator

TELEGRAM = {  # kind → (times, method, seconds)
    "fail": (3, "sendMessage", 1), "cut": (2, "sendMessage", 1), "lost": (1, "sendMessage", 1), "flood": (1, "sendMessage", 1),
    "silence": (1, "", 3), "duplicate": (2, "", 1), "reorder": (1, "", 1), "jump": (1, "", 1), "cut every call": (2, "*", 1),
}
PROGRAMS = ("kill", "stop", "freeze", "two pollers")
DATABASE = ("locked",)
POSTGRESQL = ("locked", "connections dropped")
AT_ONCE = 8  # messages that one bot may have on the way when it is killed


@dataclass
class Running:
    """The bots under test, and what struck them. `url`: PostgreSQL, or empty for SQLite in `folder`. `hook`: the balancer's port before
    the workers' webhooks, which listen on `ports`; without ports, the bot polls.
    """

    warm: WarmEngine
    telegram: Simulator
    folder: Path
    url: str
    hook: int = 0
    ports: tuple[int, ...] = ()
    bots: list[Bot] = field(default_factory=list)
    struck: Counter[str] = field(default_factory=Counter)

    def begin(self) -> None:
        """Start one bot, or a worker for each port."""
        self.bots = [self._start(number) for number in range(len(self.ports) or 1)]

    async def strike(self, chance: random.Random) -> None:
        """One fault, and what follows it."""
        kind = chance.choice([*PROGRAMS, *(POSTGRESQL if self.url else DATABASE), *TELEGRAM])
        self.struck[kind] += 1
        if kind in TELEGRAM:
            times, method, seconds = TELEGRAM[kind]
            await asyncio.to_thread(self.telegram.trouble, kind.partition(" ")[0], times, method, seconds)
        elif kind == "locked":
            await asyncio.to_thread(self._lock, chance.uniform(1, 5))
        elif kind == "connections dropped":
            await asyncio.to_thread(self._drop_connections)
        elif kind == "two pollers":
            await asyncio.to_thread(self._poll_too)
        else:
            await self._program(kind, chance)

    def end(self) -> None:
        """Stop everything."""
        for bot in self.bots:
            bot.stop()

    async def _program(self, kind: str, chance: random.Random) -> None:
        number = chance.randrange(len(self.bots))
        bot = self.bots[number]
        if kind == "freeze":
            os.kill(bot.pid, signal.SIGSTOP)
            await asyncio.sleep(chance.uniform(1, 5))
            os.kill(bot.pid, signal.SIGCONT)
            return
        await asyncio.to_thread(bot.kill if kind == "kill" else bot.stop)
        await asyncio.sleep(chance.uniform(0, 2))
        self.bots[number] = self._start(number)

    def _start(self, number: int) -> Bot:
        more: dict[str, Any] = {"database_url": self.url} if self.url else {}
        if self.ports:
            more |= {"webhook_url": f"http://127.0.0.1:{self.hook}/telegram", "webhook_port": self.ports[number]}
        return self.warm.start(self.telegram, self.folder / str(number), log_level="warning", **more)

    @property
    def database_url(self) -> str:
        """Where everything is kept."""
        return self.url or f"sqlite:///{self.folder / '0' / 'rumbo.db'}"

    def _lock(self, seconds: float) -> None:
        """Nobody else gets at the database for so long; where that ends in a deadlock, that is the fault."""
        engine = create_engine(self.database_url, isolation_level="AUTOCOMMIT")
        begin = "BEGIN; LOCK TABLE inbox, outbox, chats IN ACCESS EXCLUSIVE MODE" if self.url else "BEGIN IMMEDIATE"
        with contextlib.suppress(OperationalError), engine.connect() as connection:
            connection.execute(text(begin))
            connection.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": seconds}) if self.url else time.sleep(seconds)
            connection.execute(text("ROLLBACK"))
        engine.dispose()

    def _poll_too(self) -> None:
        with contextlib.suppress(httpx.HTTPError):  # an earlier trouble may strike this call
            self.telegram.http.post(f"/bot{self.telegram.token}/getUpdates", json={"timeout": 0, "offset": 0})

    def _drop_connections(self) -> None:
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                                    "AND datname = current_database()"))
        engine.dispose()

