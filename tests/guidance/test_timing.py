"""When reminders are due, and which calls the knowledge holds."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.domain.conversation import Facts
from bot.domain.reminders import awake
from bot.guidance.reminders import Timing, openings
from bot.library.files import read_knowledge


@pytest.mark.parametrize(("facts", "zone"), [
    (Facts(state="baja-california"), "America/Tijuana"), (Facts(state="puebla"), "America/Mexico_City"),
    (Facts(country="el-salvador"), "America/El_Salvador"), (Facts(), "America/Mexico_City")])
def test_the_time_zone_follows_the_state_else_mexico_city(facts: Facts, zone: str) -> None:
    assert Timing().zone(facts) == zone


def test_the_next_step_is_due_in_three_days_at_six_in_the_evening_where_they_live() -> None:
    wish = Timing().step(Facts(state="baja-california"), datetime(2026, 11, 24, 20, 0, tzinfo=UTC))

    assert wish.due == datetime(2026, 11, 28, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(("hour", "expected"), [
    (2, datetime(2026, 11, 24, 2, 0, tzinfo=UTC)), (3, datetime(2026, 11, 24, 15, 0, tzinfo=UTC)),
    (14, datetime(2026, 11, 24, 15, 0, tzinfo=UTC)), (15, datetime(2026, 11, 24, 15, 0, tzinfo=UTC))])
def test_quiet_hours_run_from_21_to_9_of_their_clock(hour: int, expected: datetime) -> None:
    assert awake(datetime(2026, 11, 24, hour, 0, tzinfo=UTC), "America/Mexico_City") == expected


def test_a_call_is_open_only_while_the_knowledge_holds_a_date_to_come() -> None:
    knowledge = read_knowledge(Path(__file__).parents[2] / "knowledge")

    assert openings(knowledge, date(2026, 11, 24)) == {}
    assert openings(knowledge, date(2026, 3, 1)).keys() == {"admision"}
