"""`rumbo index`: brings the index up to date, with a bar on a terminal."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from bot.assembly import build_library
from bot.library.files import read_knowledge
from bot.library.ports import Progress
from bot.settings import read_settings


def index() -> None:
    """Embed the passages that are new or changed. The index in use is replaced only when the new one is complete.

    Example: rumbo index
    """
    settings = read_settings()
    library, upkeep, _ = build_library(settings, read_knowledge(settings.knowledge))
    start = time.perf_counter()
    with progress_bar("embedding") as progress:
        built = upkeep.index(progress)
    spent = time.perf_counter() - start
    typer.echo(f"{len(library.passages)} passages; {built.embedded} texts embedded, {built.kept} kept, {built.removed} removed, "
               f"{spent:.1f} s" + (f", {built.embedded / spent:.0f} texts/s" if built.embedded else ""))


@contextmanager
def progress_bar(what: str) -> Iterator[Progress | None]:
    """A bar on stderr, on a terminal only."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
