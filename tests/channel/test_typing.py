"""When a person sees that somebody types."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channel import typing as signs
from bot.channel.typing import typing
from bot.domain.handover import Standing
from bot.storage.inbox import Claim

pytestmark = pytest.mark.alone
CLAIM = Claim((1,), 7, "{}", {}, Standing(), 1)


class Telegram:
    """Takes signs, after a while."""

    def __init__(self, takes: float = 0.0) -> None:
        self._takes, self.events = takes, []

    async def send_chat_action(self, chat_id: int, action: str) -> None:
        await asyncio.sleep(self._takes)
        self.events.append(action)


async def answered(telegram: Telegram, seconds: float, **how: Any) -> list[str]:
    async with typing(telegram, None, CLAIM, lambda: datetime.now(UTC), **how):  # type: ignore[arg-type]
        await asyncio.sleep(seconds)
    telegram.events.append("answer")
    await asyncio.sleep(0.1)
    return telegram.events


@pytest.fixture(autouse=True)
def _quicker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signs, "SOON", 0.05)
    monkeypatch.setattr(signs, "EVERY", 0.2)


async def test_an_answer_that_is_there_at_once_costs_no_call() -> None:
    assert await answered(Telegram(), 0.0) == ["answer"]


async def test_a_turn_that_takes_longer_is_seen_and_again_while_it_lasts() -> None:
    assert await answered(Telegram(), 0.12) == ["typing", "answer"]
    assert await answered(Telegram(), 0.4) == ["typing", "typing", "answer"]


async def test_where_much_is_under_way_only_what_takes_long_is_seen() -> None:
    assert await answered(Telegram(), 0.12, soon=False) == ["answer"]


async def test_a_sign_on_its_way_comes_before_the_answer() -> None:
    assert await answered(Telegram(takes=0.1), 0.08) == ["typing", "answer"]
