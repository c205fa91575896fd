"""What many tests share and takes long to build."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.assembly import build_engine
from bot.conversation.engine import Engine
from bot.library.files import read_knowledge
from bot.library.phrases import PhraseBook
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def phrases() -> PhraseBook:
    """The wording of knowledge/phrases/."""
    return PhraseBook(read_knowledge(ROOT / "knowledge").phrases)


@pytest.fixture(scope="session")
def engine_by_words() -> Engine:
    """The real engine on the real knowledge, without embedding model and index: seconds faster, for tests that need no meaning."""
    return build_engine(Settings(knowledge=ROOT / "knowledge"), TODAY, by_words=True)
