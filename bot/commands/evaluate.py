"""`rumbo evaluate`: how good the answers are, and the search; and fitting the confidence."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.assembly import DayIn, build_engine
from bot.commands.case_files import read_cases, read_floors, read_questions, read_tables, write_floors
from bot.commands.knowledge import with_corrections
from bot.commands.retrieval import retrieval
from bot.conversation.ports import Answering
from bot.evaluation.cases import Case, paraphrased
from bot.evaluation.conversing import verdicts
from bot.evaluation.floors import broken, floors_of
from bot.evaluation.noise import KINDS, variants
from bot.evaluation.plain_facts import plain_facts
from bot.evaluation.report import Reached, Report, Robustness, figures, robustness
from bot.evaluation.scoring import Share, Verdict
from bot.evaluation.writing import as_markdown, as_text, failure
from bot.library.files import read_knowledge
from bot.settings import read_settings

CASES = Path("tests/evaluation")
FACTS = 50
SITE = "site"

evaluate = typer.Typer(help="Measure the answers and the search.", invoke_without_command=True)
evaluate.command()(retrieval)


@evaluate.callback()
def run(
    context: typer.Context,
    cases: Annotated[list[Path] | None, typer.Option(help="YAML files of cases, or JSON lines; else those of tests/evaluation")] = None,
    noise: Annotated[bool, typer.Option("--noise", help="Also say every case again with typos, slang and so on")] = False,
    facts: Annotated[bool, typer.Option("--facts", help="Also draw facts from all entries and ask for each")] = False,
    failures: Annotated[int, typer.Option(help="Show so many of the cases that went wrong")] = 0,
    only: Annotated[str, typer.Option(help="Only cases whose id, kind or style contains this")] = "",
    seed: Annotated[int, typer.Option(help="Of the noise and of the drawing")] = 0,
    today: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Answer as on this day")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures there")] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the section for the README instead")] = False,
    floors: Annotated[Path | None, typer.Option(help="Fail when a figure breaks these bounds")] = None,
    new_floors: Annotated[Path | None, typer.Option(help="Write bounds just under what was measured")] = None,
) -> None:
    """Answer the cases of tests/evaluation, and those of what was corrected on this machine's site, and count what is right.

    Fails when what a counselor corrected is answered wrong again.

    Examples: rumbo evaluate --failures 20; rumbo evaluate --only slang; rumbo evaluate --noise --facts --json data/evaluation.json
    """
    if context.invoked_subcommand:
        return
    settings = read_settings()
    known, corrected = with_corrections(settings)
    engine = build_engine(settings, today.date() if today else None, knowledge=known)
    sets = _sets(cases) | ({} if cases or not corrected else {SITE: corrected})
    chosen = {name: tuple(one for one in group if only in f"{one.id} {one.kind} {one.style}") for name, group in sets.items()}
    judged = {name: verdicts(engine, group) for name, group in chosen.items() if group}
    questions = plain_facts(read_knowledge(settings.knowledge), read_questions(CASES), FACTS, seed) if facts else ()
    reached = verdicts(engine, questions)
    report = Report(
        on=DayIn().today(), commit=_commit(), sets={name: figures(group) for name, group in judged.items()},
        noise=tuple(_noise(engine, [one for group in judged.values() for one in group], seed)) if noise else (),
        reached=Reached.of(seed, Share(sum(one.right for one in reached), len(reached))) if facts else None)
    wrong = [one for one in (*(one for group in judged.values() for one in group), *reached) if not one.right]
    if json_file is not None:
        json_file.parent.mkdir(parents=True, exist_ok=True)
        json_file.write_text(report.model_dump_json(indent=1), encoding="utf-8")
    typer.echo("\n\n".join([as_markdown(report) if markdown else as_text(report), *map(failure, wrong[:failures])]))
    if new_floors is not None:
        write_floors(new_floors, floors_of(report))
    fallen = (*_wrong_again(judged), *(broken(report, read_floors(floors)) if floors is not None else ()))
    if fallen:
        typer.echo("\n".join(fallen), err=True)
        raise typer.Exit(1)


@evaluate.command("markdown")
def markdown_of(json_file: Annotated[Path, typer.Argument(help="What `rumbo evaluate --json` wrote")]) -> None:
    """Print the section for the README from figures measured before. Example: rumbo evaluate markdown data/evaluation.json"""
    typer.echo(as_markdown(Report.model_validate_json(json_file.read_text(encoding="utf-8"))))


def _sets(paths: Sequence[Path] | None) -> dict[str, tuple[Case, ...]]:
    """Cases by the set they belong to: the part of their file's name before the first "-"; every paraphrase is a case of its own."""
    files = sorted(paths or [*CASES.glob("dev-*.yaml"), *CASES.glob("own-*.yaml"), *CASES.glob("apart-*.yaml"), *CASES.glob("site-*.yaml")])
    sets: dict[str, tuple[Case, ...]] = {}
    for file in files:
        name = file.stem.partition("-")[0] if not paths else file.stem
        sets[name] = (*sets.get(name, ()), *(one for case in read_cases(file) for one in (case, *paraphrased(case))))
    return sets


def _wrong_again(judged: Mapping[str, Sequence[Verdict]]) -> Iterator[str]:
    """What was corrected on the site (here, or in site-*.yaml) and is not answered so."""
    for name, group in judged.items():
        if name.partition("-")[0] == SITE:
            yield from (f"{name}: what was corrected is wrong again: {one.case.id}" for one in group if not one.right)


def _noise(engine: Answering, judged: Sequence[Verdict], seed: int) -> Iterator[Robustness]:
    """Each kind of noise over the cases that are written properly."""
    tables = read_tables(CASES)
    proper = {one.case.id: one for one in judged if one.case.style in ("clean", "paraphrase")}
    for kind in KINDS:
        pairs = variants((one.case for one in proper.values()), kind, tables, seed)
        yield robustness(kind, [proper[clean.id] for clean, _ in pairs], verdicts(engine, [noisy for _, noisy in pairs]))


def _commit() -> str:
    try:
        return subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
