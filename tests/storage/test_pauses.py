"""Switches that all workers see."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.storage.database import Database
from bot.storage.pauses import RESTING, Pauses


def test_the_switch_ends_by_itself(database: Database) -> None:
    pauses, now = Pauses(database), datetime(2026, 11, 24, 9, tzinfo=UTC)

    pauses.begin(RESTING, now + timedelta(hours=1))

    assert [pauses.until(RESTING, now + timedelta(minutes=minutes)) is None for minutes in (1, 59, 61)] == [False, False, True]
