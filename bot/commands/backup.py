"""`rumbo backup` and `rumbo restore`."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.assembly import open_database
from bot.operations.backup import Manifest, back_up
from bot.operations.backup import restore as restored
from bot.operations.processes import only_one
from bot.settings import read_settings


def backup(folder: Annotated[Path, typer.Argument(help="A new or empty folder")]) -> None:
    """Copy the database, the index and the keys, while Rumbo runs; the copy is read back before it counts.

    Example: rumbo backup backups/$(date +%F-%H%M)
    """
    settings = read_settings()
    with closing(open_database(settings)) as database:
        typer.echo(f"{folder}: {_told(back_up(database, settings.data, folder, datetime.now(UTC)))}; verified")


def restore(folder: Annotated[Path, typer.Argument(help="A folder that `rumbo backup` wrote")],
            replace: Annotated[bool, typer.Option("--replace", help="Lose what the database holds now")] = False) -> None:
    """Put a backup where the settings point: SQLite or PostgreSQL, whichever kind it came from. Stop Rumbo first.

    Example: RUMBO_DATABASE_URL=postgresql+psycopg://… rumbo restore backups/2026-11-24-0300
    """
    settings = read_settings()
    with only_one(settings.data), closing(open_database(settings)) as database:
        typer.echo(f"restored from {folder}: {_told(restored(folder, database, settings.data, replace))}")


def _told(manifest: Manifest) -> str:
    rows = manifest.rows
    return f"{rows.get('chats', 0)} chats, {rows.get('turns', 0)} turns, {len(manifest.files)} files, of {manifest.made_at}"
