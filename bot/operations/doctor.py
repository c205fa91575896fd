"""What `rumbo doctor` looks at: each part that Rumbo needs, how it is, and what to do where it is not well.

Everything is only looked at, nothing is changed; a check that fails itself is a finding, never a stack trace. The token is never shown.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.errors import RumboError, StorageError
from bot.operations.disk import MEGABYTE, taken
from bot.storage.backlog import backlog
from bot.storage.database import Database

SECONDS = 10.0  # for one question to Telegram
LEAST_FREE, LITTLE_FREE = 200, 1000  # megabytes
WRONG_CLOCK = 5.0  # seconds: leases and the pace of sending are counted in seconds
LONG_WAIT = 60.0  # seconds that a message may wait before something is wrong


class State(StrEnum):
    """How a part is."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """One part: how it is, in words, and what to do about it."""

    part: str
    state: State
    said: str
    advice: str = ""


def examined(part: str, look: Callable[[], Finding]) -> Finding:
    """The finding of `look`; a planned failure of it is a bad one."""
    try:
        return look()
    except RumboError as error:
        return Finding(part, State.BAD, str(error).splitlines()[0], "see the message; `rumbo doctor` again afterwards")


class BotApi:
    """Telegram as the doctor asks it; keeps the time it told."""

    def __init__(self, base_url: str, token: str) -> None:
        self._url, self._token = f"{base_url}/bot{token}", token
        self._local = urlsplit(base_url).hostname in ("127.0.0.1", "localhost")
        self.told_at: datetime | None = None
        self.heard_at = datetime.now(UTC)

    def ask(self, method: str) -> tuple[int, dict[str, Any]]:
        """Status and body; (0, {}) when it cannot be reached."""
        try:
            with httpx.Client(timeout=SECONDS, trust_env=not self._local) as client:
                answer = client.get(f"{self._url}/{method}")
        except httpx.HTTPError as error:
            return 0, {"description": type(error).__name__}
        with contextlib.suppress(KeyError, ValueError):
            self.told_at, self.heard_at = parsedate_to_datetime(answer.headers["date"]), datetime.now(UTC)
        try:
            return answer.status_code, dict(answer.json())
        except ValueError:
            return answer.status_code, {}


def token(api: BotApi) -> Finding:
    """Whether Telegram knows the token."""
    status, body = api.ask("getMe")
    if status == 200:
        return Finding("token", State.GOOD, f"Telegram knows this bot as @{body['result'].get('username', '')}")
    if status in (401, 404):
        return Finding("token", State.BAD, "Telegram does not accept the token", "copy it anew from @BotFather into TELEGRAM_BOT_TOKEN")
    return Finding("token", State.BAD, f"Telegram cannot be reached ({body.get('description') or status})",
                   "check the connection, the proxy, and RUMBO_TELEGRAM_BASE_URL")


def webhook(api: BotApi, wanted: str) -> Finding:
    """Whether updates come the way that the settings say: `wanted` is the webhook's address, empty for polling."""
    status, body = api.ask("getWebhookInfo")
    if status != 200:
        return Finding("webhook", State.NOTE, "Telegram did not tell")
    info = body["result"]
    url, pending, error = info.get("url", ""), info.get("pending_update_count", 0), info.get("last_error_message", "")
    if url != wanted:
        return Finding("webhook", State.NOTE, f"Telegram has {url or 'no webhook'}, the settings {wanted or 'none: polling'}",
                       "the next start of the bot sets it right; nothing that waits is lost")
    if url and error and pending:
        return Finding("webhook", State.BAD, f"{pending} updates wait; the last delivery failed: {error}",
                       "check that the proxy reaches a worker, its certificate, and RUMBO_WEBHOOK_SECRET")
    return Finding("webhook", State.GOOD, f"{url or 'polling, no webhook'}; {pending} updates wait")


def database(opened: Database, newest: str) -> Finding:
    """Whether it answers, takes a row, has the newest tables, and nothing waits long."""
    revision = opened.revision()
    if revision != newest:
        return Finding("database", State.NOTE, f"its tables are of form {revision or 'none'}, the program's of {newest}",
                       "the next start brings them up to date; make a backup first (`rumbo backup`)")
    opened.try_to_write()
    now = datetime.now(UTC)
    waits = backlog(opened, now, now.date())
    said = f"{'SQLite' if opened.is_sqlite else 'PostgreSQL'}, form {revision}; {waits.waiting} messages wait, {waits.unsent} replies"
    if waits.oldest > LONG_WAIT:
        return Finding("database", State.BAD, f"{said}; the oldest for {waits.oldest:.0f} s", "start a worker, or look at its log")
    if waits.set_aside:
        return Finding("database", State.NOTE, f"{said}; {waits.set_aside} were set aside after three tries",
                       "a counselor should write to these chats; the log says where they failed (ALERT)")
    return Finding("database", State.GOOD, said)


def disk(data: Path, budget: int = 0) -> Finding:
    """Whether the data folder takes a file, has room, and keeps to its budget (megabytes, 0: none)."""
    try:
        with tempfile.TemporaryFile(dir=data) as file:
            file.write(b"rumbo")
    except OSError as error:
        return Finding("disk", State.BAD, f"{data} cannot be written: {error.strerror}",
                       "give this folder to the user that Rumbo runs as, or set RUMBO_DATA")
    free, used = shutil.disk_usage(data).free // MEGABYTE, taken(data) // MEGABYTE
    said = f"{used:,} MB used in {data}, {free:,} MB free"
    if free < LEAST_FREE:
        return Finding("disk", State.BAD, said, "make room now: below 200 MB the database may stop taking messages")
    if budget and used > budget:
        return Finding("disk", State.NOTE, f"{said}; the budget is {budget:,} MB", "move backups away, or raise RUMBO_DISK_MB")
    if free < LITTLE_FREE:
        return Finding("disk", State.NOTE, said, "make room soon")
    return Finding("disk", State.GOOD, said)


def clock(api: BotApi, opened: Database | None) -> Finding:
    """Whether this machine agrees with Telegram and with the database about the time: leases are compared across machines."""
    apart = {}
    if api.told_at is not None:
        apart["Telegram"] = abs((api.heard_at - api.told_at).total_seconds())
    with contextlib.suppress(StorageError):
        there = opened.clock() if opened is not None else None
        if there is not None:
            apart["the database"] = abs((datetime.now(UTC) - there).total_seconds())
    if not apart:
        return Finding("clock", State.NOTE, "nobody to compare with")
    said = ", ".join(f"{seconds:.0f} s from {who}" for who, seconds in apart.items())
    if max(apart.values()) > WRONG_CLOCK:
        return Finding("clock", State.BAD, said, "switch on time synchronisation (timedatectl set-ntp true)")
    return Finding("clock", State.GOOD, said)
