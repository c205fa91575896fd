"""`rumbo evaluate translation`: fits from when on a clause in English means what Spanish statements mean."""

from __future__ import annotations

from typing import Annotated

import typer
import yaml

from bot.assembly import embeddings_of, grounding_check
from bot.commands.evaluate import CASES
from bot.commands.prompt_versions import evaluate
from bot.evaluation.changes import Wordings
from bot.evaluation.translating import fitted, halves, judged, rendered
from bot.library.files import read_knowledge
from bot.library.passages import passages_of
from bot.library.scales import write_translation_scale
from bot.settings import read_settings

__all__ = ["evaluate"]


@evaluate.command("translation")
def translation(
    seed: Annotated[int, typer.Option(help="Of the drawing of passages")] = 5,
    count: Annotated[int, typer.Option(help="Passages drawn")] = 150,
    keep: Annotated[bool, typer.Option("--keep", help="Write the scale to knowledge/translation_scale.yaml")] = False,
) -> None:
    """Fit the scale on half of the entries, and show what the whole check does with it on both halves.

    Example: rumbo evaluate translation --keep
    """
    settings = read_settings()
    knowledge = read_knowledge(settings.knowledge)
    wordings = Wordings.model_validate(yaml.safe_load((CASES / "grounding.yaml").read_text(encoding="utf-8")))
    made = rendered([one for one in passages_of(knowledge) if one.kind != "certification"], wordings, seed, count)
    to_fit, apart = halves(made)
    embeddings = embeddings_of(settings)
    check, scale = grounding_check(knowledge, embeddings), fitted(to_fit, embeddings)
    seen, unseen = judged(check, to_fit, scale), judged(check, apart, scale)
    typer.echo(f"intercept {scale.intercept}, covered {scale.covered}, cosine {scale.cosine}: {scale.fitted_on}\n")
    typer.echo("| English beside the Spanish | judged rightly where it was fitted | on the other entries |\n|---|---|---|")
    for kind in seen:
        typer.echo(f"| {kind} | {seen[kind].part}/{seen[kind].whole} | {unseen[kind].part}/{unseen[kind].whole} |")
    if keep:
        typer.echo(f"\n{write_translation_scale(settings.knowledge, scale)}: kept")
