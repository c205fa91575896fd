"""`rumbo start` and `rumbo simulator`: the bot as a process, with the simulator beside it where there is no token."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.panel import Panel

from bot.assembling.running import Watched, watched_bot
from bot.assembling.site import DEMO, Served, serving_site, site_door
from bot.library.files import read_knowledge
from bot.operations import logs
from bot.operations.health import serving
from bot.operations.metrics import CountingLog
from bot.operations.processes import Child, only_one
from bot.settings import read_settings
from bot.simulator.app import PORT, TOKEN, serve
from bot.storage.pseudonyms import PSEUDONYMS, kept_key, pseudonym


def start() -> None:
    """Start the bot. With TELEGRAM_BOT_TOKEN it talks to Telegram; without, to a simulator that it starts, whose chat page it names.

    Examples: rumbo start; TELEGRAM_BOT_TOKEN=123:abc rumbo start; RUMBO_SIMULATOR_PORT=0 rumbo start
    """
    settings = read_settings()
    key = kept_key(settings.data / PSEUDONYMS)
    logs.configure(settings.log_level, as_json=settings.log_json, named=lambda chat_id: pseudonym(key, chat_id))
    token = settings.telegram_bot_token.get_secret_value()
    alone = only_one(settings.data) if settings.database.startswith("sqlite") else contextlib.nullcontext()
    with alone, contextlib.ExitStack() as children:
        child = None if token else Child("bot.simulator", str(settings.simulator_port))
        if child is not None:
            children.callback(child.stop)
        settings, door = children.enter_context(site_door(settings)) if settings.site else (settings, None)
        knowledge = read_knowledge(settings.knowledge)
        page = child.first_line() if child else ""
        watched = watched_bot(settings, page or settings.telegram_base_url, token or TOKEN, knowledge)
        logging.getLogger().addHandler(CountingLog(watched.metrics))
        if settings.metrics_port is not None:
            children.enter_context(serving(settings.metrics_host, settings.metrics_port, watched.health, watched.metrics))
        site = children.enter_context(serving_site(settings, watched.beside, door, demo=not token)) if door else Served("")
        asyncio.run(_run(watched, page, child, site))
    sys.stdout.flush()
    os._exit(0)  # everything is closed; tearing down the model's and the index's objects one by one would take seconds


def simulator(
    port: Annotated[int, typer.Option(help="Where to listen on this machine; 0 takes any free port")] = PORT,
    token: Annotated[str, typer.Option(help="The token a bot must use here; not a real one")] = TOKEN,
    flood_limits: Annotated[bool, typer.Option("--flood-limits", help="Answer 429 above 30 messages/s, 1/s a chat")] = False,
) -> None:
    """A Telegram on this machine: a Bot API for a bot, and a chat page to write to it. Prints the page's address.

    Example: rumbo simulator --port 8081
    """
    serve(port, token, flood_limits)


async def _run(watched: Watched, page: str, child: Child | None, site: Served) -> None:
    """Run the bot until SIGTERM, SIGINT, or the end of its simulator."""
    stop, loop, bot = asyncio.Event(), asyncio.get_running_loop(), watched.bot
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)

    def ready() -> None:
        watched.health.connected()
        _welcome(page, bot.name, site)

    running = asyncio.create_task(bot.run(stop, ready))
    while not running.done():
        watched.health.beat()
        await asyncio.wait([running], timeout=1)
        if child is not None and child.ended():
            stop.set()
    await running


def _welcome(page: str, name: str, site: Served) -> None:
    lines = [f"Chat page   [bold]{page}[/bold]   (more people: {page}/?user=2)" if page else f"On Telegram [bold]https://t.me/{name}[/bold]"]
    if site.url:
        lines.append(f"Counselors  [bold]{site.url}[/bold]")
    if site.password:
        lines.append(f"            name [bold]{DEMO}[/bold], password [bold]{site.password}[/bold]   (shown only this once)")
    Console().print(Panel("\n".join([*lines, "Stop        Ctrl-C"]), title="Rumbo is running", expand=False))
