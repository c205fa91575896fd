"""How a bot is put together."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.assembling.running import build_bot
from bot.library.files import read_knowledge
from bot.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.fixture
def python_as_it_comes() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.005)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("python_as_it_comes")
def test_a_thread_that_computes_keeps_database_and_telegram_waiting_for_a_millisecond_at_most(tmp_path: Path) -> None:
    build_bot(Settings(knowledge=ROOT / "knowledge", data=tmp_path), "http://127.0.0.1:9", "1:none", read_knowledge(ROOT / "knowledge"))

    assert sys.getswitchinterval() == pytest.approx(0.001)
