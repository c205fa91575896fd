"""`rumbo evaluate calibrate`: fits the confidence that replies state, and shows how it holds on questions kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.assembly import build_engine
from bot.commands.case_files import read_cases
from bot.commands.evaluate import CASES
from bot.commands.safety import evaluate
from bot.domain.confidence import ConfidenceScale
from bot.evaluation.calibrating import Row, calibration_error, fitted, halves, reliability, stated
from bot.evaluation.cases import paraphrased
from bot.evaluation.conversing import verdicts
from bot.library.confidence import write_scale
from bot.settings import read_settings

__all__ = ["evaluate"]


@evaluate.command("calibrate")
def calibrate(
    cases: Annotated[list[Path] | None, typer.Option(help="YAML files of cases; else our own of tests/evaluation")] = None,
    today: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Answer as on this day")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Write the scale, fitted on all families, to knowledge/calibration.yaml")] = False,
) -> None:
    """Fit the confidence on half of the families of questions and print a reliability table of the other half.

    Example: rumbo evaluate calibrate --today 2026-11-24 --keep
    """
    settings = read_settings()
    engine = build_engine(settings, today.date() if today else None, scale=ConfidenceScale())
    files = sorted(cases or CASES.glob("own-*.yaml"))
    judged = verdicts(engine, [one for file in files for case in read_cases(file) for one in (case, *paraphrased(case))])
    rows = stated(judged)
    to_fit, apart = halves(rows)
    scale = fitted(to_fit)
    before, after = reliability(apart), reliability(apart, scale)
    typer.echo(f"fitted on {scale.families} families; seen on {len({one.family for one in apart})} others\n")
    typer.echo(f"as stated by the engine (error {calibration_error(before):.3f})\n{_table(before)}\n")
    typer.echo(f"on the scale (error {calibration_error(after):.3f}; slope {scale.slope}, shift {scale.shift})\n{_table(after)}")
    if keep:
        typer.echo(f"\n{write_scale(settings.knowledge, fitted(rows))}: fitted on all")


def _table(rows: Sequence[Row]) -> str:
    lines = [f"| {row.low:.1f} to {row.high:.1f} | {row.weight:.1f} | {row.confidence:.2f} | {row.right:.2f} |" for row in rows]
    return "\n".join(["| confidence | questions | mean confidence | right |", "|---|---|---|---|", *lines])

