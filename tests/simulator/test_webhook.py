"""Delivery to a webhook: a real HTTP server takes the updates, with the secret, again after a refusal, in order within a chat."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.simulator.conftest import Raw
from tests.stand_ins.telegram import Simulator


class Hook(ThreadingHTTPServer):
    """Takes updates; refuses the first `refusals` with 500."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taker)
        self.refusals = 0
        self.slow_chat = 0
        self.tried: list[str] = []
        self.taken: list[tuple[str, str]] = []
        self.url = f"http://127.0.0.1:{self.server_port}/hook"

    def wait(self, count: int) -> list[tuple[str, str]]:
        deadline = time.monotonic() + 10
        while len(self.taken) < count and time.monotonic() < deadline:
            time.sleep(0.02)
        return self.taken


class Taker(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        text = body["message"]["text"]
        self.server.tried.append(text)
        if body["message"]["chat"]["id"] == self.server.slow_chat:
            time.sleep(0.3)
        refused = self.server.refusals > 0
        self.server.refusals -= refused
        if not refused:
            self.server.taken.append((self.headers.get("x-telegram-bot-api-secret-token", ""), text))
        self.send_response(500 if refused else 200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def hook() -> Iterator[Hook]:
    server = Hook()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_updates_are_posted_with_the_secret(simulator: Simulator, call: Raw, hook: Hook) -> None:
    simulator.person(1).say("antes")

    call("setWebhook", url=hook.url, secret_token="s3cret-_")
    simulator.person(1).say("después")

    assert hook.wait(2) == [("s3cret-_", "antes"), ("s3cret-_", "después")]


def test_a_refused_update_is_posted_again_and_the_trouble_reported(simulator: Simulator, call: Raw, hook: Hook) -> None:
    hook.refusals = 2
    call("setWebhook", url=hook.url)
    simulator.person(1).say("uno")
    simulator.person(1).say("dos")

    hook.wait(2)
    info = call("getWebhookInfo")[1]["result"]

    assert hook.tried == ["uno", "uno", "uno", "dos"]
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"


def test_a_slow_chat_does_not_hold_up_the_others(simulator: Simulator, call: Raw, hook: Hook) -> None:
    hook.slow_chat = 1
    call("setWebhook", url=hook.url, max_connections=2)
    for text in ("lento 1", "lento 2"):
        simulator.person(1).say(text)
    for text in ("rápido 1", "rápido 2", "rápido 3"):
        simulator.person(2).say(text)

    assert [text for _, text in hook.wait(5)] == ["rápido 1", "rápido 2", "rápido 3", "lento 1", "lento 2"]


def test_after_deleting_it_what_was_not_taken_can_be_polled(simulator: Simulator, call: Raw) -> None:
    call("setWebhook", url="http://127.0.0.1:1/nobody")
    simulator.person(1).say("hola")
    waiting = call("getWebhookInfo")[1]["result"]["pending_update_count"]

    call("deleteWebhook")

    assert (waiting, [update["message"]["text"] for update in call("getUpdates")[1]["result"]]) == (1, ["hola"])


@pytest.mark.parametrize("url", ["https://example.org/hook", "http://127.0.0.1.example.org/", "ftp://127.0.0.1/"])
def test_updates_never_leave_this_machine(call: Raw, url: str) -> None:
    assert call("setWebhook", url=url)[0] == 400
