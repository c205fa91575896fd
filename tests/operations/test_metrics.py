"""What a worker tells about itself: figures, health, and the dashboard that draws them."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import httpx

from bot.operations.cluster import free_port
from bot.operations.health import STUCK, Health, serving
from bot.operations.metrics import MeasuredOutbox, Metrics
from bot.storage.database import Database
from bot.storage.inbox import Inbox, Waiting
from tests.storage.talk import START, Talk

ROOT = Path(__file__).parents[2]


class Clock:
    """Seconds that a test moves."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def figures(url: str) -> dict[str, float]:
    lines = [line for line in httpx.get(f"{url}/metrics", trust_env=False).text.splitlines() if not line.startswith("#")]
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


def test_what_waits_and_what_was_done_is_told(sqlite: Database, tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "chroma.sqlite3").touch()
    talk = Talk(sqlite)
    talk.say(1, "hola")
    Inbox(sqlite, "test").save(Waiting(9, 2, "{}"), talk.now + timedelta(seconds=30))
    metrics = Metrics(sqlite, tmp_path, lambda: talk.now + timedelta(seconds=90))
    outbox = MeasuredOutbox(sqlite, metrics)
    metrics.turn("answer", 0.02, {"retrieve": 4.0})
    unsent = outbox.claim(talk.now)[0]
    outbox.later(unsent, timedelta(seconds=1), talk.now)
    metrics.logged("error")

    with serving("127.0.0.1", 0, Health(sqlite), metrics) as port:
        told = figures(f"http://127.0.0.1:{port}")

    expected = {
        "rumbo_database_up": 1, "rumbo_inbox_waiting": 1, "rumbo_inbox_oldest_seconds": 60, "rumbo_outbox_waiting": 1,
        "rumbo_outbox_oldest_seconds": 90, "rumbo_inbox_set_aside": 0, 'rumbo_turns_total{kind="answer"}': 1,
        'rumbo_turn_seconds_bucket{le="0.005",stage="retrieve"}': 1, 'rumbo_turn_seconds_bucket{le="0.01",stage="engine"}': 0,
        'rumbo_sends_total{outcome="later"}': 1, 'rumbo_log_lines_total{level="error"}': 1, "rumbo_model_dollars_today": 0}
    assert {name: told[name] for name in expected} == expected
    assert told["rumbo_disk_free_bytes"] > 0
    assert "rumbo_index_age_seconds" in told


def test_health_tells_a_loop_that_hangs_and_readiness_what_is_missing(sqlite: Database, tmp_path: Path) -> None:
    clock, states = Clock(), []
    health = Health(sqlite, clock)
    with serving("127.0.0.1", 0, health, Metrics(sqlite, tmp_path, lambda: START)) as port:
        def look() -> None:
            asked = [httpx.get(f"http://127.0.0.1:{port}/{name}", trust_env=False) for name in ("healthz", "readyz")]
            states.append(tuple(answer.status_code for answer in asked))

        look()
        health.connected()
        look()
        clock.now += STUCK + 1
        look()
        health.beat()
        look()

    assert states == [(200, 503), (200, 200), (503, 503), (200, 200)]


def test_without_its_database_a_worker_is_healthy_and_not_ready(tmp_path: Path) -> None:
    gone = Database("postgresql+psycopg://nobody@127.0.0.1:9/none")
    health = Health(gone)
    health.connected()
    with serving("127.0.0.1", 0, health, Metrics(gone, tmp_path, lambda: START)) as port:
        url = f"http://127.0.0.1:{port}"
        healthy, ready = (httpx.get(f"{url}/{name}", trust_env=False) for name in ("healthz", "readyz"))
        told = figures(url)

    assert (healthy.status_code, ready.status_code) == (200, 503)
    assert "does not answer" in ready.text
    assert told["rumbo_database_up"] == 0
    assert "rumbo_inbox_waiting" not in told


def test_every_figure_of_the_dashboard_exists(sqlite: Database, tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "chroma.sqlite3").touch()
    metrics = Metrics(sqlite, tmp_path, lambda: START, f"http://127.0.0.1:{free_port()}")
    metrics.turn("answer", 0.02, {})
    metrics.sent("sent")
    metrics.logged("error")
    with serving("127.0.0.1", 0, Health(sqlite), metrics) as port:
        told = {name.partition("{")[0] for name in figures(f"http://127.0.0.1:{port}")}

    board = json.loads((ROOT / "docs" / "grafana" / "rumbo.json").read_text(encoding="utf-8"))
    expressions = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    drawn = set(re.findall(r"\b(?:rumbo|process)_\w+", " ".join(expressions)))

    assert drawn - told == set()
    assert {name for name in told if name.startswith("rumbo")} - drawn <= {
        f"rumbo_{name}" for name in ("turn_seconds_count", "turn_seconds_sum", "turns_created", "turn_seconds_created", "sends_created",
                                     "log_lines_created")}
