"""What an applicant sends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MessageKind(StrEnum):
    """The forms a message comes in."""

    TEXT = "text"
    COMMAND = "command"
    BUTTON = "button"
    PHOTO = "photo"
    VOICE = "voice"
    STICKER = "sticker"
    DOCUMENT = "document"
    LOCATION = "location"
    CONTACT = "contact"
    OTHER = "other"


@dataclass(frozen=True)
class Message:
    """One message of an applicant. `text` holds what was typed, a caption, or a button's action.

    `seconds` is how long a voice message lasts.
    """

    chat_id: int
    text: str
    kind: MessageKind
    sent_at: datetime
    message_id: int = 0
    first_name: str = ""
    language_code: str = ""
    edited: bool = False
    in_group: bool = False
    file_id: str = ""
    seconds: float = 0.0
    latitude: float | None = None
    longitude: float | None = None
