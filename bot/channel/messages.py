"""A Telegram update as the inbox keeps it, and as the domain's Message.

In a group the bot answers only what is addressed to it: a command, a mention of its name, a reply to one of its messages.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import telegram
from telegram.constants import ChatType, MessageEntityType

from bot.domain.message import Message, MessageKind
from bot.storage.inbox import Waiting

WANTED = ("message", "edited_message", "callback_query", "my_chat_member")
ASK = "ask:"
KINDS = {
    "sticker": MessageKind.STICKER, "photo": MessageKind.PHOTO, "voice": MessageKind.VOICE, "audio": MessageKind.VOICE,
    "document": MessageKind.DOCUMENT, "contact": MessageKind.CONTACT, "venue": MessageKind.LOCATION, "location": MessageKind.LOCATION,
}
KEPT_CONTROLS = "\n\t"


def waiting_of(update: telegram.Update, alarming: Callable[[str], bool] = lambda text: False) -> Waiting | None:
    """The update as a row for the inbox; None where no chat could be answered. `alarming`: whether a text seems to tell danger."""
    if update.effective_chat is None:
        return None
    message = update.message
    joinable = message is not None and bool(message.text) and not (message.text or "").startswith("/")
    urgent = joinable and message is not None and alarming(readable(message.text or ""))
    return Waiting(update.update_id, update.effective_chat.id, update.to_json(), message.date if message else None, joinable, urgent)


def message_of(message: telegram.Message, me: telegram.User, edited: bool = False) -> Message | None:
    """What a person sent; None when it is not for the bot (in a group), or when it is an event and no message."""
    in_group = message.chat.type in (ChatType.GROUP, ChatType.SUPERGROUP)
    text = message.text or message.caption or ""
    if message.from_user is None or message.chat.type == ChatType.CHANNEL or (in_group and not _addressed(message, text, me)):
        return None
    if in_group and me.username:
        text = re.sub(rf"(?<!/)@{re.escape(me.username)}\b", " ", text, flags=re.IGNORECASE)
    kind = _kind(message, text)
    if kind is MessageKind.OTHER and not _is_content(message):
        return None
    place = message.location or (message.venue.location if message.venue else None)
    return Message(
        chat_id=message.chat.id, text=readable(text), kind=kind, sent_at=message.edit_date or message.date, message_id=message.message_id,
        first_name=message.from_user.first_name, language_code=message.from_user.language_code or "", edited=edited, in_group=in_group,
        file_id=_file_id(message), seconds=_seconds(message),
        latitude=place.latitude if place else None, longitude=place.longitude if place else None)


def message_of_button(action: str, query: telegram.CallbackQuery, chat_id: int) -> Message:
    """A pressed button as a message: "ask:<text>" as if that text had been typed, anything else as the action it is."""
    asks = action.startswith(ASK)
    shown = query.message
    return Message(
        chat_id=chat_id, text=action.removeprefix(ASK), kind=MessageKind.TEXT if asks else MessageKind.BUTTON, sent_at=datetime.now(UTC),
        message_id=shown.message_id if shown and chat_id < 0 else 0, first_name=query.from_user.first_name,
        language_code=query.from_user.language_code or "", in_group=chat_id < 0)


def joined(first: Message, others: list[Message]) -> Message:
    """Texts sent in one go as one message."""
    return replace(first, text="\n".join(one.text for one in (first, *others) if one.text)) if others else first


def readable(text: str) -> str:
    """Text without what nobody sees: control characters, direction marks, zero-width signs, halves of surrogate pairs."""
    whole = text.encode("utf-8", "ignore").decode()
    seen = "".join(sign for sign in whole if sign in KEPT_CONTROLS or unicodedata.category(sign) not in ("Cc", "Cf"))
    return unicodedata.normalize("NFC", seen).strip()


def _kind(message: telegram.Message, text: str) -> MessageKind:
    if message.text is not None:
        return MessageKind.COMMAND if text.startswith("/") else MessageKind.TEXT
    return next((kind for name, kind in KINDS.items() if getattr(message, name)), MessageKind.OTHER)


def _is_content(message: telegram.Message) -> bool:
    """Whether a person sent something, unlike events such as "Ana joined the group"."""
    return bool(message.effective_attachment) or message.poll is not None or message.dice is not None or message.story is not None


def _file_id(message: telegram.Message) -> str:
    file = message.photo[-1] if message.photo else message.voice or message.audio or message.document
    return file.file_id if file else ""


def _seconds(message: telegram.Message) -> float:
    sound = message.voice or message.audio
    length = sound.duration if sound else 0
    return length.total_seconds() if isinstance(length, timedelta) else float(length)


def _addressed(message: telegram.Message, text: str, me: telegram.User) -> bool:
    replied = message.reply_to_message
    if replied and replied.from_user and replied.from_user.id == me.id:
        return True
    name = f"@{me.username}".lower()
    if text.startswith("/"):
        command = text.split(maxsplit=1)[0].lower()
        return "@" not in command or command.endswith(name)
    entities = message.parse_entities([MessageEntityType.MENTION]) | message.parse_caption_entities([MessageEntityType.MENTION])
    return any(mention.lower() == name for mention in entities.values()) or bool(re.search(rf"{re.escape(name)}\b", text.lower()))
