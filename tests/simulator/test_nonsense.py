"""Whatever a call holds, it gets Telegram's answer and never an error of the simulator."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
from hypothesis import given, settings, strategies

from bot.simulator.api import METHODS
from bot.simulator.app import build_app

NAMES = ("chat_id", "text", "parse_mode", "reply_markup", "reply_parameters", "message_id", "photo", "document", "latitude", "longitude",
         "title", "address", "action", "callback_query_id", "commands", "scope", "language_code", "menu_button", "offset", "limit", "url",
         "secret_token", "allowed_updates", "max_connections", "file_id", "name", "description", "caption")
WAITS = {"setwebhook"}
KEYS = ("inline_keyboard", "keyboard", "text", "callback_data", "url", "type", "message_id", "command")
ATOMS = strategies.one_of(strategies.none(), strategies.booleans(), strategies.integers(), strategies.floats(),
                          strategies.text(max_size=20),
                          strategies.sampled_from([1, "1", "HTML", "<b>x", "{", "[]", "[[{}]]", '{"inline_keyboard": [[{"text": "a"}]]}']))
VALUES = strategies.recursive(ATOMS, lambda inner: strategies.lists(inner, max_size=3) | strategies.dictionaries(
    strategies.sampled_from(KEYS), inner, max_size=3))


@pytest.mark.parametrize("method", sorted(METHODS.keys() - WAITS))
def test_nonsense_is_answered_as_by_telegram(method: str) -> None:
    app = build_app("1:t")

    async def status(parameters: dict[str, object]) -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
            await client.post("/control/send", json={"user": 1, "text": "hola"})
            answer = await client.post(f"/bot1:t/{method}", content=json.dumps({"chat_id": 1, **parameters, "timeout": 0}),
                                       headers={"content-type": "application/json"})
            return answer.status_code

    @settings(max_examples=15, deadline=None, derandomize=True)
    @given(strategies.dictionaries(strategies.sampled_from(NAMES), VALUES, max_size=6))
    def answered(parameters: dict[str, object]) -> None:
        assert asyncio.run(status(parameters)) in {200, 400, 403}

    answered()
