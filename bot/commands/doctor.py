"""`rumbo doctor`: looks at everything that Rumbo needs and says what to do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict
from functools import partial
from typing import Annotated

import typer
from rich.console import Console

from bot.assembly import DayIn, build_library, open_language_model
from bot.library.embedding import load_model
from bot.library.files import read_knowledge
from bot.library.texts import texts_of
from bot.llm.ledger import LedgerInMemory
from bot.operations import doctor as looking
from bot.operations.doctor import BotApi, Finding, State
from bot.settings import Settings, read_settings
from bot.storage.database import Database, newest_revision

SIGNS = {State.GOOD: "[green]✓[/]", State.NOTE: "[yellow]![/]", State.BAD: "[red]✗[/]"}


def doctor(as_json: Annotated[bool, typer.Option("--json", help="One JSON object for each part")] = False) -> None:
    """Look at token, webhook, database, index, models, disk and clock, and say what to do. Ends with 1 when something must be mended.

    Examples: rumbo doctor; rumbo doctor --json
    """
    console, worst = Console(highlight=False), State.GOOD
    for finding in findings(read_settings()):
        worst = State.BAD if finding.state is State.BAD else worst
        if as_json:
            typer.echo(json.dumps(asdict(finding), ensure_ascii=False))
            continue
        console.print(f"{SIGNS[finding.state]} {finding.part:<10} {finding.said}", soft_wrap=True)
        if finding.advice:
            console.print(f"             → {finding.advice}", soft_wrap=True)
    raise typer.Exit(worst is State.BAD)


def findings(settings: Settings) -> Iterator[Finding]:
    """Every part, one after another."""
    api = BotApi(settings.telegram_base_url, settings.telegram_bot_token.get_secret_value())
    with_token = bool(settings.telegram_bot_token.get_secret_value())
    settings.data.mkdir(parents=True, exist_ok=True)
    checks: list[tuple[str, Callable[[], Finding]]] = [
        ("knowledge", lambda: _knowledge(settings)), ("disk", lambda: looking.disk(settings.data, settings.disk_mb)),
        ("index", lambda: _index(settings)), ("model", lambda: _embedding(settings)), ("language", lambda: _language_model(settings))]
    if with_token:
        checks[:0] = [("token", lambda: looking.token(api)), ("webhook", lambda: looking.webhook(api, settings.webhook_url))]
    else:
        yield Finding("token", State.NOTE, "none: the bot talks to the simulator", "set TELEGRAM_BOT_TOKEN to talk to Telegram")
    for part, look in checks:
        yield looking.examined(part, look)
    yield from _database_and_clock(settings, api)


def _database_and_clock(settings: Settings, api: BotApi) -> Iterator[Finding]:
    if settings.database.startswith("sqlite") and not settings.database_url and not (settings.data / "rumbo.db").exists():
        yield Finding("database", State.NOTE, "none yet", "the first start makes it")
        yield looking.clock(api, None)
        return
    with closing(Database(settings.database)) as opened:
        found = looking.examined("database", partial(looking.database, opened, newest_revision()))
        yield found
        yield looking.clock(api, opened)


def _knowledge(settings: Settings) -> Finding:
    knowledge = read_knowledge(settings.knowledge)
    return Finding("knowledge", State.GOOD, f"{len(knowledge.certifications)} certifications, {len(knowledge.programs)} degrees, "
                                            f"{len(knowledge.questions)} questions")


def _index(settings: Settings) -> Finding:
    if settings.by_words:
        return Finding("index", State.NOTE, "not used: RUMBO_BY_WORDS is set")
    if not settings.chroma_url and not (settings.data / "index").exists():
        return Finding("index", State.NOTE, "none yet: answers are by words alone until there is one", "rumbo index")
    from bot.library.index import VectorIndex

    library, _, embeddings = build_library(settings, read_knowledge(settings.knowledge))
    texts = {text for passage in library.passages for text in texts_of(passage)}
    held = len(VectorIndex(settings.data / "index", embeddings, settings.embedding_model, settings.chroma_url).vectors(texts))
    said = f"{held} of {len(texts)} texts have their vector ({settings.chroma_url or settings.data / 'index'})"
    return Finding("index", State.GOOD, said) if held == len(texts) else Finding("index", State.NOTE, said, "rumbo index")


def _embedding(settings: Settings) -> Finding:
    if settings.by_words:
        return Finding("model", State.NOTE, "no embedding model: RUMBO_BY_WORDS is set")
    size = len(load_model(settings.embedding_model).encode_query(["hola"], show_progress_bar=False)[0])
    return Finding("model", State.GOOD, f"the embedding model {settings.embedding_model or '(carried)'} answers with {size} numbers")


def _language_model(settings: Settings) -> Finding:
    if open_language_model(settings, LedgerInMemory()) is None:
        return Finding("language", State.GOOD, "no language model: answers come from the knowledge as it is written")
    return Finding("language", State.GOOD, f"{settings.model} can be opened, limit {settings.model_dollars_a_day:g} US dollars a day "
                                           f"({DayIn().today().isoformat()}); it was not asked")
