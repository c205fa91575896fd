"""Help for who is in danger within two seconds, whatever the database does.

A message whose turn is not recorded after `PATIENCE` is looked at on the side: if there is danger in it, the help lines go out at once,
past inbox and outbox. The turn itself, and with it the alert to counselors, is made as soon as the database takes it: the update stays
with Telegram or in the inbox until then.
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import Executor
from dataclasses import dataclass, field

from telegram import Bot, Update
from telegram.constants import ParseMode

from bot.channel.messages import message_of
from bot.channel.ports import Conversation, Phrases
from bot.channel.records import Records
from bot.channel.rendering import rendered
from bot.domain.conversation import Memory
from bot.domain.message import Message
from bot.errors import RumboError

log = logging.getLogger(__name__)
PATIENCE = 1.0  # seconds
ASKS_FOR = 0.25  # seconds that the database has to say that the turn is made


@dataclass
class Watched:
    """An update under way. `helped`: the help lines are out, or going out."""

    task: asyncio.Task[None] | None = None
    helped: bool = False


@dataclass
class Lifeline:
    """Watches updates until their turn is recorded. Nothing can be said before `begin`, when the engine is loaded."""

    bot: Bot
    records: Records
    phrases: Phrases
    threads: Executor
    _conversation: Conversation | None = None
    _watched: dict[int, Watched] = field(default_factory=dict)
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    def begin(self, conversation: Conversation) -> None:
        """From now on there is somebody to tell danger from all else."""
        self._conversation = conversation

    def watch(self, update: Update) -> None:
        """An update arrived, for the first time or again."""
        if (update.message or update.edited_message) is None or update.update_id in self._watched:
            return
        watched = self._watched[update.update_id] = Watched()
        watched.task = asyncio.create_task(self._mind(update, watched))

    def helped(self, update_id: int) -> bool:
        """Whether the help lines for this update need not be sent any more."""
        return update_id in self._watched and self._watched[update_id].helped

    def over(self, *updates: int) -> None:
        """Their turn is recorded."""
        for update in updates:
            watched = self._watched.pop(update, None)
            if watched is not None and watched.task is not None and not watched.helped:
                watched.task.cancel()

    async def _mind(self, update: Update, watched: Watched) -> None:
        await asyncio.sleep(PATIENCE)
        received = update.message or update.edited_message
        message = message_of(received, self.bot.bot) if received else None
        if message is None or self._conversation is None:
            return
        try:
            async with self._one:  # a look at a time: when much waits, the turns need the processor more
                reply = await asyncio.get_running_loop().run_in_executor(self.threads, self._conversation.first_aid, message, _new(message))
            if reply is None or await self._made(update.update_id) or update.update_id not in self._watched:
                return
            watched.helped = True
            for outgoing in rendered(reply, self.phrases, in_group=message.in_group):
                await self.bot.send_message(message.chat_id, outgoing.html, parse_mode=ParseMode.HTML)
            log.error("ALERT: help lines went out past the database, which is too slow", extra={"update_id": update.update_id})
        except Exception as error:  # an edge: whatever fails here, the turn itself is still to come
            watched.helped = False
            log.error("the help lines wait for the turn", extra={"update_id": update.update_id, "error": type(error).__name__})

    async def _made(self, update_id: int) -> bool:
        """Whether another worker made the turn meanwhile, as far as the database says in time."""
        try:
            async with asyncio.timeout(ASKS_FOR):
                return await self.records.call(self.records.inbox.is_done, update_id)
        except (TimeoutError, RumboError):
            return False


def _new(message: Message) -> Memory:
    return Memory(language="en" if message.language_code.lower().startswith("en") else "es")
