"""What logs never hold."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from bot.operations import logs
from bot.storage.pseudonyms import pseudonym

CHAT = 7_340_918_265
KEY = b"k" * 32


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers, root.level = handlers, level


@pytest.mark.parametrize("as_json", [True, False])
def test_a_person_is_logged_by_pseudonym_never_by_chat(as_json: bool) -> None:
    out = io.StringIO()
    logs.configure("debug", out, as_json, lambda chat_id: pseudonym(KEY, chat_id))

    logging.getLogger("bot.channel").debug("a person blocked the bot", extra={"chat_id": CHAT, "error": "Forbidden"})

    assert str(CHAT) not in out.getvalue()
    assert pseudonym(KEY, CHAT) in out.getvalue()


def test_without_a_key_nobody_is_named() -> None:
    out = io.StringIO()
    logs.configure("debug", out, True)

    logging.getLogger("bot.channel").warning("a turn failed", extra={"chat_id": CHAT, "inbox_id": 3})

    assert {name: value for name, value in json.loads(out.getvalue()).items() if name != "timestamp"} == {
        "event": "a turn failed", "level": "warning", "logger": "bot.channel", "inbox_id": 3}
