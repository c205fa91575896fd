"""`rumbo chat`: a conversation in the terminal, with the same engine that answers on Telegram.

Buttons are pressed by their number; files are written into the data folder and named. Nothing is kept of what is said.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console, Group
from rich.markup import escape
from rich.panel import Panel
from rich.text import Text

from bot.assembly import build_engine
from bot.conversation.ports import Answering
from bot.domain.conversation import Memory
from bot.domain.message import Message, MessageKind
from bot.domain.reply import Attachment, Button, Reply, Source, Venue
from bot.library.files import read_knowledge
from bot.library.phrases import PhraseBook
from bot.settings import read_settings

ASK = "ask:"
WIDTH = 88
ENDS = frozenset({"salir", "exit", "quit", "/salir", "/exit"})


@dataclass
class TerminalChat:
    """One conversation. `files`: where pictures and documents are written."""

    engine: Answering
    phrases: PhraseBook
    files: Path
    memory: Memory = field(default_factory=Memory)
    buttons: tuple[Button, ...] = ()

    def answer(self, typed: str) -> Reply:
        """The reply to a line: a message, a command, or the number of a button."""
        outcome = self.engine.respond(self._message(typed.strip()), self.memory)
        self.memory = outcome.memory
        self.buttons = outcome.reply.buttons
        return outcome.reply

    def shown(self, reply: Reply) -> Iterator[Text | Panel]:
        """The reply as a terminal shows it: text, sources, files, numbered buttons."""
        say, language = self.phrases.say, reply.language
        lines: list[Text] = [Text.from_markup(_marked(reply.text))]
        if reply.sources:
            lines += [Text(), Text(say("channel.sources", language), style="dim")]
            lines += [self._source(one, language) for one in dict.fromkeys(reply.sources)]
        yield Panel(Group(*lines), title="Rumbo", title_align="left", border_style="cyan", width=WIDTH)
        yield from (self._item(one) for one in reply.attachments)
        yield from (Text.from_markup(f"  [bold cyan]{number}[/] {escape(button.label)}")
                    for number, button in enumerate(reply.buttons, start=1))

    def _message(self, typed: str) -> Message:
        now = datetime.now(UTC)
        if typed.isdecimal() and 1 <= int(typed) <= len(self.buttons):
            action = self.buttons[int(typed) - 1].action
            asks = action.startswith(ASK)
            return Message(0, action.removeprefix(ASK), MessageKind.TEXT if asks else MessageKind.BUTTON, now)
        return Message(0, typed, MessageKind.COMMAND if typed.startswith("/") else MessageKind.TEXT, now)

    def _source(self, source: Source, language: str) -> Text:
        """Its title and the day it was read; a personal copy is called that and never linked."""
        if source.personal_copy or not source.url:
            note = f", {self.phrases.say('channel.copy', language)}" if source.personal_copy else ""
            return Text(f"· {source.title} ({source.checked_on.isoformat()}{note})", style="dim")
        return Text(f"· {source.title} ({source.checked_on.isoformat()})\n  {source.url}", style="dim")

    def _item(self, item: Attachment | Venue) -> Text:
        if isinstance(item, Venue):
            return Text(f"  📍 {item.title} · {item.address}")
        self.files.mkdir(parents=True, exist_ok=True)
        file = self.files / Path(item.name).name
        file.write_bytes(item.content)
        return Text(f"  📎 {file}")


def chat() -> None:
    """Chat with Rumbo in the terminal: type a message, or the number of a button; /nuevo begins anew, Ctrl-D ends.

    Examples: rumbo chat; echo "¿cuánto cuesta el CCNA?" | rumbo chat
    """
    settings, console = read_settings(), Console(highlight=False)
    knowledge = read_knowledge(settings.knowledge)
    phrases = PhraseBook(knowledge.phrases)
    with console.status("…"):
        engine = build_engine(settings, later=True, knowledge=knowledge)
    talk = TerminalChat(engine, phrases, settings.data / "chat")
    if sys.stdin.isatty():
        console.print(Panel(phrases.say("terminal.hint", "es"), title="Rumbo", title_align="left", width=WIDTH))
    for line in _typed(console):
        with console.status("…"):
            reply = talk.answer(line)
        for one in talk.shown(reply):
            console.print(one)


def _typed(console: Console) -> Iterator[str]:
    """Lines that somebody types, without the empty ones, until they end it."""
    while True:
        try:
            line = console.input("[bold green]›[/] " if sys.stdin.isatty() else "")
        except (EOFError, KeyboardInterrupt):
            return
        if line.strip().lower() in ENDS:
            return
        if line.strip():
            yield line


def _marked(text: str) -> str:
    """**Bold** as rich's markup; anything else that looks like markup is shown as typed."""
    parts = escape(text).split("**")
    if len(parts) % 2 == 0:
        return escape(text)
    return "".join(f"[bold]{part}[/bold]" if number % 2 and part else part for number, part in enumerate(parts))
