"""`rumbo knowledge`: what counselors corrected on the running site, written into the files for the next release."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
import yaml

from bot.assembling.living import knowing_with
from bot.assembling.site import link_looker
from bot.assembly import DayIn, open_database
from bot.commands.case_files import cases_of
from bot.domain.knowledge import Knowledge
from bot.domain.link import no_network
from bot.evaluation.cases import Case
from bot.library.files import read_knowledge
from bot.library.revising import Revising, exported
from bot.review.links import addresses, round_of_all
from bot.settings import Settings, read_settings
from bot.storage.corrections import Corrections
from bot.storage.links import Links

CASES = "site-corrections.yaml"
knowledge = typer.Typer(help="The knowledge and what counselors corrected in it.", no_args_is_help=True)


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


@knowledge.command()
def links(
    everything: Annotated[bool, typer.Option("--all", help="List also the links that answer")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object for each link")] = False,
) -> None:
    """Ask for every link of the knowledge, list those that no longer answer, and keep it for the counselors' site. Takes some minutes.

    Ends with 1 when a link is wrong, with 2 when not one answered, which is the network's doing. Example: rumbo knowledge links
    """
    settings = read_settings()
    database = open_database(settings)
    knowing = knowing_with(read_knowledge(settings.knowledge), Corrections(database))
    knowing.refresh()
    known = addresses(Revising(settings.knowledge, knowing).entries())
    seen = round_of_all(link_looker(settings), Links(database), tuple(known), "", DayIn())
    if seen is None:
        typer.echo("another round is under way", err=True)
        raise typer.Exit(2)
    for one in sorted(seen, key=lambda one: one.url):
        if not (everything or one.state.is_wrong):
            continue
        entries = ", ".join(entry.id for entry in known[one.url])
        line = f"{one.problem or one.status or one.state} {one.url} ({entries})"
        typer.echo(json.dumps({**asdict(one), "entries": entries.split(", ")}, ensure_ascii=False) if as_json else line)
    wrong = sum(one.state.is_wrong for one in seen)
    typer.echo(f"{len(seen)} links, {wrong} without an answer", err=as_json)
    if no_network(seen):
        typer.echo("not one answered: this machine's network lets nothing out, so this says nothing of the links", err=True)
        raise typer.Exit(2)
    raise typer.Exit(1 if wrong else 0)


def with_corrections(settings: Settings) -> tuple[Knowledge, tuple[Case, ...]]:
    """The knowledge as this machine's bot has it, and the evaluation cases of its corrections. Without a database: the files alone."""
    files = read_knowledge(settings.knowledge)
    if not settings.database_url and not (settings.data / "rumbo.db").exists():
        return files, ()
    corrections = Corrections(open_database(settings))
    knowing = knowing_with(files, corrections)
    knowing.refresh()
    return knowing.now, cases_of(corrections.cases())
