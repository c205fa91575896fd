"""Figures for Prometheus. What waits is read from the database when somebody asks, so it is the same on every worker; what a process did
(turns, sends, alerts) is counted in the process and summed by Prometheus. `docs/grafana/rumbo.json` draws them.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import httpx
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.errors import StorageError
from bot.operations.disk import taken
from bot.storage.backlog import backlog
from bot.storage.database import Database
from bot.storage.outbox import Outbox, Unsent

HEARTBEAT_SECONDS = 1.0
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """Everything counted by this process, and a registry that also reads what waits."""

    def __init__(self, database: Database, data: Path, now: Callable[[], datetime], chroma: str = "") -> None:
        """`chroma`: address of the Chroma server, if there is one."""
        self.registry = CollectorRegistry()
        self._turns = Counter("rumbo_turns", "Turns answered, by kind of reply", ["kind"], registry=self.registry)
        self._seconds = Histogram("rumbo_turn_seconds", "Seconds a turn took, by stage", ["stage"], registry=self.registry, buckets=SECONDS)
        self._sends = Counter("rumbo_sends", "Messages to Telegram, by what came of them", ["outcome"], registry=self.registry)
        self._logged = Counter("rumbo_log_lines", "Warnings and errors logged", ["level"], registry=self.registry)
        self.registry.register(Waiting(database, data, now, chroma))
        ProcessCollector(registry=self.registry)

    def turn(self, kind: str, seconds: float, stages_ms: Mapping[str, float]) -> None:
        """One turn was answered."""
        self._turns.labels(kind).inc()
        self._seconds.labels("engine").observe(seconds)
        for stage, spent in stages_ms.items():
            self._seconds.labels(stage).observe(spent / 1000)

    def sent(self, outcome: str) -> None:
        """A message was sent, postponed, refused, blocked, or Telegram asked for a pause."""
        self._sends.labels(outcome).inc()

    def logged(self, level: str) -> None:
        """A line of this level was logged."""
        self._logged.labels(level).inc()


class Waiting(Collector):
    """What the database and the disk say when they are asked; of a database that does not answer, only that."""

    def __init__(self, database: Database, data: Path, now: Callable[[], datetime], chroma: str = "") -> None:
        self._database, self._data, self._now, self._chroma = database, data, now, chroma

    def collect(self) -> Iterator[Metric]:
        """The gauges of this moment."""
        now = self._now()
        try:
            found = backlog(self._database, now, now.date())
        except StorageError:
            yield GaugeMetricFamily("rumbo_database_up", "Whether the database answers", 0)
        else:
            yield GaugeMetricFamily("rumbo_database_up", "Whether the database answers", 1)
            yield GaugeMetricFamily("rumbo_inbox_waiting", "Messages not answered yet", found.waiting)
            yield GaugeMetricFamily("rumbo_inbox_oldest_seconds", "Age of the oldest message not answered yet", found.oldest)
            yield GaugeMetricFamily("rumbo_inbox_set_aside", "Messages set aside after three tries", found.set_aside)
            yield GaugeMetricFamily("rumbo_outbox_waiting", "Replies not sent yet", found.unsent)
            yield GaugeMetricFamily("rumbo_outbox_oldest_seconds", "Age of the oldest reply not sent yet", found.oldest_unsent)
            yield GaugeMetricFamily("rumbo_model_dollars_today", "US dollars that the language model cost today", found.model_dollars)
        yield GaugeMetricFamily("rumbo_disk_free_bytes", "Free space where the data folder is", shutil.disk_usage(self._data).free)
        yield GaugeMetricFamily("rumbo_disk_used_bytes", "What the data folder takes", taken(self._data))
        if self._chroma:
            yield GaugeMetricFamily("rumbo_chroma_up", "Whether the Chroma server answers", _answers(self._chroma))
        index = self._data / "index" / "chroma.sqlite3"
        if index.exists():
            age = now.timestamp() - index.stat().st_mtime
            yield GaugeMetricFamily("rumbo_index_age_seconds", "Seconds since the embedded index was written", age)


def _answers(chroma: str) -> bool:
    try:
        return httpx.get(f"{chroma.rstrip('/')}/api/v2/heartbeat", timeout=HEARTBEAT_SECONDS, trust_env=False).is_success
    except httpx.HTTPError:
        return False


class MeasuredOutbox(Outbox):
    """The outbox, with what becomes of its messages counted."""

    def __init__(self, database: Database, metrics: Metrics) -> None:
        super().__init__(database)
        self._metrics = metrics

    def sent(self, unsent: Unsent, message_id: int, now: datetime) -> None:
        """As in Outbox."""
        super().sent(unsent, message_id, now)
        self._metrics.sent("sent")

    def later(self, unsent: Unsent, wait: timedelta, now: datetime) -> None:
        """As in Outbox."""
        super().later(unsent, wait, now)
        self._metrics.sent("later")

    def pause(self, wait: timedelta, now: datetime) -> None:
        """As in Outbox."""
        super().pause(wait, now)
        self._metrics.sent("pause")

    def refused(self, unsent: Unsent, blocked: bool) -> None:
        """As in Outbox."""
        super().refused(unsent, blocked)
        self._metrics.sent("blocked" if blocked else "refused")


class CountingLog(logging.Handler):
    """Counts warnings and errors."""

    def __init__(self, metrics: Metrics) -> None:
        super().__init__(logging.WARNING)
        self._metrics = metrics

    def emit(self, record: logging.LogRecord) -> None:
        """Count one."""
        self._metrics.logged("error" if record.levelno >= logging.ERROR else "warning")
