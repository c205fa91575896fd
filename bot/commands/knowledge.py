"""`rumbo knowledge`: what counselors corrected on the running site, written into the files for the next release."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
import yaml

from bot.assembling.living import knowing_with
from bot.assembly import open_database
from bot.commands.case_files import cases_of
from bot.domain.knowledge import Knowledge
from bot.evaluation.cases import Case
from bot.library.files import read_knowledge
from bot.library.revising import exported
from bot.settings import Settings, read_settings
from bot.storage.corrections import Corrections

CASES = "site-corrections.yaml"
knowledge = typer.Typer(help="The knowledge and what counselors corrected in it.", no_args_is_help=True)


@knowledge.callback()
def group() -> None:
    """Keeps `export` a command of its own."""


@knowledge.command()
def export(
    to: Annotated[Path | None, typer.Option(help="Folder of knowledge files to write into; by default the one of the settings")] = None,
    cases: Annotated[Path, typer.Option(help="Folder for the evaluation cases of the corrections")] = Path("tests/evaluation"),
) -> None:
    """Write the entries that counselors corrected into the files under knowledge/, and their evaluation cases.

    Example: rumbo knowledge export && git diff knowledge
    """
    settings = read_settings()
    corrections = Corrections(open_database(settings))
    knowing = knowing_with(read_knowledge(settings.knowledge), corrections)
    knowing.refresh()
    for path in exported(to or settings.knowledge, knowing):
        typer.echo(str(path))
    kept = corrections.cases()
    if kept:
        file = cases / CASES
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(yaml.safe_dump(json.loads(json.dumps(kept)), allow_unicode=True, sort_keys=False, width=140), encoding="utf-8")
        typer.echo(str(file))
    typer.echo(f"{len(knowing.entries)} entries, {len(kept)} cases")


def with_corrections(settings: Settings) -> tuple[Knowledge, tuple[Case, ...]]:
    """The knowledge as this machine's bot has it, and the evaluation cases of its corrections. Without a database: the files alone."""
    files = read_knowledge(settings.knowledge)
    if not settings.database_url and not (settings.data / "rumbo.db").exists():
        return files, ()
    corrections = Corrections(open_database(settings))
    knowing = knowing_with(files, corrections)
    knowing.refresh()
    return knowing.now, cases_of(corrections.cases())
