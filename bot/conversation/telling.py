"""Under an answer that was none: "tell me when you know". Who presses it is told once a counselor has written the answer."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.ports import Answering, Phrases
from bot.domain.conversation import Memory, Outcome
from bot.domain.message import Message, MessageKind
from bot.domain.reply import Button, Explanation, Reply, ReplyKind

TELL_ME = "tell_me"


class Telling:
    """Offers the button under what the engine does not know, and answers who presses it. That it was pressed is kept with the turn."""

    def __init__(self, engine: Answering, phrases: Phrases) -> None:
        self._engine, self._phrases = engine, phrases

    def first_aid(self, message: Message, memory: Memory) -> Reply | None:
        """The engine's."""
        return self._engine.first_aid(message, memory)

    def respond(self, message: Message, memory: Memory) -> Outcome:
        """The engine's outcome, with the button where it belongs."""
        say = self._phrases.say
        if message.kind is MessageKind.BUTTON and message.text == TELL_ME:
            reply = Reply(say("correction.will_tell", memory.language), ReplyKind.COMMAND, memory.language)
            return Outcome(reply, memory, Explanation(intent=TELL_ME), TELL_ME)
        outcome = self._engine.respond(message, memory)
        if outcome.reply.kind is not ReplyKind.UNKNOWN or message.in_group:
            return outcome
        button = Button(say("correction.tell_me", outcome.reply.language), TELL_ME)
        return replace(outcome, reply=replace(outcome.reply, buttons=(*outcome.reply.buttons, button)))
