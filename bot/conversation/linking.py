"""`/vincular CODE`: a counselor's account and their Telegram chat become one, so that they are told there who waits."""

from __future__ import annotations

from collections.abc import Callable

from bot.conversation.commands import command_of
from bot.conversation.ports import Answering, Phrases
from bot.domain.conversation import Memory, Outcome
from bot.domain.message import Message, MessageKind
from bot.domain.reply import Explanation, Reply, ReplyKind

COMMANDS = ("vincular", "link")


class Linking:
    """Takes the command before the engine sees it; the code is not recorded."""

    def __init__(self, engine: Answering, phrases: Phrases, link: Callable[[str, int], str | None]) -> None:
        """`link`: gives the first name of the account with this code, now linked to the chat; None when the code is wrong."""
        self._engine, self._phrases, self._link = engine, phrases, link

    def respond(self, message: Message, memory: Memory) -> Outcome:
        """The engine's outcome of anything but the command."""
        name, code = command_of(message.text) if message.kind is MessageKind.COMMAND else ("", "")
        if name not in COMMANDS or message.in_group:
            return self._engine.respond(message, memory)
        linked = self._link(code.strip(), message.chat_id)
        language = memory.language
        text = self._phrases.say("link.done", language, name=linked) if linked else self._phrases.say("link.wrong", language)
        return Outcome(Reply(text, ReplyKind.COMMAND, language), memory, Explanation(intent=f"/{name}"), f"/{name} …")

    def first_aid(self, message: Message, memory: Memory) -> Reply | None:
        """The engine's."""
        return self._engine.first_aid(message, memory)
