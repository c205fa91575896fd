"""`rumbo retention`: delete now what has been kept long enough, and say what went."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime

import typer

from bot.assembling.privacy import forgetting, periods
from bot.assembly import open_database
from bot.settings import read_settings
from bot.storage.retention import Retention


def retention() -> None:
    """Apply the periods of the settings (RUMBO_KEEP_…) now. The running bot does so by itself, every minute and every day.

    Example: rumbo retention
    """
    settings = read_settings()
    with closing(open_database(settings)) as database:
        report = Retention(database, periods(settings)).daily(datetime.now(UTC))
        forgetting(settings, database).clean()
    for kind, count in sorted(report.items()):
        typer.echo(f"{kind}: {count} deleted")
