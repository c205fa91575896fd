"""A Telegram for the tests: the simulator in a process of its own, and people who write to the bot.

    with running_simulator() as simulator:
        ana = simulator.person(1)
        ana.say("hola")
        reply = ana.wait_for_reply()          # the bot's next message that Ana has not seen yet
        ana.press("Sí")                       # a button under the newest message that has one with this label
        simulator.trouble("lost", n=2, method="sendMessage")

Everything blocks, through httpx; `AsyncSimulator` and `AsyncPerson` are the same for many people in one event loop.
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

TOKEN = "1000001:test"
ROOT = Path(__file__).parents[2]
STARTS_WITHIN = 20.0
LOOKS_EVERY = 0.05
LONGEST_WAIT = 20
Json = dict[str, Any]


class NoReply(AssertionError):
    """The bot did not answer in time."""


def buttons(message: Json) -> dict[str, str]:
    """What each button of a message sends back, by its label."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {button["text"]: button["callback_data"] for row in rows for button in row if "callback_data" in button}


def button_named(messages: list[Json], label: str) -> tuple[int, str]:
    """Message and data of the newest button with this label."""
    for message in reversed(messages):
        if label in buttons(message):
            return message["message_id"], buttons(message)[label]
    raise AssertionError(f"no button {label!r}; there are {[list(buttons(message)) for message in messages if buttons(message)]}")


def from_bot(messages: list[Json]) -> list[Json]:
    return [message for message in messages if message["from"]["is_bot"]]


def _wait(deadline: float) -> int:
    """Whole seconds to wait in one request, so that the last one ends soon after the deadline."""
    return min(max(math.ceil(deadline - time.monotonic()), 1), LONGEST_WAIT)


class Simulator:
    """A running simulator; `url` without a slash at its end."""

    def __init__(self, url: str, token: str = TOKEN, pid: int = 0) -> None:
        """`pid`: of its process, where it has one of its own."""
        self.url = url
        self.token = token
        self.pid = pid
        self.http = httpx.Client(base_url=url, timeout=30, trust_env=False)

    @property
    def base_url(self) -> str:
        """For `ApplicationBuilder().base_url(…)`, which puts the token behind it."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.url}/file/bot"

    def person(self, user: int = 1, group: int = 0) -> Person:
        return Person(self, user, group)

    def act(self, what: str, **body: Any) -> Json:
        """POST /control/<what>."""
        answer = self.http.post(f"/control/{what}", json=body)
        answer.raise_for_status()
        return dict(answer.json())

    def look(self, what: str, **query: Any) -> Json:
        """GET /control/<what>."""
        answer = self.http.get(f"/control/{what}", params=query)
        answer.raise_for_status()
        return dict(answer.json())

    def trouble(self, kind: str, n: int = 1, method: str = "", seconds: float = 1) -> None:
        """Make something go wrong: see `bot/simulator/trouble.py`."""
        self.act("trouble", kind=kind, n=n, method=method, seconds=seconds)

    def reset(self) -> None:
        self.act("reset")

    def log(self, after: int = 0) -> list[Json]:
        """Everything that went in and out after entry number `after`."""
        entries: list[Json] = []
        while page := self.look("log", after=after)["entries"]:
            entries += page
            after = page[-1]["n"]
        return entries

    def calls(self, method: str) -> list[Json]:
        """What the bot sent with one method, refused calls too."""
        return [entry for entry in self.log() if entry["direction"] == "out" and entry["what"].lower() == method.lower()]

    def close(self) -> None:
        self.http.close()


class Person:
    """Somebody who writes to the bot. Remembers up to where they have read."""

    def __init__(self, simulator: Simulator, user: int, group: int = 0) -> None:
        self.simulator = simulator
        self.where = {"user": user, "group": group}
        self.seen = 0

    def say(self, text: str, **more: Any) -> int:
        """Write a text; gives its message id."""
        return self.send(text=text, **more)

    def send(self, **content: Any) -> int:
        """Send what `/control/send` takes: `photo=True`, `location={…}`, `text="…", edit=7`."""
        return int(self.simulator.act("send", **self.where, **content)["message"]["message_id"])

    def messages(self, after: int = 0, wait: int = 0) -> list[Json]:
        """The chat's messages above the id `after`; with `wait`, once the bot wrote one or so many seconds have passed."""
        return list(self.simulator.look("messages", **self.where, after=after, wait=wait)["messages"])

    def wait_for_reply(self, timeout: float = 10.0) -> Json:
        """The bot's next message that this person has not seen; `NoReply` after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            new = from_bot(self.messages(self.seen, _wait(deadline)))
            if new:
                self.seen = new[0]["message_id"]
                return new[0]
        raise NoReply(f"no reply to person {self.where} in {timeout} s")

    def ask(self, text: str, timeout: float = 10.0) -> str:
        """Write, and give the text of the next reply."""
        self.say(text)
        reply = self.wait_for_reply(timeout)
        return str(reply.get("text", reply.get("caption", "")))

    def press(self, label: str) -> str:
        """Press the newest button with this label; gives the id of the query."""
        message_id, data = button_named(self.messages(), label)
        return str(self.simulator.act("press", **self.where, message_id=message_id, data=data)["callback_query_id"])

    def block(self, blocked: bool = True) -> None:
        self.simulator.act("block", user=self.where["user"], blocked=blocked)


class AsyncSimulator:
    """The same for an event loop with many people; use it as `async with`. One stream brings what the bot writes to all of them: a
    request for each who waits would cost more than the conversation."""

    def __init__(self, url: str) -> None:
        self.http = httpx.AsyncClient(base_url=url, timeout=60, trust_env=False, limits=httpx.Limits(max_connections=20))
        self.written: defaultdict[int, asyncio.Queue[Json]] = defaultdict(asyncio.Queue)

    async def __aenter__(self) -> AsyncSimulator:
        ready = asyncio.Event()
        self._listening = asyncio.create_task(self._listen(ready))
        await asyncio.wait([self._listening, asyncio.create_task(ready.wait())], return_when=asyncio.FIRST_COMPLETED)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)
        await self.http.aclose()

    async def _listen(self, ready: asyncio.Event) -> None:
        async with self.http.stream("GET", "/control/events", timeout=None) as stream:
            async for line in stream.aiter_lines():
                if line.startswith("data:"):
                    event = json.loads(line[5:])
                    ready.set()
                    if event["event"] == "message" and event["message"]["from"]["is_bot"]:
                        self.written[event["chat_id"]].put_nowait(event["message"])

    def person(self, user: int, group: int = 0) -> AsyncPerson:
        return AsyncPerson(self, user, group)

    async def act(self, what: str, **body: Any) -> Json:
        answer = await self.http.post(f"/control/{what}", json=body)
        answer.raise_for_status()
        return dict(answer.json())

    async def look(self, what: str, **query: Any) -> Json:
        answer = await self.http.get(f"/control/{what}", params=query)
        answer.raise_for_status()
        return dict(answer.json())


class AsyncPerson:
    """A person among many."""

    def __init__(self, simulator: AsyncSimulator, user: int, group: int = 0) -> None:
        self.simulator = simulator
        self.where = {"user": user, "group": group}

    async def say(self, text: str, **more: Any) -> int:
        return await self.send(text=text, **more)

    async def send(self, **content: Any) -> int:
        return int((await self.simulator.act("send", **self.where, **content))["message"]["message_id"])

    async def messages(self, after: int = 0) -> list[Json]:
        return list((await self.simulator.look("messages", **self.where, after=after))["messages"])

    def heard(self) -> None:
        """What the bot wrote until now answers nothing that is asked from now on."""
        waiting = self.simulator.written[-self.where["group"] or self.where["user"]]
        while not waiting.empty():
            waiting.get_nowait()

    async def wait_for_reply(self, timeout: float = 10.0) -> Json:
        """The bot's next message in this chat since the simulator was entered; `NoReply` after `timeout` seconds."""
        chat = -self.where["group"] or self.where["user"]
        try:
            return await asyncio.wait_for(self.simulator.written[chat].get(), timeout)
        except TimeoutError:
            raise NoReply(f"no reply to person {self.where} in {timeout} s") from None

    async def press(self, label: str) -> str:
        message_id, data = button_named(await self.messages(), label)
        return str((await self.simulator.act("press", **self.where, message_id=message_id, data=data))["callback_query_id"])


@contextmanager
def running_simulator(port: int = 0, token: str = TOKEN, flood_limits: bool = False) -> Iterator[Simulator]:
    """A simulator in its own process, on a free port unless one is given; stopped at the end."""
    code = f"from bot.simulator.app import serve; serve({port}, {token!r}, {flood_limits})"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT,
                               env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        url = _address(process)
        simulator = Simulator(url, token, process.pid)
        yield simulator
        simulator.close()
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    url = process.stdout.readline().strip()
    if not url:
        raise RuntimeError(f"the simulator did not start: exit code {process.wait(10)}")
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        try:
            httpx.get(f"{url}/control/status", trust_env=False)
            return url
        except httpx.TransportError:
            time.sleep(LOOKS_EVERY)
    raise RuntimeError("the simulator did not answer in time")
