"""Logs: readable on a terminal, one JSON object a line elsewhere. They never hold what an applicant wrote, nor the bot's token,
nor the number of a chat, which is a person's at Telegram: whoever logs `chat_id` logs the pseudonym that the site shows.

Every part logs through the standard library; structlog shapes the lines. python-telegram-bot and httpx write updates, texts and addresses
with the token at their lower levels, so libraries begin at WARNING whatever is asked for; and whatever looks like a token is masked in
every line.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, MutableMapping
from typing import Any, TextIO

import structlog

TOKEN = re.compile(r"(?<!\d)\d{5,12}:[A-Za-z0-9_-]{5,}")  # in addresses it stands right behind "bot"
MASK = "<token>"
OURS = ("bot", "rumbo")
Event = MutableMapping[str, Any]


def configure(level: str = "info", stream: TextIO | None = None, as_json: bool | None = None,
              named: Callable[[int], str] | None = None) -> None:
    """Send all logs to `stream` (stderr); `as_json`: by default where it is no terminal. `named` gives the pseudonym of a chat; without,
    nobody is named.
    """
    def without_chats(_logger: Any, _method: str, event: Event) -> Event:
        chat = event.pop("chat_id", None)
        return event if chat is None or named is None else {**event, "person": named(chat)}

    out = stream or sys.stderr
    plain_lines = out.isatty() if as_json is None else not as_json
    shared: list[Any] = [
        structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name, structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ExtraAdder(), structlog.processors.TimeStamper(fmt="iso", utc=True), structlog.processors.format_exc_info,
        without_chats, masked]
    last: Any = structlog.dev.ConsoleRenderer(colors=plain_lines) if plain_lines else structlog.processors.JSONRenderer(ensure_ascii=False)
    handler = logging.StreamHandler(out)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last]))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    handler.addFilter(_may_be_written)


def _may_be_written(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] in OURS


def masked(_logger: Any, _method: str, event: Event) -> Event:
    """The line without tokens."""
    return {key: value if key.startswith("_") else _without_tokens(value) for key, value in event.items()}


def _without_tokens(value: Any) -> Any:
    """The value; what is no number is written out, so that nothing hides in it."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, dict):
        return {key: _without_tokens(one) for key, one in value.items()}
    return TOKEN.sub(MASK, value if isinstance(value, str) else str(value))
