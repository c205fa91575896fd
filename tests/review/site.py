"""The site as the tests meet it: a real server on a free port, a clock that can be moved, and counselors who sign in."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
import uvicorn

from bot.domain.counselor import Role
from bot.review.app import build_app
from bot.review.parts import Parts
from bot.review.passwords import hashed

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
PASSWORD = "una clave de prueba"
PASSWORD_HASH = hashed(PASSWORD)


@dataclass
class MovableClock:
    """A clock that stands where a test puts it."""

    moment: datetime = START

    def now(self) -> datetime:
        return self.moment

    def forward(self, **by: float) -> None:
        self.moment += timedelta(**by)


@dataclass
class Site:
    """A running site. `client(name)` is a browser without scripts that has signed in."""

    url: str
    parts: Parts
    clock: MovableClock
    clients: list[httpx.Client] = field(default_factory=list)
    number: int = 0

    def next_number(self) -> int:
        """A number that nothing else has: of an update, a message or a chat."""
        self.number += 1
        return self.number

    def anonymous(self) -> httpx.Client:
        client = httpx.Client(base_url=self.url, follow_redirects=False, timeout=60)
        self.clients.append(client)
        return client

    def client(self, name: str) -> httpx.Client:
        client = self.anonymous()
        answer = sign_in(client, name)
        assert answer.status_code == 303, answer.text
        client.headers["x-csrf-token"] = csrf_of(client)
        return client


def sign_in(client: httpx.Client, name: str, password: str = PASSWORD) -> httpx.Response:
    form = hidden(client.get("/entrar").text, "form")
    return client.post("/entrar", data={"nombre": name, "clave": password, "form": form})


def csrf_of(client: httpx.Client) -> str:
    return hidden(client.get("/cuenta").text, "csrf")


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found is not None, f"no hidden field {name}"
    return found[1]


def with_accounts(parts: Parts) -> None:
    """One account of each role: ana (counselor), eva (editor), alma (admin), and a second counselor, beto."""
    for name, role in (("ana", Role.COUNSELOR), ("beto", Role.COUNSELOR), ("eva", Role.EDITOR), ("alma", Role.ADMIN)):
        parts.counselors.add(name, role, PASSWORD_HASH, parts.clock.now())


@contextmanager
def served(parts: Parts, clock: MovableClock) -> Iterator[Site]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(build_app(parts, watches=False), log_level="error", lifespan="on"))
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        site = Site(f"http://127.0.0.1:{port}", parts, clock)
        yield site
        for client in site.clients:
            client.close()
        server.should_exit = True
        thread.join(10)
