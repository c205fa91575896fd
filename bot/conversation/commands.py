"""The commands that every conversation has, the buttons that mean the same, and messages that hold nothing to answer.

Two dialogues, asked after all others, so that any other may take a command, a location or a voice message before these do.
"""

from __future__ import annotations

from bot.conversation.draft import Draft
from bot.conversation.ports import Phrases
from bot.domain.conversation import Constraints, Memory
from bot.domain.message import Message, MessageKind
from bot.domain.reading import Reading
from bot.domain.reply import Button, ReplyKind

LANGUAGES = {"es": "es", "en": "en", "español": "es", "spanish": "es", "inglés": "en", "ingles": "en", "english": "en"}
NAMES = {"ayuda": "help", "nuevo": "new", "idioma": "language", "persona": "person", "inicio": "start"}
PERSON, LANGUAGE = "person", "language:"


class Commands:
    """/start, /help, /new, /language, /person in both languages, and an answer to commands that do not exist."""

    def __init__(self, phrases: Phrases) -> None:
        self._say = phrases.say

    def turn(self, message: Message, reading: Reading, memory: Memory) -> Draft | None:
        """The reply to a command or to a button that stands for one."""
        if message.kind is MessageKind.BUTTON:
            if message.text == PERSON:
                return self._person(memory)
            return self._language(message.text.removeprefix(LANGUAGE), memory) if message.text.startswith(LANGUAGE) else None
        if message.kind is not MessageKind.COMMAND:
            return None
        name, rest = command_of(message.text)
        match NAMES.get(name, name):
            case "start":
                return self._said("start", memory)
            case "help":
                return self._said("help", memory)
            case "new":
                return self._said("new", memory.model_copy(update={"said": (), "constraints": Constraints(), "pending": ""}))
            case "language":
                return self._language(rest, memory)
            case "person":
                return self._person(memory)
        return self._said("command_unknown", memory)

    def _said(self, key: str, memory: Memory) -> Draft:
        return Draft(self._say(key, memory.language), ReplyKind.COMMAND, memory=memory)

    def _person(self, memory: Memory) -> Draft:
        return Draft(self._say("handoff", memory.language), ReplyKind.HANDOFF)

    def _language(self, wanted: str, memory: Memory) -> Draft:
        chosen = LANGUAGES.get(wanted.strip().lower())
        if chosen is None:
            names = tuple(Button(self._say(f"button_language_{code}", memory.language), f"{LANGUAGE}{code}") for code in ("es", "en"))
            return Draft(self._say("language_ask", memory.language), ReplyKind.COMMAND, buttons=names, memory=memory)
        return self._said("language", memory.model_copy(update={"language": chosen, "language_chosen": True}))


class WithoutText:
    """A fitting reply to what cannot be read: a sticker, a picture without words, a voice message, only emojis, nothing at all."""

    def __init__(self, phrases: Phrases) -> None:
        self._say = phrases.say

    def turn(self, message: Message, reading: Reading, memory: Memory) -> Draft | None:
        """The reply where there are no words to answer."""
        if message.kind in (MessageKind.COMMAND, MessageKind.BUTTON) or any(letter.isalnum() for letter in message.text):
            return None
        key = str(message.kind)
        if message.kind is MessageKind.TEXT:
            key = "emoji" if message.text.strip() else "empty"
        return Draft(self._say(f"form_{key}", memory.language, memory.seed + memory.turn), ReplyKind.CLARIFY)


def command_of(text: str) -> tuple[str, str]:
    """A command's name, small and without slash and bot, and what follows it."""
    name, _, rest = text.strip().lstrip("/").partition(" ")
    return name.partition("@")[0].lower(), rest.strip()
