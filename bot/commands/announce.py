"""`rumbo announce`: something that everybody who agreed to announcements shall hear."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.assembly import open_database
from bot.settings import read_settings
from bot.storage.announcements import Announcements

LONGEST = 1000


def announce(
    spanish: Annotated[str, typer.Argument(help="The text in Spanish; **bold** is allowed")],
    english: Annotated[str, typer.Option(help="The text for those who read English; without, the Spanish one")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again")] = False,
) -> None:
    """Write to everybody who agreed to announcements (/recordatorios): in nobody's quiet hours, once a day at most, behind all answers.

    Example: rumbo announce "Ya abrió el registro a CONALEP: cierra el 30 de junio." --english "CONALEP registration is open."
    """
    if len(spanish) > LONGEST or len(english) > LONGEST:
        raise typer.BadParameter(f"an announcement has at most {LONGEST} characters")
    with closing(open_database(read_settings())) as database:
        announcements = Announcements(database)
        if not yes:
            typer.confirm(f"{spanish}\n\nThis goes to {announcements.agreed()} people. Send it?", abort=True)
        people = announcements.add(spanish, english or spanish, datetime.now(UTC))
    typer.echo(f"it goes to {people} people, as soon as each may be written to")
