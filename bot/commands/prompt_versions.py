"""`rumbo evaluate prompts`: two versions of a prompt over the same cases, side by side with intervals."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.assembly import build_engine
from bot.commands.case_files import read_cases
from bot.commands.evaluate import CASES
from bot.commands.grounding import evaluate
from bot.errors import SettingsError
from bot.evaluation.conversing import verdicts
from bot.evaluation.scoring import Share, summary
from bot.evaluation.wording import told, wording_figures
from bot.prompting.prompts import read_prompts
from bot.settings import read_settings

__all__ = ["evaluate"]


@evaluate.command("prompts")
def compare_prompts(
    name: Annotated[str, typer.Argument(help="A prompt, such as compose")],
    versions: Annotated[list[str], typer.Argument(help="Versions to compare, such as v1 v2")],
    limit: Annotated[int, typer.Option(help="At most so many cases")] = 150,
    cases: Annotated[Path, typer.Option(help="File of cases")] = CASES / "dev-questions.yaml",
) -> None:
    """With RUMBO_MODEL set: what each version of a prompt makes of the same cases.

    Example: rumbo evaluate prompts compose v1 v2
    """
    settings = read_settings()
    if not settings.model:
        raise SettingsError("RUMBO_MODEL is empty: set it to provider:model")
    shelf, chosen = read_prompts(settings.prompts), read_cases(cases)[:limit]
    plain = build_engine(settings.model_copy(update={"model": ""}))
    typer.echo(f"{len(chosen)} cases, {settings.model}\n\n"
               f"| {name} | right | wrong and confident | in the model's words | sentences dropped | tokens | ms p50 | p95 |\n"
               "|---|---|---|---|---|---|---|---|")
    for version in versions:
        engine = build_engine(settings, prompts=shelf.with_live(name, version))
        figures, score = wording_figures(list(told(engine, plain, chosen))), summary(verdicts(engine, chosen))
        dropped = Share(figures.dropped, figures.sentences)
        typer.echo(f"| {version} | {_share(score.accuracy)} | {_share(score.wrong_and_confident)} | {_share(figures.in_its_words)} | "
                   f"{_share(dropped)} | {figures.tokens} | {figures.ms50:.0f} | {figures.ms95:.0f} |")


def _share(share: Share) -> str:
    low, high = share.interval
    return f"{100 * share.value:.1f} % ({share.part}/{share.whole}; 95 %: {100 * low:.1f}–{100 * high:.1f})"
