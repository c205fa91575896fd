"""The worker's own small web server, for Prometheus and for whoever restarts or routes: `/metrics`, `/healthz`, `/readyz`.

It runs in a thread, so it answers even when the bot hangs; that is what `/healthz` is for: 503 when the bot's loop has not moved for
`STUCK` seconds (restart it). `/readyz` is 200 when the loop moves, Telegram answered and the database answers; else 503 with the reason.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from bot.errors import PortInUse, StorageError
from bot.operations.metrics import Metrics
from bot.storage.database import Database

STUCK = 30.0  # seconds
PLAIN = "text/plain; charset=utf-8"


class Health:
    """How the process is. `beat` is called by the bot's loop, `connected` once Telegram answered."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database, self._clock = database, clock
        self._beat, self._connected = clock(), False

    def beat(self) -> None:
        """The loop moves."""
        self._beat = self._clock()

    def connected(self) -> None:
        """Telegram answered."""
        self._connected = True

    def problem(self) -> str:
        """Why the process should be restarted; "" when it should not."""
        still = self._clock() - self._beat
        return f"the loop has not moved for {still:.0f} s" if still > STUCK else ""

    def unready(self) -> str:
        """Why it cannot answer anybody now; "" when it can."""
        if problem := self.problem():
            return problem
        if not self._connected:
            return "Telegram has not answered yet"
        try:
            with self._database.reading() as session:
                session.connection()
        except StorageError as error:
            return str(error)
        return ""


@contextmanager
def serving(host: str, port: int, health: Health, metrics: Metrics) -> Iterator[int]:
    """Serve while the block runs; gives the port (0 takes any free one). PortInUse when somebody else has it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            match self.path.partition("?")[0]:
                case "/metrics":
                    self._answer(200, generate_latest(metrics.registry), CONTENT_TYPE_PLAIN_0_0_4)
                case "/healthz":
                    self._state(health.problem())
                case "/readyz":
                    self._state(health.unready())
                case _:
                    self._answer(404, b"there are /metrics, /healthz and /readyz\n", PLAIN)

        def log_message(self, *_: object) -> None:
            """Nothing: who asks asks every few seconds."""

        def _state(self, problem: str) -> None:
            self._answer(503 if problem else 200, f"{problem or 'ok'}\n".encode(), PLAIN)

        def _answer(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    try:
        server = ThreadingHTTPServer((host, port), Handler)
    except OSError as error:
        raise PortInUse(f"port {port} for /metrics is taken: set RUMBO_METRICS_PORT to another") from error
    server.daemon_threads = True
    Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
