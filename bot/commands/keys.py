"""`rumbo keys`: the key that what people wrote is encrypted with."""

from __future__ import annotations

import secrets
from contextlib import closing

import typer

from bot.assembly import open_database
from bot.errors import SettingsError
from bot.operations.processes import only_one
from bot.settings import read_settings
from bot.storage.rotating import rotate

keys = typer.Typer(help="The key that what people wrote is encrypted with (RUMBO_DATA_KEY).", no_args_is_help=True)


@keys.command()
def new() -> None:
    """Make a key. Keep it where secrets are kept, not beside the database: without it nobody can read what is there."""
    typer.echo(secrets.token_urlsafe(32))


@keys.command("rotate")
def rotated() -> None:
    """Encrypt everything with the first key of RUMBO_DATA_KEY: after setting one for the first time, or putting a new one in front.

    Example: RUMBO_DATA_KEY=new,old rumbo keys rotate; afterwards RUMBO_DATA_KEY=new is enough. Stop Rumbo first.
    """
    settings = read_settings()
    if not settings.data_keys:
        raise SettingsError("RUMBO_DATA_KEY is not set: `rumbo keys new` makes a key")
    with only_one(settings.data), closing(open_database(settings)) as database:
        for table, rows in rotate(database).items():
            typer.echo(f"{table}: {rows} rows")
