"""One running site for all tests of a module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.assembling.living import knowing_with
from bot.library.documents import MarkdownDocuments
from bot.library.files import read_knowledge
from bot.library.phrases import PhraseBook
from bot.library.revising import Revising
from bot.review.parts import Parts
from bot.storage.corrections import Corrections
from bot.storage.database import Database
from bot.storage.sealing import Seal
from tests.review.site import MovableClock, Site, served, with_accounts

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('site') / 'rumbo.db'}")
    database.upgrade()
    clock = MovableClock()
    knowledge = read_knowledge(ROOT / "knowledge")
    knowing = knowing_with(knowledge, Corrections(database))
    parts = Parts(database, clock, knowing, PhraseBook(knowledge.phrases), b"k" * 32, Seal(b"k"), lambda now: now.hour < 23,
                  Revising(ROOT / "knowledge", knowing), documents=MarkdownDocuments())
    with_accounts(parts)
    with served(parts, clock) as running:
        yield running
    database.close()
