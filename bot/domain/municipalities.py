"""The form of municipalities.yaml: every municipality of Mexico, where its seat lies, and what people call it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pydantic import Field

from bot.domain.conversation import Frozen


class Municipalities(Frozen):
    """`states` maps a state's id to lines "name; latitude; longitude; inhabitants of the seat; other names", degrees WGS84.

    The form is plain lines and not a list because YAML takes seconds over 2,479 tables and milliseconds over 32 texts.
    """

    source: tuple[str, ...] = Field(min_length=1)
    checked_on: date
    states: dict[str, str]


@dataclass(frozen=True)
class Municipality:
    """A municipality or a borough of Mexico City. `lat`, `lon` None: not known. `names` include its own."""

    id: str
    name: str
    state: str
    lat: float | None
    lon: float | None
    inhabitants: int
    names: tuple[str, ...]
