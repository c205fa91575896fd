"""Voice notes: fetched into memory, heard, and let go; the text is shown back with the answer."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace

from telegram import Bot
from telegram.error import TelegramError

from bot.channel.ports import Listener, Phrases
from bot.conversation.handover import Attended
from bot.domain.message import Message, MessageKind
from bot.errors import ModelError

log = logging.getLogger(__name__)
LARGEST = 10_000_000  # bytes
TOO_LONG, NOT_HEARD = "channel.voice_long", "channel.voice_not_heard"


@dataclass(frozen=True)
class Heard:
    """A message with the words of its voice note, or the phrase that says why there are none."""

    message: Message
    problem: str = ""


class Voice:
    """Hears voice notes with `listener`; without one, messages pass as they are."""

    def __init__(self, bot: Bot, listener: Listener | None, phrases: Phrases) -> None:
        self._bot, self._listener, self._say = bot, listener, phrases.say

    async def heard(self, message: Message) -> Heard:
        """The message with the words of its voice note as text."""
        if self._listener is None or message.kind is not MessageKind.VOICE or not message.file_id or message.text:
            return Heard(message)
        if message.seconds > self._listener.longest:
            return Heard(message, TOO_LONG)
        try:
            file = await self._bot.get_file(message.file_id)
            if (file.file_size or 0) > LARGEST:
                return Heard(message, TOO_LONG)
            audio = bytes(await file.download_as_bytearray())
            name = (file.file_path or "").rpartition("/")[2] or "voz.ogg"
            name = f"{name.removesuffix('.oga')}.ogg" if name.endswith(".oga") else name
            text = await asyncio.to_thread(self._listener.heard, audio, name)
        except (TelegramError, ModelError) as error:
            log.warning("a voice note was not heard", extra={"error": type(error.__cause__ or error).__name__})
            return Heard(message, NOT_HEARD)
        return Heard(replace(message, text=text))

    def told(self, heard: Heard, attended: Attended) -> tuple[Attended, str]:
        """What is said to it, and what goes before: the text as it was heard, without personal data."""
        outcome = attended.outcome
        reply = outcome.reply
        if self._listener is None or heard.message.kind is not MessageKind.VOICE or not reply.text:
            return attended, ""
        if heard.problem:
            text = self._say(heard.problem, reply.language, seconds=f"{self._listener.longest:g}")
            return replace(attended, outcome=replace(outcome, reply=replace(reply, text=text))), ""
        return attended, self._say("channel.heard", reply.language, text=outcome.masked)
