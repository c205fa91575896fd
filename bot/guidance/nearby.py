"""Distances and what is nearest. Haversine on a sphere of 6,371 km: right within half a percent, finer than a person needs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.knowledge import Campus

EARTH = 6371.0088
Point = tuple[float, float]


@dataclass(frozen=True)
class NearCampus:
    """A campus and its distance in kilometres."""

    campus: Campus
    away: float


def kilometres(here: Point, there: Point) -> float:
    """Great-circle distance between two points, each (latitude, longitude) in degrees (Sinnott 1984)."""
    lat, lat_there = math.radians(here[0]), math.radians(there[0])
    half = math.sin((lat_there - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat_there) * math.sin(math.radians(there[1] - here[1]) / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))


def nearest(here: Point, campuses: Sequence[Campus], most: int = 3) -> tuple[NearCampus, ...]:
    """The nearest campuses whose place is known, nearest first."""
    rows = [NearCampus(one, kilometres(here, (one.lat, one.lon))) for one in campuses if one.lat is not None and one.lon is not None]
    return tuple(sorted(rows, key=lambda row: (row.away, row.campus.cct))[:most])
