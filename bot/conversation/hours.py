"""When a counselor is there, from knowledge/hours.yaml."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.staff import Hours, Weekday

WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
AHEAD = 30  # days that are looked through


def opens(hours: Hours, moment: datetime) -> datetime | None:
    """The first moment from `moment` on when somebody is there, in the zone of the hours; None when that is nowhere near."""
    local = moment.astimezone(ZoneInfo(hours.zone))
    for ahead in range(AHEAD):
        day = local.date() + timedelta(days=ahead)
        if day in hours.closed:
            continue
        for span in sorted(hours.week.get(WEEKDAYS[day.weekday()], ()), key=lambda span: span.opens):
            start = datetime.combine(day, time(), local.tzinfo) + _since_midnight(span.opens)
            end = datetime.combine(day, time(), local.tzinfo) + _since_midnight(span.closes)
            if local < end:
                return max(local, start)
    return None


def is_open(hours: Hours, moment: datetime) -> bool:
    """Whether somebody is there at this moment."""
    first = opens(hours, moment)
    return first is not None and first <= moment


def _since_midnight(clock: str) -> timedelta:
    hour, minute = clock.split(":")
    return timedelta(hours=int(hour), minutes=int(minute))
