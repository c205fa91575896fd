"""`rumbo prompts`: which prompts there are, how two versions differ, and what one gives."""

from __future__ import annotations

import difflib
from typing import Annotated

import typer

from bot.assembly import open_language_model
from bot.domain.generation import Composed, StandAlone
from bot.errors import SettingsError
from bot.llm.ledger import LedgerInMemory
from bot.prompting.prompts import PromptShelf, read_prompts
from bot.settings import read_settings

prompts = typer.Typer(help="What is sent to a language model: versions, differences, trials.", no_args_is_help=True)


@prompts.command("list")
def list_prompts() -> None:
    """Every version of every prompt; '*' marks the one in use."""
    for prompt, live in _shelf().versions():
        typer.echo(f"{'*' if live else ' '} {prompt.name:<12} {prompt.version:<4} {prompt.fingerprint}  {prompt.changed}")


@prompts.command("diff")
def diff(name: str, old: str, new: str) -> None:
    """What changed between two versions. Example: rumbo prompts diff compose v1 v2"""
    shelf = _shelf()
    before, after = (shelf.prompt(name, version).text.splitlines() for version in (old, new))
    typer.echo("\n".join(difflib.unified_diff(before, after, f"{name}/{old}", f"{name}/{new}", lineterm="")) or "no difference")


@prompts.command("try")
def try_prompt(
    name: str,
    gaps: Annotated[list[str], typer.Argument(help="A gap and what fills it, as gap=text")],
    version: Annotated[str, typer.Option(help="A version; without it the one in use")] = "",
) -> None:
    """Fill a prompt and show it; with RUMBO_MODEL set, also what the model says.

    Example: rumbo prompts try rewrite history="¿cuánto dura el CCNA?" message="y cuánto cuesta"
    """
    pairs = [gap.partition("=") for gap in gaps]
    if not all(sign for _, sign, _ in pairs):
        raise SettingsError("each gap is written gap=text")
    filled = _shelf().prompt(name, version).filled({key: text for key, _, text in pairs})
    typer.echo(filled.text)
    model = open_language_model(read_settings(), LedgerInMemory())
    if model is not None:
        said = model.complete(filled, "trial", StandAlone if name == "rewrite" else Composed)
        typer.echo(f"\n--- {said.model}, {said.usage.tokens} tokens, {said.usage.milliseconds:.0f} ms\n{said.text}")


def _shelf() -> PromptShelf:
    return read_prompts(read_settings().prompts)
