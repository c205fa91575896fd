"""`rumbo cluster`: "many machines" on this one, to try it out."""

from __future__ import annotations

import contextlib
import signal
import sys
from pathlib import Path
from threading import Event
from typing import Annotated

import typer
from rich.console import Console
from rich.panel import Panel

from bot.assembly import build_library, open_database
from bot.library.files import read_knowledge
from bot.operations.balancer import balancing
from bot.operations.cluster import Program, answers, chroma, free_port, postgresql
from bot.operations.processes import Child
from bot.settings import Settings, read_settings
from bot.simulator.app import PORT, TOKEN


def cluster(
    workers: Annotated[int, typer.Option(min=1, help="How many workers answer")] = 3,
    port: Annotated[int, typer.Option(help="Port of the chat page; 0 takes any free one")] = PORT,
    folder: Annotated[Path | None, typer.Option(help="Where everything is kept; by default `cluster` in the data folder")] = None,
    by_words: Annotated[bool, typer.Option("--by-words", help="No embedding model: less memory, a quicker start")] = False,
) -> None:
    """Start PostgreSQL, a Chroma server, workers with webhooks behind a load balancer, and the simulator; Ctrl-C stops all of them.

    Example: rumbo cluster --workers 3 --by-words
    """
    settings, stop = read_settings(), Event()
    where = folder or settings.data / "cluster"
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with contextlib.ExitStack() as running:
        database = running.enter_context(postgresql(where / "postgres"))
        vectors = "" if by_words else running.enter_context(chroma(where / "chroma"))
        simulator = Child("bot.simulator", str(port))
        running.callback(simulator.stop)
        page, ports = simulator.first_line(), [free_port() for _ in range(workers)]
        hook = f"http://127.0.0.1:{running.enter_context(balancing(ports))}/telegram"
        shared = settings.model_copy(update={"database_url": database, "chroma_url": vectors, "data": where / "data"})
        open_database(shared).close()
        if not by_words:
            _index(shared)
        common = _environment(shared, page, hook, by_words)
        programs = [_worker(number, where, common, one, running) for number, one in enumerate(ports, start=1)]
        for metrics, _ in programs:
            answers(f"http://127.0.0.1:{metrics}/readyz", 300)
        told = "\n".join(f"Worker {number}    http://127.0.0.1:{metrics}/metrics" for number, (metrics, _) in enumerate(programs, start=1))
        Console(highlight=False).print(Panel(f"Chat page   [bold]{page}[/bold]\nWebhook     {hook}\nPostgreSQL  {database}\n"
                                             f"Chroma      {vectors or 'none: by words'}\n{told}\nLogs        {where}\nStop        Ctrl-C",
                                             title="Rumbo's cluster is running", expand=False))
        sys.stdout.flush()
        while not stop.wait(1.0) and not simulator.ended():
            _keep_running([program for _, program in programs])


def _index(settings: Settings) -> None:
    """Once for all workers: each by itself would embed everything."""
    _, upkeep, _ = build_library(settings, read_knowledge(settings.knowledge))
    with Console().status("the passages are embedded into Chroma; the first time takes minutes …"):
        upkeep.index()


def _environment(settings: Settings, page: str, hook: str, by_words: bool) -> dict[str, str]:
    return {"TELEGRAM_BOT_TOKEN": TOKEN, "RUMBO_TELEGRAM_BASE_URL": page, "RUMBO_DATABASE_URL": settings.database_url,
            "RUMBO_CHROMA_URL": settings.chroma_url, "RUMBO_DATA": str(settings.data), "RUMBO_WEBHOOK_URL": hook,
            "RUMBO_BY_WORDS": str(by_words).lower(), "RUMBO_KNOWLEDGE": str(settings.knowledge.resolve()), "RUMBO_SITE": "false"}


def _worker(number: int, where: Path, common: dict[str, str], hook_port: int, running: contextlib.ExitStack) -> tuple[int, Program]:
    """The port of a worker's figures, and the worker."""
    metrics = free_port()
    own = {"RUMBO_WEBHOOK_PORT": str(hook_port), "RUMBO_METRICS_PORT": str(metrics)}
    program = Program([sys.executable, "-m", "bot", "start"], where / f"worker-{number}.log", {**common, **own})
    running.callback(program.stop)
    return metrics, program


def _keep_running(programs: list[Program]) -> None:
    for number, program in enumerate(programs, start=1):
        if not program.kept_running():
            typer.echo(f"worker {number} had ended and is started again; its log says why", err=True)
