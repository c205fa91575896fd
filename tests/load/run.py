"""How many messages a second Rumbo answers: people write through the simulator at growing rates until the wait gets long.

    python -m tests.load.run                      a minute at each rate; docs/load/load.json, .md and .png
    python -m tests.load.run --short              seconds at each rate; under 15 minutes on two quiet cores
    python -m tests.load.run --by-words --short   without the embedding model
    python -m tests.load.run --series 1           one series; the figures of the others stay as they are
    python -m tests.load.run --series 0 --mix campaign --rates 20 --seconds 15 --to /tmp/load     one rate, in a minute
    python -m tests.load.run --soak 30            30 minutes at 10 messages a second, one bot on SQLite: does its memory grow?

A message's wait goes from when it was due (not when it could be written) to when its first reply was sent. Everything runs on this machine:
the generator, the simulator, PostgreSQL and the workers share its cores; what each took is told apart.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from bot.operations.balancer import balancing
from bot.operations.cluster import Program, answers, free_port, postgresql
from tests.load.processes import Used, used
from tests.load.tables import written
from tests.stand_ins.telegram import Simulator, running_simulator

ROOT = Path(__file__).parents[2]
CHATS = 1000
RATES = (5, 10, 20, 30, 40, 60)
TOO_LONG = 2.0  # seconds of p95 that end a series
SERIES = (("SQLite, 1 process", 0), ("PostgreSQL, 1 worker", 1), ("PostgreSQL, 2 workers", 2))
MIXES = ("campaign", "all different")
WAITS_FOR_REST = 30.0  # seconds after the last message
STARTS_WITHIN = 300.0


@dataclass(frozen=True)
class Step:
    """What came of one rate. Seconds, megabytes; CPU in cores (1 = one core all the time), of a message in milliseconds of the workers."""

    series: str
    mix: str
    rate: float
    written: int
    answered: int
    throughput: float
    p50: float
    p95: float
    p99: float
    repeated: int
    megabytes: float
    cpu_message: float
    cpu_workers: float
    cpu_database: float
    cpu_simulator: float
    cpu_generator: float
    generator_late: float


@dataclass
class Setting:
    """The programs of one series."""

    telegram: Simulator
    database: str
    workers: list[Program]
    simulator_pid: int
    postgres_pid: int = 0

    def used(self) -> tuple[Used, Used, Used]:
        """By the workers, the database server, the simulator."""
        workers = sum((used(one.pid) for one in self.workers), Used())
        return workers, used(self.postgres_pid, with_children=True) if self.postgres_pid else Used(), used(self.simulator_pid)


@contextmanager
def running(workers: int, by_words: bool) -> Iterator[Setting]:
    """One bot on SQLite (`workers` 0), or so many on PostgreSQL with webhooks."""
    with contextlib.ExitStack() as parts, tempfile.TemporaryDirectory() as folder:
        telegram, data = parts.enter_context(running_simulator()), Path(folder) / "data"
        data.mkdir()
        for part in ("index", "guard"):
            if (ROOT / "data" / part).exists():
                shutil.copytree(ROOT / "data" / part, data / part)
        environment = {"TELEGRAM_BOT_TOKEN": telegram.token, "RUMBO_TELEGRAM_BASE_URL": telegram.url, "RUMBO_DATA": str(data),
                       "RUMBO_BY_WORDS": str(by_words).lower(), "RUMBO_LOG_LEVEL": "warning", "RUMBO_SITE": "false",
                       "PYTHONPATH": str(ROOT)}
        database, postgres = f"sqlite:///{data / 'rumbo.db'}", 0
        if workers:
            database = parts.enter_context(postgresql(Path(folder) / "postgres"))
            postgres = int((Path(folder) / "postgres" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
            ports = [free_port() for _ in range(workers)]
            hook = f"http://127.0.0.1:{parts.enter_context(balancing(ports))}/telegram"
            environment |= {"RUMBO_DATABASE_URL": database, "RUMBO_WEBHOOK_URL": hook}
        programs = []
        for number in range(workers or 1):
            metrics = free_port()
            own = {"RUMBO_METRICS_PORT": str(metrics)} | ({"RUMBO_WEBHOOK_PORT": str(ports[number])} if workers else {})
            program = Program([sys.executable, "-m", "bot", "start"], Path(folder) / f"{number}.log", environment | own)
            parts.callback(program.stop)
            answers(f"http://127.0.0.1:{metrics}/readyz", STARTS_WITHIN)
            programs.append(program)
        setting = Setting(telegram, database, programs, telegram.pid, postgres)
        _warm(setting, workers or 1)
        yield setting


def _warm(setting: Setting, workers: int) -> None:
    """Until every worker answers (the engine is loaded after the first update is taken) and its vectors are read."""
    for round_ in range(3):
        for user in range(1, 4 * workers + 1):
            setting.telegram.person(CHATS + 100 * round_ + user).say("¿cuánto cuesta el CCNA?")
        _settled(setting, STARTS_WITHIN)
        time.sleep(5)


def step(setting: Setting, series: str, mix: str, rate: float, seconds: float) -> Step:
    """Write at this rate for so long, wait for the rest, count."""
    before = setting.used()
    start = time.monotonic()
    done = subprocess.run([sys.executable, "-m", "tests.load.generator", setting.telegram.url, str(rate), str(seconds), str(CHATS),
                           mix.split()[0], str(round(rate))], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True,
                          text=True, check=True)
    _settled(setting, WAITS_FOR_REST)
    after, lasted = setting.used(), time.monotonic() - start
    told: dict[str, Any] = json.loads(done.stdout)
    due = {int(number): float(at) for number, at in told["due"].items()}
    sent = _sent(setting, due)
    waits = sorted(at - due[number] for number, at in sent.items())
    workers, database, simulator = (later.since(earlier) / lasted for later, earlier in zip(after, before, strict=True))
    working = max(sent.values(), default=1.0) - min(due.values(), default=0.0)
    return Step(series, mix, rate, len(due), len(waits), round(len(waits) / working, 1), _at(waits, 0.5), _at(waits, 0.95),
                _at(waits, 0.99), told["repeated"], round(after[0].megabytes),
                round(after[0].since(before[0]) / max(len(due), 1) * 1000, 1), round(workers, 2), round(database, 2), round(simulator, 2),
                round(told["cpu"] / seconds, 2), round(told["late"], 2))


def _sent(setting: Setting, due: dict[int, float]) -> dict[int, float]:
    """Update → when the first reply of its turn was sent."""
    rows = _rows(setting, "SELECT inbox.update_id, min(outbox.sent_at) FROM inbox JOIN outbox ON outbox.turn_id = inbox.turn_id "
                          "WHERE outbox.state = 'sent' GROUP BY inbox.update_id")
    return {number: _seconds(at) for number, at in rows if number in due}


def _seconds(at: Any) -> float:
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return float(moment.replace(tzinfo=UTC).timestamp())


def _settled(setting: Setting, seconds: float) -> None:
    """Until nothing waits, at most so long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if setting.telegram.look("status")["waiting"] == 0 and not _rows(
                setting, "SELECT id, id FROM inbox WHERE state = 'waiting' UNION ALL SELECT id, id FROM outbox WHERE state = 'waiting'"):
            return
        time.sleep(0.25)


def _rows(setting: Setting, sql: str) -> list[Any]:
    engine = create_engine(setting.database)
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(sql))]
    finally:
        engine.dispose()


def _at(waits: list[float], share: float) -> float:
    return round(waits[min(int(len(waits) * share), len(waits) - 1)], 3) if waits else float("inf")


def soak(minutes: int, by_words: bool) -> None:
    """Print the bot's memory after each minute, and how much it grew from the fifth to the last."""
    sizes = []
    with running(0, by_words) as setting:
        for minute in range(1, minutes + 1):
            sizes.append(step(setting, SERIES[0][0], MIXES[0], 10, 60).megabytes)
            print(f"minute {minute}: {sizes[-1]:.0f} MB", flush=True)
    print(f"from {sizes[min(4, minutes - 1)]:.0f} MB to {sizes[-1]:.0f} MB")


def of_others(folder: Path, measured: set[str]) -> list[dict[str, Any]]:
    """The steps of an earlier run whose series are not measured now."""
    file = folder / "load.json"
    earlier = json.loads(file.read_text(encoding="utf-8"))["steps"] if file.exists() else []
    return [one for one in earlier if one["series"] not in measured]


def main() -> None:
    """Run every series, and write the table and the plot."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--by-words", action="store_true")
    parser.add_argument("--rates", type=float, nargs="*", default=RATES)
    parser.add_argument("--series", type=int, nargs="*", default=[0, 1, 2], help="0: SQLite; 1, 2: workers on PostgreSQL")
    parser.add_argument("--mix", nargs="*", default=MIXES, choices=MIXES)
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--soak", type=int, default=0, help="minutes at 10 messages a second, and nothing else")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "load")
    given = parser.parse_args()
    if given.soak:
        soak(given.soak, given.by_words)
        return
    seconds = given.seconds or (12 if given.short else 60)
    steps: list[Step] = []
    kept = of_others(given.to, {series for series, workers in SERIES if workers in given.series})
    for series, workers in SERIES:
        if workers not in given.series:
            continue
        with running(workers, given.by_words) as setting:
            for mix in given.mix:
                for rate in given.rates:
                    steps.append(step(setting, series, mix, rate, seconds))
                    print(steps[-1], flush=True)
                    written(given.to, [*kept, *map(asdict, steps)], seconds, given.by_words)
                    if steps[-1].p95 > TOO_LONG or steps[-1].answered < steps[-1].written:
                        break


if __name__ == "__main__":
    main()
