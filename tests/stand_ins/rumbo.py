"""The real bot in processes that tests may kill: one program loads the engine once, and each bot is forked from it in no time.

    with warm_engine() as warm:
        bot = warm.start(simulator, data)     # a process that polls the simulator and keeps its database in `data`
        bot.kill()                            # SIGKILL
        bot = warm.start(simulator, data)     # and it goes on

The engine searches by words, which spares every test the embedding model; all else is what `rumbo start` runs.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.stand_ins.telegram import Simulator

ROOT = Path(__file__).parents[2]
STOPS_WITHIN = 12.0
_running: list[Bot] = []


class Bot:
    """A running bot: `log` is where it logs, at level debug."""

    def __init__(self, warm: WarmEngine, pid: int, log: Path, url: str) -> None:
        """`url`: of its Telegram."""
        self._warm, self.pid, self.log, self.url = warm, pid, log, url
        self._logged_before = log.stat().st_size if log.exists() else 0
        _running.append(self)

    def receives(self) -> bool:
        """Whether it has begun to take updates."""
        with self.log.open(encoding="utf-8") as lines:
            lines.seek(self._logged_before)
            return '"receiving"' in lines.read()

    def kill(self) -> None:
        """SIGKILL: no last word."""
        os.kill(self.pid, signal.SIGKILL)
        self.wait()

    def stop(self) -> float:
        """SIGTERM; gives the seconds it took to end."""
        start = time.monotonic()
        os.kill(self.pid, signal.SIGTERM)
        self.wait()
        return time.monotonic() - start

    def wait(self) -> None:
        """Wait for its end."""
        if self in _running:
            _running.remove(self)
        self._warm.ask(wait=self.pid)

    def running(self) -> bool:
        """Whether it still runs."""
        return bool(self._warm.ask(running=self.pid)["running"])


def kill_those_left(simulator: Simulator) -> None:
    """End the bots of a test that failed before it stopped them: they would take the messages of the next one."""
    for bot in [one for one in _running if one.url == simulator.url]:
        bot.kill()


class WarmEngine:
    """The program that bots are forked from."""

    def __init__(self) -> None:
        self._process = subprocess.Popen([sys.executable, "-m", "tests.stand_ins.rumbo"], cwd=ROOT, text=True, stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)})
        self.ask()

    def ask(self, **what: Any) -> dict[str, Any]:
        """One question, one answer, as JSON lines."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        return dict(json.loads(self._process.stdout.readline()))

    def start(self, simulator: Simulator, data: Path, **settings: Any) -> Bot:
        """Fork a bot; more `settings` as in `bot/settings.py`. With a language model it takes some seconds until it is there."""
        data.mkdir(parents=True, exist_ok=True)
        log = data / "log.txt"
        log.touch()
        if settings.get("model"):
            self.ask(imports="langchain_openai sentence_transformers")  # seconds, which every such bot would take for itself
        given = {"data": str(data), "telegram_bot_token": simulator.token, "telegram_base_url": simulator.url, "log_level": "debug",
                 "messages_a_minute": 100_000}
        return Bot(self, int(self.ask(start=given | settings, log=str(log))["pid"]), log, simulator.url)

    def close(self) -> None:
        """End it and all its bots."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(STOPS_WITHIN)


@contextmanager
def warm_engine() -> Iterator[WarmEngine]:
    """The program, ended at the end."""
    warm = WarmEngine()
    try:
        yield warm
    finally:
        warm.close()


# ----- the program itself

def main() -> None:
    from bot.assembling.running import warmed
    from bot.assembly import build_engine
    from bot.library.files import read_knowledge
    from bot.settings import Settings

    knowledge = read_knowledge(ROOT / "knowledge")
    engine = warmed(build_engine(Settings(knowledge=ROOT / "knowledge"), by_words=True, knowledge=knowledge))
    bots: set[int] = set()
    for line in sys.stdin:
        asked = json.loads(line)
        if "start" in asked:
            pid = os.fork()
            if pid == 0:
                run(knowledge, engine, asked["start"], asked["log"])
            bots.add(pid)
            answer: dict[str, Any] = {"pid": pid}
        elif "imports" in asked:
            for module in asked["imports"].split():
                import_module(module)
            answer = {}
        elif "wait" in asked:
            os.waitpid(asked["wait"], 0)
            bots.discard(asked["wait"])
            answer = {}
        elif "running" in asked:
            done, _ = os.waitpid(asked["running"], os.WNOHANG)
            bots -= {done}
            answer = {"running": not done}
        else:
            answer = {}
        print(json.dumps(answer), flush=True)
    for pid in bots:
        os.kill(pid, signal.SIGKILL)
    os._exit(0)  # taking the engine apart would take seconds


def run(knowledge: Any, engine: Any, given: dict[str, Any], log: str) -> None:
    """What a forked bot does until it is stopped."""
    from bot.assembling.running import build_bot, warmed
    from bot.assembly import build_engine
    from bot.operations import logs
    from bot.settings import Settings

    code = 1
    try:
        settings = Settings(knowledge=ROOT / "knowledge", prompts=ROOT / "prompts", **given)
        if settings.model:
            engine = warmed(build_engine(settings, by_words=True, knowledge=knowledge))
        with Path(log).open("a", encoding="utf-8", buffering=1) as out:
            logs.configure(settings.log_level, out, as_json=True)
            bot = build_bot(settings, settings.telegram_base_url, settings.telegram_bot_token.get_secret_value(), knowledge, engine)
            asyncio.run(until_terminated(bot))
            code = 0
    except Exception as error:
        with Path(log).open("a", encoding="utf-8") as out:
            out.write(f"{type(error).__name__}: {error}\n")
    finally:
        os._exit(code)


async def until_terminated(bot: Any) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await bot.run(stop)


if __name__ == "__main__":
    main()
