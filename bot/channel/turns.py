"""What becomes of one update: a turn of the conversation, a rating, or nothing.

The row of the inbox is ended in the transaction that records what came of it, never later: python-telegram-bot keeps a handler's
exception to itself, so the return of `process_update` proves nothing.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Coroutine
from concurrent.futures import Executor
from pathlib import PurePosixPath
from typing import Any, Literal

from pydantic import ValidationError
from telegram import Bot, CallbackQuery, InlineKeyboardMarkup, Update
from telegram import Message as Received
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.channel.drafting import growing
from bot.channel.keyboards import Pressed, pressed, with_rating
from bot.channel.lifeline import Lifeline
from bot.channel.limits import ChatLimits
from bot.channel.messages import joined, message_of, message_of_button
from bot.channel.ports import Conversation, Listener, Now, Phrases
from bot.channel.records import Records
from bot.channel.rendering import rendered
from bot.channel.typing import typing
from bot.channel.voice import Voice
from bot.conversation.commands import command_of
from bot.conversation.handover import Attended
from bot.conversation.showing import Show, showing
from bot.domain.conversation import Facts, Memory
from bot.domain.handover import Standing, State
from bot.domain.message import Message, MessageKind
from bot.domain.reply import Attachment, Button
from bot.storage.forgetting import Forgetting
from bot.storage.inbox import Claim
from bot.storage.stepping_in import SteppingIn
from bot.storage.transcripts import Turn

log = logging.getLogger(__name__)
LARGEST = 20_000_000  # bytes; Telegram gives bots nothing larger
FILES: dict[MessageKind, tuple[Literal["photo", "document"], str]] = {
    MessageKind.PHOTO: ("photo", "image/jpeg"), MessageKind.DOCUMENT: ("document", "application/octet-stream"),
    MessageKind.VOICE: ("document", "audio/ogg")}


class Turns:
    """Handles claimed updates. `threads` run the engine."""

    def __init__(self, bot: Bot, records: Records, conversation: Conversation, phrases: Phrases, now: Now, threads: Executor,
                 lifeline: Lifeline, forgetting: Forgetting, limits: ChatLimits, listener: Listener | None = None) -> None:
        self._lifeline, self._forgetting, self._limits = lifeline, forgetting, limits
        self._bot, self._records, self._now, self._threads = bot, records, now, threads
        self._conversation, self._phrases, self._voice = conversation, phrases, Voice(bot, listener, phrases)
        self._asides: set[asyncio.Task[None]] = set()

    async def handle(self, update: Update, claim: Claim, busy: bool) -> None:
        """End the claim, with a turn where the update is a message. `busy`: many turns are under way, typing is shown only if long."""
        others = [Update.de_json(json.loads(payload), self._bot) for payload in claim.more]
        await self._handled(update, others, claim, busy)
        self._lifeline.over(update.update_id, *(one.update_id for one in others))

    async def _handled(self, update: Update, others: list[Update], claim: Claim, busy: bool) -> None:
        if update.callback_query is not None:
            await self._button(update.callback_query, claim, busy)
        elif update.my_chat_member is not None:
            gone = update.my_chat_member.new_chat_member.status in (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
            if gone:
                await self._records.call(self._records.chats.blocked, claim.chat_id)
            await self._skip(claim)
        elif update.edited_message is not None:
            await self._edited(update.edited_message, claim, busy)
        else:
            message = message_of(update.message, self._bot.bot) if update.message else None
            more = [message_of(one.message, self._bot.bot) for one in others if one.message]
            helped = any(self._lifeline.helped(one.update_id) for one in (update, *others))
            await self._turn(joined(message, [one for one in more if one]) if message else None, claim, busy, helped)

    async def _turn(self, message: Message | None, claim: Claim, busy: bool, helped: bool = False) -> None:
        """`helped`: the help lines went out before."""
        if message is None:
            await self._skip(claim)
            return
        memory = self._memory(claim, message)
        standing = claim.standing
        shown = standing.state is State.BOT or (standing.state is State.WAITING and (standing.answering or not standing.told))
        async with (typing(self._bot, self._records, claim, self._now, soon=shown and not busy),
                    growing(self._bot, self._records, claim, self._now) as answer):
            show = answer.show if not busy and _may_grow(message, standing) else None
            heard = await self._voice.heard(message)
            message = heard.message
            respond = self._timed if not self._limits.holds_up(message, claim) else self._put_off
            attended, spent = await asyncio.get_running_loop().run_in_executor(self._threads, respond, message, memory, claim, show)
        if attended.forgets:
            receipt = rendered(attended.outcome.reply, self._phrases)
            await self._records.call(self._forgetting.forget, claim, receipt, self._now())
            self._aside(asyncio.to_thread(self._forgetting.clean))
            return
        attended, lead = self._voice.told(heard, attended)
        reply = attended.outcome.reply
        lead = self._phrases.say("channel.edited", reply.language) if message.edited else lead
        outgoing = () if helped and attended.outcome.danger else rendered(reply, self._phrases, lead, message.in_group)
        turn = Turn(message, attended.outcome, attended.standing, outgoing, spent, attended.always_said, _started_with(message),
                    answer.begun)
        number = await self._records.call(self._records.transcripts.record, claim, turn, self._now())
        if message.file_id and message.kind in FILES and attended.standing.state is not State.BOT and self._records.files is not None:
            self._aside(self._kept(self._records.files, claim.chat_id, number, message))

    async def _kept(self, files: SteppingIn, chat_id: int, turn: int, message: Message) -> None:
        """Keep, sealed and for a week, what a person sent to a counselor."""
        file = await self._bot.get_file(message.file_id)
        if (file.file_size or 0) > LARGEST:
            return
        kind, mime_type = FILES[message.kind]
        name = PurePosixPath(file.file_path or "").name or kind
        attachment = Attachment(kind, name, mime_type, bytes(await file.download_as_bytearray()))
        await self._records.call(files.keep_file, chat_id, turn, attachment, self._now())

    def _timed(self, message: Message, memory: Memory, claim: Claim, show: Show | None = None) -> tuple[Attended, float]:
        start = time.perf_counter()
        with showing(show):
            attended = self._conversation.respond(message, memory, claim.standing)
        return attended, (time.perf_counter() - start) * 1000

    def _put_off(self, message: Message, memory: Memory, claim: Claim, _: Show | None) -> tuple[Attended, float]:
        """Who writes too much, or is barred: looked at for danger only."""
        if self._conversation.first_aid(message, memory) is not None:
            return self._timed(message, memory, claim)
        return self._limits.put_off(message, memory, claim), 0.0

    async def _edited(self, received: Received, claim: Claim, busy: bool) -> None:
        """A changed message is answered anew, unless it says what it said before (Telegram also edits to show a link's preview)."""
        message = message_of(received, self._bot.bot, edited=True)
        if message is None or message.kind is MessageKind.LOCATION:
            await self._skip(claim)
            return
        before = await self._records.call(self._records.transcripts.said_in, claim.chat_id, message.message_id)
        await self._turn(None if before is not None and before == message.text else message, claim, busy)

    async def _button(self, query: CallbackQuery, claim: Claim, busy: bool) -> None:
        said = pressed(query.data or "")
        language = self._language(claim)
        if said is not None and said.rating:
            kept = await self._records.call(self._records.transcripts.rate, said.turn, said.rating, claim, self._now())
            self._aside(self._rated(query, said.rating, language) if kept else self._gone(query, language))
            return
        button = await self._found(said, claim.chat_id) if said else None
        if button is None:
            self._aside(self._gone(query, language))
            await self._skip(claim)
            return
        self._aside(_answered(query))
        await self._turn(message_of_button(button.action, query, claim.chat_id), claim, busy)

    async def _found(self, said: Pressed, chat_id: int) -> Button | None:
        transcripts = self._records.transcripts
        if said.turn:
            return await self._records.call(transcripts.button, said.turn, said.number, chat_id)
        return await self._records.call(transcripts.button_of_message, said.outbox, said.number, chat_id)

    async def _rated(self, query: CallbackQuery, rating: str, language: str) -> None:
        await _answered(query, self._phrases.say("channel.rated", language))
        markup = getattr(query.message, "reply_markup", None)
        if isinstance(markup, InlineKeyboardMarkup) and (marked := with_rating(markup, rating)) != markup:
            await query.edit_message_reply_markup(marked)

    async def _gone(self, query: CallbackQuery, language: str) -> None:
        await _answered(query, self._phrases.say("channel.button_gone", language))

    async def _skip(self, claim: Claim) -> None:
        await self._records.call(self._records.transcripts.skip, claim, self._now())

    def _aside(self, sign: Coroutine[Any, Any, None]) -> None:
        """Do something that a person sees but nothing depends on, such as ending a button's waiting."""
        task = asyncio.create_task(_harmless(sign))
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)

    def _memory(self, claim: Claim, message: Message) -> Memory:
        memory = _remembered(claim)
        if memory is None:
            language = "en" if message.language_code.lower().startswith("en") else "es"
            memory = Memory(language=language, seed=abs(claim.chat_id) % 1000)
        return memory.model_copy(update={"facts": Facts()}) if message.in_group else memory

    def _language(self, claim: Claim) -> str:
        memory = _remembered(claim)
        return memory.language if memory else "es"


def _remembered(claim: Claim) -> Memory | None:
    if not claim.memory:
        return None
    try:
        return Memory.model_validate(claim.memory)
    except ValidationError:
        log.warning("a conversation's memory is of another version and begins anew", extra={"chat_id": claim.chat_id})
        return None


def _may_grow(message: Message, standing: Standing) -> bool:
    """Whether an answer may be shown while it is made: nothing stands before its text, and the bot has the conversation."""
    plain_text = message.kind is MessageKind.TEXT and not message.in_group and not message.edited
    return plain_text and (standing.state is State.BOT or (standing.state is State.WAITING and standing.answering))


def _started_with(message: Message) -> str:
    name, rest = command_of(message.text) if message.kind is MessageKind.COMMAND else ("", "")
    return rest if name == "start" else ""


async def _answered(query: CallbackQuery, text: str | None = None) -> None:
    await query.answer(text)


async def _harmless(sign: Coroutine[Any, Any, None]) -> None:
    try:
        await sign
    except TelegramError as error:
        log.info("a sign was not shown", extra={"error": type(error).__name__})
