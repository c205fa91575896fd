"""Sends what the outbox holds, in order within each chat and at the pace the outbox allows, and bears Telegram's refusals.

One message at a time while few wait, so that a crash repeats at most one; several at once when many do. A message that Telegram took is
marked as sent before anything else, however long the database needs. What Telegram refuses: marks it cannot read are sent as plain text,
a picture it cannot show as a file, buttons it does not want are left out; 429 stops all sending for as long as it says; 403 means that
the person blocked the bot; a connection that broke is tried again with growing pauses.

What is urgent goes first, and where other messages under way take long it does not wait for them: a second lane looks for it alone.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

from telegram import Bot, InputFile, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.channel.keyboards import Ratings, keyboard_of
from bot.channel.ports import Now
from bot.channel.records import Records
from bot.channel.rendering import plain
from bot.domain.reply import Attachment, Venue
from bot.errors import StorageError
from bot.storage.outbox import Unsent

log = logging.getLogger(__name__)
AT_ONCE = 8
ONE_PER = 10  # waiting chats for each message sent at the same time
IDLE = 0.5  # seconds between two looks: messages of other processes, pauses that end
PACED = 0.1  # seconds, while something waits for its chat's pace
AFTER_TROUBLE = 1.0  # seconds
PAUSES = (1, 2, 4, 8, 16, 30)  # seconds
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Sender:
    """Sends until told to stop. `recorded` is set by whoever put something in the outbox."""

    def __init__(self, bot: Bot, records: Records, ratings: Ratings, now: Now, recorded: asyncio.Event) -> None:
        self._bot, self._records, self._ratings, self._now, self._recorded = bot, records, ratings, now, recorded
        self._stopped = asyncio.Event()

    async def run(self) -> None:
        """Send until `stop`; the messages under way are finished."""
        await asyncio.gather(self._lane(self._recorded), self._lane(self._stopped, urgent=True))

    async def _lane(self, wakes: asyncio.Event, urgent: bool = False) -> None:
        """Send until `stop`. `wakes` ends a rest."""
        while not self._stopped.is_set():
            told = wakes.is_set()  # else a read tells for less whether there is anything to claim
            wakes.clear()
            try:
                looks = urgent or told or await self._records.call(self._records.outbox.waiting) > 0
                claimed = await self._records.call(self._records.outbox.claim, self._now(), AT_ONCE, ONE_PER, urgent) if looks else []
                pause = 0.0 if claimed else IDLE if urgent or not looks else await self._pause()
            except StorageError as error:
                log.error("nothing can be sent: %s", error)
                await asyncio.sleep(AFTER_TROUBLE)
                continue
            if claimed:
                await asyncio.gather(*(self._send(one) for one in claimed))
            elif not wakes.is_set():
                await _rest(wakes, pause)

    def stop(self) -> None:
        """Send nothing more."""
        self._stopped.set()
        self._recorded.set()

    async def _pause(self) -> float:
        return PACED if await self._records.call(self._records.outbox.waiting) else IDLE

    async def _send(self, unsent: Unsent) -> None:
        outbox, insist = self._records.outbox, self._records.insist
        try:
            message_id = await self._delivered(unsent)
        except RetryAfter as error:
            wait = seconds_of(error)
            log.warning("Telegram asks for a pause", extra={"seconds": wait.total_seconds()})
            if unsent.chat_id > 0:
                await insist(outbox.pause, wait, self._now())
            await insist(outbox.later, unsent, wait, self._now())
        except (Forbidden, ChatMigrated) as error:
            log.info("a person blocked the bot", extra={"chat_id": unsent.chat_id, "error": type(error).__name__})
            await insist(outbox.refused, unsent, True)
        except BadRequest as error:
            log.error("ALERT: Telegram refuses a message: %s", _reason(error), extra={"outbox_id": unsent.id, "chat_id": unsent.chat_id})
            await insist(outbox.refused, unsent, False)
        except (NetworkError, InvalidToken, TelegramError) as error:
            wait = timedelta(seconds=PAUSES[min(unsent.tries, len(PAUSES) - 1)])
            log.warning("a message could not be sent and is tried again", extra={"outbox_id": unsent.id, "error": type(error).__name__})
            await insist(outbox.later, unsent, wait, self._now())
        else:
            await insist(outbox.sent, unsent, message_id, self._now())

    async def _delivered(self, unsent: Unsent) -> int:
        """The number of the message as Telegram has it; what can be mended of a refusal is mended once."""
        try:
            return await self._once(unsent)
        except BadRequest as error:
            reason = error.message.lower()
            if "parse entities" in reason or "parse_mode" in reason:
                return await self._once(unsent, as_plain=True)
            if "button" in reason or "keyboard" in reason or "markup" in reason:
                return await self._once(unsent, buttons=False)
            if unsent.message_id and "not modified" in reason:
                return unsent.message_id
            if unsent.message_id and ("to edit" in reason or "be edited" in reason):
                return await self._once(replace(unsent, message_id=0))
            if isinstance(unsent.outgoing.item, Attachment) and unsent.outgoing.item.kind == "photo":
                return await self._once(unsent, as_document=True)
            raise

    async def _once(self, unsent: Unsent, as_plain: bool = False, buttons: bool = True, as_document: bool = False) -> int:
        outgoing, bot, chat = unsent.outgoing, self._bot, unsent.chat_id
        text, mode = (plain(outgoing.html), None) if as_plain else (outgoing.html, ParseMode.HTML)
        common: dict[str, Any] = {"reply_markup": keyboard_of(unsent, self._ratings) if buttons else None}
        if unsent.message_id:
            await bot.edit_message_text(text, chat, unsent.message_id, parse_mode=mode, link_preview_options=NO_PREVIEW, **common)
            return unsent.message_id
        if unsent.reply_to:
            common["reply_parameters"] = ReplyParameters(unsent.reply_to, allow_sending_without_reply=True)
        match outgoing.item:
            case Venue(title, address, latitude, longitude):
                return (await bot.send_venue(chat, latitude, longitude, title, address, **common)).message_id
            case Attachment(kind="photo") as file if not as_document:
                return (await bot.send_photo(chat, _file(file), caption=text or None, parse_mode=mode, **common)).message_id
            case Attachment() as file:
                return (await bot.send_document(chat, _file(file), caption=text or None, parse_mode=mode, **common)).message_id
        return (await bot.send_message(chat, text, parse_mode=mode, link_preview_options=NO_PREVIEW, **common)).message_id


async def _rest(wakes: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await wakes.wait()
    except TimeoutError:
        return


def _file(attachment: Attachment) -> InputFile:
    return InputFile(attachment.content, attachment.name)


def seconds_of(error: RetryAfter) -> timedelta:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def _reason(error: BadRequest) -> str:
    """Telegram's reason without what it quotes: that may be an applicant's words."""
    return error.message.partition('"')[0][:120]
