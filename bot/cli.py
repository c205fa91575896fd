"""The command line: the console script `rumbo`."""

from __future__ import annotations

import typer
from pydantic import ValidationError

from bot.errors import RumboError, SettingsError
from bot.library.files import read_knowledge
from bot.settings import Settings

application = typer.Typer(help="Rumbo: career guidance for young people, from sourced knowledge.", no_args_is_help=True)


@application.callback()
def rumbo() -> None:
    """Rumbo: career guidance for young people, from sourced knowledge."""


@application.command()
def check() -> None:
    """Check every file under knowledge/ and list all mistakes at once."""
    knowledge = read_knowledge(_settings().knowledge)
    campuses = len(knowledge.campuses.campuses) if knowledge.campuses else 0
    typer.echo(f"knowledge: {len(knowledge.certifications)} certifications, {len(knowledge.paths)} paths, {campuses} campuses, "
               f"{len(knowledge.places)} places, {len(knowledge.sources)} sources; no mistakes")


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(f"RUMBO_{'_'.join(map(str, one['loc'])).upper()}: {one['msg']}"
                                      for one in error.errors())) from error


def main() -> None:
    """Run a command; a planned failure is one message on stderr and exit code 1."""
    try:
        application()
    except RumboError as error:
        typer.echo(str(error), err=True)
        raise SystemExit(1) from error
