"""One bot for the tests of this folder, which talk with it as people of their own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from bot.storage.database import Database
from tests.stand_ins.rumbo import WarmEngine
from tests.stand_ins.telegram import Person, Simulator

NUMBERS = count(100)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rumbo")


@pytest.fixture(scope="module")
def rumbo(warm: WarmEngine, session_simulator: Simulator, data: Path) -> Iterator[Simulator]:
    """A simulator with a bot that runs."""
    session_simulator.reset()
    bot = warm.start(session_simulator, data)
    yield session_simulator
    bot.stop()


@pytest.fixture(scope="module")
def database(rumbo: Simulator, data: Path) -> Iterator[Database]:
    """The running bot's database."""
    opened = Database(f"sqlite:///{data / 'rumbo.db'}")
    yield opened
    opened.close()


@pytest.fixture
def ana(rumbo: Simulator) -> Person:
    """Somebody who never wrote before."""
    return rumbo.person(next(NUMBERS))
