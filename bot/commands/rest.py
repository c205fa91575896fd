"""`rumbo rest`: the bot rests and people answer, on all workers at once."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated

import typer

from bot.assembly import open_database
from bot.settings import read_settings
from bot.storage.pauses import FOR_GOOD, RESTING, Pauses


class Switch(StrEnum):
    """What to do with it."""

    ON = "on"
    OFF = "off"
    STATUS = "status"


def rest(switch: Annotated[Switch, typer.Argument(help="on, off or status")] = Switch.STATUS,
         hours: Annotated[float, typer.Option(min=0, help="How long it rests; 0: until `rumbo rest off`")] = 0) -> None:
    """Let the bot rest: everybody who writes is told that a person will answer, and waits in the counselors' inbox.

    Commands, data rights and help in danger go on. Examples: rumbo rest on --hours 12; rumbo rest off
    """
    with closing(open_database(read_settings())) as database:
        pauses, now = Pauses(database), datetime.now(UTC)
        if switch is Switch.ON:
            pauses.begin(RESTING, now + timedelta(hours=hours) if hours else FOR_GOOD)
        elif switch is Switch.OFF:
            pauses.end(RESTING)
        until = pauses.until(RESTING, now)
    if until is None:
        typer.echo("the bot answers")
    else:
        typer.echo("the bot rests" + ("" if until >= FOR_GOOD else f" until {until:%Y-%m-%d %H:%M} UTC"))
