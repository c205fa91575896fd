"""The command line: the console script `rumbo`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.assembling.site import site_parts
from bot.assembly import DayIn, build_engine, build_guard, open_database
from bot.commands.announce import announce
from bot.commands.backup import backup, restore
from bot.commands.calibrate import evaluate
from bot.commands.chat import chat
from bot.commands.cluster import cluster
from bot.commands.doctor import doctor
from bot.commands.index import index
from bot.commands.keys import keys
from bot.commands.knowledge import knowledge
from bot.commands.prompts import prompts
from bot.commands.rest import rest
from bot.commands.retention import retention
from bot.commands.start import simulator, start
from bot.conversation.ports import Answering
from bot.domain.conversation import Memory
from bot.domain.counselor import Role
from bot.domain.message import Message, MessageKind
from bot.domain.reply import Reply
from bot.errors import RumboError, SettingsError
from bot.library.checking import checked
from bot.review.passwords import SHORTEST, generated, hashed
from bot.settings import read_settings
from bot.storage.counselors import Counselors

application = typer.Typer(help="Rumbo: career guidance for young people, from sourced knowledge.", no_args_is_help=True,
                          pretty_exceptions_enable=False)

counselor = typer.Typer(help="Accounts of the counselors' site.", no_args_is_help=True)
application.add_typer(counselor, name="counselor")
application.add_typer(prompts, name="prompts")
application.add_typer(knowledge, name="knowledge")
application.add_typer(keys, name="keys")
application.command()(start)
application.command()(simulator)
application.command()(chat)
application.command()(rest)
application.command()(announce)
application.command()(cluster)
application.command()(doctor)
application.add_typer(evaluate, name="evaluate")
application.command()(index)
application.command()(backup)
application.command()(restore)
application.command()(retention)


@application.callback()
def rumbo() -> None:
    """Rumbo: career guidance for young people, from sourced knowledge."""


@application.command()
def check() -> None:
    """Check every file under knowledge/ and list all mistakes at once, in Spanish, with file, line and what to write."""
    settings = read_settings()
    knowledge, said = checked(settings.knowledge, DayIn().today())
    build_guard(settings, knowledge, None)  # reads what the guard is taught, every phrase of it
    for line in said:
        typer.echo(line)


@application.command()
def ask(
    question: Annotated[str, typer.Argument(help="A question; without one, each line typed is a message")] = "",
    batch: Annotated[Path | None, typer.Option(help="JSON lines {id, turns}; writes one line {id, replies} for each")] = None,
    today: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Answer as on this day")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write each reply as one JSON object")] = False,
) -> None:
    """Answer a question, a conversation typed line by line, or a file of them.

    Examples: rumbo ask "¿cuánto cuesta el CCNA?"; rumbo ask --json "¿y es gratis?"; rumbo ask --batch questions.jsonl
    """
    engine = build_engine(read_settings(), today.date() if today else None)
    if batch is not None:
        for number, line in enumerate(batch.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                typer.echo(json.dumps(_answered(engine, _case(line, number)), ensure_ascii=False))
        return
    for text, reply, spent in _conversation(engine, [question] if question else sys.stdin):
        if as_json:
            typer.echo(json.dumps(_told(reply, spent), ensure_ascii=False))
            continue
        sources = [f"  · {source.title} ({source.url or '–'})" for source in reply.sources]
        typer.echo("\n".join([f"> {text.strip()}", reply.text, *sources, ""]))


@application.command()
def review(port: Annotated[int, typer.Option(help="Port to listen on; 0: that of the settings")] = 0) -> None:
    """Serve the counselors' site by itself. Add an account first: `rumbo counselor add NAME --role admin`."""
    import uvicorn

    from bot.review.app import build_app

    settings = read_settings()
    typer.echo(f"Rumbo's site for counselors: http://{settings.site_host}:{port or settings.site_port}")
    uvicorn.run(build_app(site_parts(settings)), host=settings.site_host, port=port or settings.site_port, log_level="warning")


@counselor.command("add")
def add_counselor(
    name: str, role: Annotated[Role, typer.Option(help="What the account may do")] = Role.COUNSELOR,
    first_name: Annotated[str, typer.Option(help="The name that applicants read")] = "",
    typed: Annotated[bool, typer.Option("--typed", help="Type the password instead of having one generated")] = False,
) -> None:
    """Make an account for a counselor. Example: rumbo counselor add "Ana López" --role editor."""
    password = _password(typed)
    Counselors(open_database(read_settings())).add(name, role, hashed(password), datetime.now(UTC), first_name)
    typer.echo(f"{name}: {role}" if typed else f"{name}: {role}, password {password}")


@counselor.command("reset")
def reset_counselor(name: str, typed: Annotated[bool, typer.Option("--typed", help="Type the password")] = False,
                    keep_factor: Annotated[bool, typer.Option(help="Keep asking for the second factor")] = True) -> None:
    """Give an account a new password and end its sessions; --no-keep-factor when the phone with the codes is lost."""
    counselors, password = Counselors(open_database(read_settings())), _password(typed)
    found = counselors.named(name)
    counselors.set_password(found.id, hashed(password))
    if not keep_factor:
        counselors.set_second_factor(found.id, "", on=False)
    typer.echo(f"{found.name}: new password" if typed else f"{found.name}: password {password}")


@counselor.command("disable")
def disable_counselor(name: str, enable: Annotated[bool, typer.Option("--enable", help="Open it again")] = False) -> None:
    """Close an account: its sessions end at once and nobody can sign in with it."""
    counselors = Counselors(open_database(read_settings()))
    counselors.set_disabled(counselors.named(name).id, not enable)
    typer.echo(f"{name}: {'open' if enable else 'closed'}")


@counselor.command("list")
def list_counselors() -> None:
    """Every account: name, role, whether it is closed, second factor, Telegram."""
    for one in Counselors(open_database(read_settings())).all():
        marks = [mark for mark, on in (("closed", one.disabled), ("2FA", one.second_factor), ("Telegram", bool(one.telegram_chat)),
                                       ("on call", one.on_call)) if on]
        typer.echo(f"{one.name}\t{one.role}\t{', '.join(marks)}")


def _password(typed: bool) -> str:
    if not typed:
        return generated()
    password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    if len(password) < SHORTEST:
        raise SettingsError(f"the password must have {SHORTEST} characters or more")
    return password


def _case(line: str, number: int) -> dict[str, Any]:
    try:
        case = json.loads(line)
        return {"id": str(case["id"]), "turns": [str(turn) for turn in case["turns"]]}
    except (ValueError, KeyError, TypeError) as error:
        raise SettingsError(f'line {number} is not {{"id": …, "turns": […]}}: {error}') from error


def _conversation(engine: Answering, texts: Any) -> Iterator[tuple[str, Reply, float]]:
    """Text, reply and milliseconds of each message of a fresh conversation."""
    memory = Memory()
    for text in texts:
        kind = MessageKind.COMMAND if text.startswith("/") else MessageKind.TEXT
        start = time.perf_counter()
        outcome = engine.respond(Message(0, text.strip(), kind, datetime.now(UTC)), memory)
        memory = outcome.memory
        yield text, outcome.reply, (time.perf_counter() - start) * 1000


def _answered(engine: Answering, case: dict[str, Any]) -> dict[str, Any]:
    return {"id": case["id"], "replies": [_told(reply, spent) for _, reply, spent in _conversation(engine, case["turns"])]}


def _told(reply: Reply, spent: float) -> dict[str, Any]:
    return {"text": reply.text, "kind": str(reply.kind), "language": reply.language,
            "sources": [{"title": one.title, "url": one.url, "checked_on": _day(one.checked_on)} for one in reply.sources],
            "buttons": [button.label for button in reply.buttons], "confidence": reply.confidence, "ms": round(spent, 1)}


def _day(day: date) -> str:
    return day.isoformat()


def main() -> None:
    """Run a command; a planned failure is one message on stderr and exit code 1."""
    try:
        application()
    except RumboError as error:
        typer.echo(str(error), err=True)
        raise SystemExit(1) from error
