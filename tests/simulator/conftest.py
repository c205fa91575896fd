"""One simulator for all tests here, forgetting everything before each; and the real library as its bot."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx
import pytest
from telegram import Bot

from tests.stand_ins.telegram import Simulator, running_simulator

Raw = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture(scope="session")
def one_simulator() -> Iterator[Simulator]:
    with running_simulator() as simulator:
        yield simulator


@pytest.fixture
def simulator(one_simulator: Simulator) -> Simulator:
    raw_call(one_simulator, "deleteWebhook", drop_pending_updates=True)
    one_simulator.reset()
    return one_simulator


@pytest.fixture
def call(simulator: Simulator) -> Raw:
    """A call without the library: status and body."""
    return lambda method, **parameters: raw_call(simulator, method, **parameters)


@pytest.fixture
async def bot(simulator: Simulator) -> AsyncIterator[Bot]:
    async with Bot(simulator.token, base_url=simulator.base_url, base_file_url=simulator.base_file_url) as bot:
        yield bot


def raw_call(simulator: Simulator, method: str, **parameters: Any) -> tuple[int, dict[str, Any]]:
    answer = httpx.post(f"{simulator.base_url}{simulator.token}/{method}", content=json.dumps(parameters),
                        headers={"content-type": "application/json"}, timeout=30, trust_env=False)
    return answer.status_code, answer.json()
