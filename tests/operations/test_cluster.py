"""The parts of a cluster: the balancer deals connections to whoever listens, and `rumbo cluster` starts, answers and stops all."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from bot.errors import SettingsError
from bot.operations.balancer import balancing
from bot.operations.cluster import Program, answers, free_port
from tests.stand_ins.telegram import Simulator
from tests.stand_ins.waiting import eventually

ROOT = Path(__file__).parents[2]


@contextmanager
def named(name: bytes, port: int = 0) -> Iterator[int]:
    """A web server that tells its name; gives its port."""
    class Named(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.send_header("content-length", str(len(name)))
            self.end_headers()
            self.wfile.write(name)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", port), Named)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield int(server.server_address[1])
    server.shutdown()
    thread.join()
    server.server_close()


def asked(port: int) -> str:
    return httpx.post(f"http://127.0.0.1:{port}/", content=b"x" * 200_000, trust_env=False).text


def test_connections_are_dealt_in_turn_and_who_is_gone_is_left_out() -> None:
    with ExitStack() as stack:
        first = stack.enter_context(named(b"one"))
        with named(b"two") as second:
            port = stack.enter_context(balancing([first, second]))
            both = [asked(port) for _ in range(4)]
        alone = [asked(port) for _ in range(3)]

    assert sorted(both) == ["one", "one", "two", "two"]
    assert alone == ["one"] * 3


def test_when_nobody_listens_the_connection_ends() -> None:
    with balancing([free_port()]) as port, pytest.raises(httpx.TransportError):
        asked(port)


def test_a_program_that_ended_is_started_again_and_stopped_at_last(tmp_path: Path) -> None:
    program = Program([sys.executable, "-c", "import time; print('begun', flush=True); time.sleep(60)"], tmp_path / "log.txt")
    log = tmp_path / "log.txt"
    eventually(lambda: log.read_text(encoding="utf-8") == "begun\n", 60)
    before = program.kept_running()
    os.kill(program.pid, signal.SIGKILL)

    eventually(lambda: not program.kept_running())
    again = program.kept_running()
    eventually(lambda: log.read_text(encoding="utf-8") == "begun\nbegun\n", 60)
    program.stop()

    assert (before, again) == (True, True)
    with pytest.raises(ProcessLookupError):
        os.kill(program.pid, 0)


def test_the_whole_cluster_answers_and_ctrl_c_stops_all_of_it(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "cluster", "--workers", "2", "--port", "0", "--by-words", "--folder", str(tmp_path)], cwd=ROOT,
        text=True, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT), "RUMBO_KNOWLEDGE": str(ROOT / "knowledge")})
    assert process.stdout is not None
    screen = ""
    while "Ctrl-C" not in screen and (line := process.stdout.readline()):
        screen += line
    page = re.findall(r"Chat page\s+(http://\S+)", screen)[0]

    simulator = Simulator(page, "")
    reply = simulator.person(1).ask("¿cuántas horas dura Introduction to Cybersecurity?", timeout=240)
    process.send_signal(signal.SIGINT)
    code = process.wait(60)

    assert "6 horas" in reply
    assert code == 0
    assert len(re.findall(r"Worker \d+\s+http", screen)) == 2
    for url in re.findall(r"http://127\.0\.0\.1:\d+", screen):
        with pytest.raises(httpx.TransportError):
            httpx.get(url, trust_env=False, timeout=2)
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()


def test_a_server_that_does_not_answer_is_told() -> None:
    with pytest.raises(SettingsError, match="did not answer"):
        answers(f"http://127.0.0.1:{free_port()}/", 0.3)
