"""One running site for all tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.review.parts import Parts
from bot.storage.database import Database
from tests.review.site import MovableClock, Site, served, with_accounts


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('site') / 'rumbo.db'}")
    database.upgrade()
    clock = MovableClock()
    parts = Parts(database, clock)
    with_accounts(parts)
    with served(parts, clock) as running:
        yield running
    database.close()
