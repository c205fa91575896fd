"""`rumbo evaluate grounding` and `rumbo evaluate model`: the check of a model's sentences, and what a model did with our answers."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer
import yaml

from bot.assembly import build_check, build_engine
from bot.commands.case_files import read_cases
from bot.commands.evaluate import CASES, evaluate
from bot.errors import SettingsError
from bot.evaluation.changes import LITERAL, TRUE, Wordings
from bot.evaluation.grounding import measured, milliseconds, pairs
from bot.evaluation.wording import as_text, figures_as_text, to_read, told, wording_figures
from bot.library.files import read_knowledge
from bot.library.passages import passages_of
from bot.settings import read_settings

__all__ = ["evaluate"]


@evaluate.command("grounding")
def grounding(
    seed: Annotated[int, typer.Option(help="Of the drawing of sentences")] = 7,
    count: Annotated[int, typer.Option(help="Sentences drawn in each language")] = 65,
    failures: Annotated[int, typer.Option(help="Show so many pairs judged wrongly")] = 0,
) -> None:
    """Judge true and false sentences made from the knowledge with the check that guards a language model's words."""
    settings = read_settings()
    knowledge = read_knowledge(settings.knowledge)
    wordings = Wordings.model_validate(yaml.safe_load((CASES / "grounding.yaml").read_text(encoding="utf-8")))
    made = pairs([one for one in passages_of(knowledge) if one.kind != "certification"], wordings, seed, count)
    check = build_check(settings, knowledge)
    judged = [pair for pair in made if pair.held_out]
    figures = measured(check, judged)
    typer.echo(f"{len(made)} pairs, of which the held-out half, {len(judged)}, is judged here\n")
    typer.echo("| made from a true sentence by | judged rightly |\n|---|---|")
    for kind, share in figures.right:
        mark = " (true)" if kind in TRUE else " (to the letter)" if kind in LITERAL else ""
        typer.echo(f"| {kind.replace('_', ' ')}{mark} | {100 * share.value:.1f} % ({share.part}/{share.whole}) |")
    half, most = milliseconds(check, made)
    typer.echo(f"\ntrue sentences dropped {figures.kept.whole - figures.kept.part} of {figures.kept.whole}, false ones caught "
               f"{figures.caught.part} of {figures.caught.whole}\nan answer of four sentences takes {half:.0f} ms of processor time "
               f"(median), {most:.0f} ms (95 %)")
    for pair, reason in figures.wrong[:failures]:
        typer.echo(f"\n{pair.kind}: {pair.sentence}\n  {reason or 'passed'}\n  {pair.evidence.texts[0][:300]}")


@evaluate.command("model")
def model(
    limit: Annotated[int, typer.Option(help="At most so many cases")] = 150,
    show: Annotated[int, typer.Option(help="Print so many answers whole")] = 0,
    cases: Annotated[list[Path] | None, typer.Option(help="Files of cases; else those of dev-questions.yaml")] = None,
    skip: Annotated[int, typer.Option(help="Leave out so many cases at the beginning")] = 0,
    minutes: Annotated[float, typer.Option(help="Begin no case after so long, and say how many were done")] = 600,
) -> None:
    """With RUMBO_MODEL set: how many answers it words, what the check drops, how long it takes; and every sentence that passed in words
    that are not the bot's own, for a person to read whether one is false.

    Example: RUMBO_MODEL=openai:small RUMBO_MODEL_URL=http://127.0.0.1:8000/v1 RUMBO_MODEL_SECONDS=60 rumbo evaluate model --show 20
    """
    settings = read_settings()
    if not settings.model:
        raise SettingsError("RUMBO_MODEL is empty: set it to provider:model")
    settings = settings.model_copy(update={"model_tokens_a_day_and_person": settings.model_tokens_a_day})  # nobody in particular asks
    worded, without = build_engine(settings), build_engine(settings.model_copy(update={"model": ""}))
    end, done, rows = time.monotonic() + 60 * minutes, 0, []
    chosen = [case for file in cases or [CASES / "dev-questions.yaml"] for case in read_cases(file)]
    for case in chosen[skip:skip + limit]:
        if time.monotonic() > end:
            break
        done += 1
        for row in told(worded, without, [case]):
            rows.append(row)
            if show > 0:
                show -= 1
                typer.echo(as_text(row))
    typer.echo(f"\n{done} questions, {settings.model}\n{figures_as_text(wording_figures(rows))}\n\n{to_read(rows)}")
