"""Reminders that somebody asked for, and when a person may be disturbed: never from 21:00 to 9:00 where they live, twice a week at most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.conversation import Wish

QUIET_FROM, QUIET_UNTIL = 21, 9  # hours of the person's clock
MOST_A_WEEK = 2
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Due:
    """A reminder whose moment has come, alone in the hands of who asked for it."""

    id: int
    chat_id: int
    wish: Wish


def awake(moment: datetime, zone: str) -> datetime:
    """The moment itself, or the next 9:00 of the person's clock when it falls into their quiet hours."""
    local = moment.astimezone(ZoneInfo(zone))
    if QUIET_UNTIL <= local.hour < QUIET_FROM:
        return moment
    day = local.date() if local.hour < QUIET_UNTIL else local.date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, QUIET_UNTIL, tzinfo=ZoneInfo(zone)).astimezone(moment.tzinfo)
