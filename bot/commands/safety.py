"""`rumbo evaluate safety`: how well danger is seen and personal data are masked; and fitting the decision on danger."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.assembly import build_guard, build_library, fitted_decision
from bot.commands.case_files import read_families, read_personal
from bot.commands.evaluate import CASES
from bot.commands.translation import evaluate
from bot.domain.conversation import Memory, Said
from bot.evaluation.personal import generated, measured
from bot.evaluation.safety import SafetyFigures, figures
from bot.evaluation.scoring import Share
from bot.library.files import read_knowledge
from bot.library.teaching import write_weights
from bot.safety.guard import MessageGuard
from bot.settings import read_settings

FOLDER = CASES / "safety"
MESSAGES = 3000

__all__ = ["evaluate"]


@evaluate.command("safety")
def safety(
    fit: Annotated[bool, typer.Option("--fit", help="First fit the decision on examples and the families of use «calibra»")] = False,
    failures: Annotated[bool, typer.Option("--failures", help="Show what was missed and what raised a false alarm")] = False,
    seed: Annotated[int, typer.Option(help="Of the messages with personal data")] = 0,
    folder: Annotated[Path, typer.Option(help="Folder with danger.yaml, lookalikes.yaml and personal.yaml")] = FOLDER,
) -> None:
    """Recall and false alarms by use and kind of family; recall and precision of masking over generated messages.

    Example: rumbo evaluate safety --failures
    """
    danger, calm = read_families(folder / "danger.yaml"), read_families(folder / "lookalikes.yaml")
    settings = read_settings()
    if fit:
        messages = [(turns[0], told) for told, families in ((True, danger), (False, calm)) for family in families
                    if family.use == "calibra" for turns in family.turns() if len(turns) == 1]
        file = write_weights(settings.knowledge, fitted_decision(settings, messages))
        typer.echo(f"{file}: fitted on the examples and {len(messages)} messages more\n")
    knowledge = read_knowledge(settings.knowledge)
    guard = build_guard(settings, knowledge, build_library(settings, knowledge)[2])
    guard.warm()
    for use in ("guarda", "calibra", "enseña"):
        told, others = ([one for one in families if one.use == use] for families in (danger, calm))
        chosen = figures(told, others, lambda turns: _seen(guard, turns))
        typer.echo(f"== {use}\n{_figures(chosen)}\n")
        if failures and use != "enseña":
            typer.echo("\n".join(_failures(chosen)) + "\n")
    masking = measured(guard.mask, generated(read_personal(folder / "personal.yaml"), seed, MESSAGES))
    typer.echo(f"== personal data, {MESSAGES} messages\nrecall {_share(masking.recall)}; precision {_share(masking.precision)}")
    typer.echo("\n".join(f"  {kind} {_share(share)}" for kind, share in masking.by_kind))
    if failures:
        typer.echo("\n".join(f"  {one.text}  →  {text}" for one, text in masking.wrong[:40]))


def _seen(guard: MessageGuard, turns: Sequence[str]) -> list[bool]:
    """Whether danger is seen in each message of a conversation."""
    memory, seen = Memory(), []
    for text in turns:
        guarded = guard.look(text, memory)
        seen.append(guarded.danger is not None)
        said = Said(asked=guarded.masked, kind="crisis" if guarded.danger else "answer")
        memory = memory.model_copy(update={"said": (*memory.said, said)})
    return seen


def _figures(one: SafetyFigures) -> str:
    lines = [f"recall {_share(one.recall)}; false alarms {_share(one.alarms)}"]
    lines += [f"  danger    {kind} {_share(share)}" for kind, share in one.recall_by]
    lines += [f"  lookalike {kind} {_share(share)}" for kind, share in one.alarms_by]
    return "\n".join(lines)


def _failures(one: SafetyFigures) -> list[str]:
    return [f"  missed ({family}): {' / '.join(turns)}" for family, turns in one.missed] + [
        f"  alarm ({family}): {' / '.join(turns)}" for family, turns in one.alarmed]


def _share(share: Share) -> str:
    low, high = share.interval
    return f"{share.part}/{share.whole} ({100 * share.value:.1f} %, 95 % {100 * low:.1f} to {100 * high:.1f})"
