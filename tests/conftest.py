"""What many tests share and takes long to build."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from filelock import FileLock

from bot.assembly import build_engine
from bot.conversation.ports import Answering
from bot.library.files import read_knowledge
from bot.library.phrases import PhraseBook
from bot.settings import Settings
from tests.stand_ins.databases import (  # noqa: F401 (fixtures for every folder)
    database,
    postgres,
    postgres_tables,
    sqlite,
    sqlite_tables,
)
from tests.stand_ins.rumbo import WarmEngine, kill_those_left, warm_engine
from tests.stand_ins.telegram import Simulator, running_simulator

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def phrases() -> PhraseBook:
    """The wording of knowledge/phrases/."""
    return PhraseBook(read_knowledge(ROOT / "knowledge").phrases)


@pytest.fixture(scope="session")
def engine_by_words() -> Answering:
    """The real engine on the real knowledge, without embedding model and index: seconds faster, for tests that need no meaning."""
    return build_engine(Settings(knowledge=ROOT / "knowledge"), TODAY, by_words=True)


@pytest.fixture(scope="session")
def engine() -> Answering:
    """The real engine, by words and by meaning."""
    return engine_on_kept_data()


KEPT = ROOT / "data" / "tests"


def data_kept_between_runs() -> Path:
    """A data folder for tests, with everything in it that the knowledge makes: only what is new in knowledge/ is embedded."""
    engine_on_kept_data()
    return KEPT


@cache
def engine_on_kept_data() -> Answering:
    """An engine on that folder, whose index starts as a copy of the one that the bot uses, if there is one. Tests run in several processes:
    the first makes what is lacking, the others find it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with FileLock(KEPT / "lock"):
        for part in ("index", "guard"):
            if not (KEPT / part).exists() and (ROOT / "data" / part).exists():
                shutil.copytree(ROOT / "data" / part, KEPT / part)
        return build_engine(Settings(knowledge=ROOT / "knowledge", data=KEPT), TODAY)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--messages", type=int, default=0, help="how many generated messages a test takes; else a few hundred")
    parser.addoption("--long-faults", action="store_true", help="database and Telegram are gone for 30 and 60 seconds, not for a few")
    parser.addoption("--pictures", type=Path, default=None, help="folder for the screenshots that tests make; else a temporary one")


@pytest.fixture(scope="session")
def pictures(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where tests put their screenshots."""
    folder: Path = request.config.getoption("--pictures") or tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def warm() -> Iterator[WarmEngine]:
    """Starts bots in processes of their own, quickly."""
    with warm_engine() as program:
        yield program


@pytest.fixture(scope="session")
def session_simulator() -> Iterator[Simulator]:
    """One simulator for all tests that run bots."""
    with running_simulator() as simulator:
        yield simulator


@pytest.fixture
def telegram(session_simulator: Simulator) -> Simulator:
    """That simulator, with nobody and nothing in it."""
    kill_those_left(session_simulator)
    session_simulator.reset()
    return session_simulator
