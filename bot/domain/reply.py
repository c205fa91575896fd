"""What Rumbo says: kinds of reply, buttons, sources, and the reply itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal


class ReplyKind(StrEnum):
    """What a reply is, gravest first: where several are joined, the gravest names the whole."""

    CRISIS = "crisis"
    HANDOFF = "handoff"
    REFUSE = "refuse"
    UNKNOWN = "unknown"
    CLARIFY = "clarify"
    RECOMMEND = "recommend"
    ANSWER = "answer"
    SMALLTALK = "smalltalk"
    COMMAND = "command"


@dataclass(frozen=True)
class Source:
    """Where a statement comes from.

    `checked_on` is the day somebody last read the source for us. `published` is the page's own date as it states it.
    `personal_copy` marks a private copy of an official paper: it is shown as such and never as an official link.
    """

    title: str
    url: str | None
    checked_on: date
    published: str = ""
    personal_copy: bool = False


@dataclass(frozen=True)
class Button:
    """An inline button. `action` comes back when it is pressed.

    Actions: "ask:<text>" asks that text as if typed; "up" and "down" rate the answer; "person" asks for a counselor;
    any other action is a command's own, such as "language:en".
    """

    label: str
    action: str


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a reply: a photo (PNG or JPEG) or a document. `caption` is plain text, at most 1,024 characters."""

    kind: Literal["photo", "document"]
    name: str
    mime_type: str
    content: bytes
    caption: str = ""


@dataclass(frozen=True)
class Venue:
    """A place on the map that goes with a reply: degrees of latitude and longitude (WGS84)."""

    title: str
    address: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Reply:
    """One reply. `text` is plain text with **bold** marks and line breaks, at most 4,096 characters, without source lines.

    Attachments and venues are sent after the text, in order. `asks_location` shows Telegram's button for sharing one's location.
    """

    text: str
    kind: ReplyKind
    language: str
    sources: tuple[Source, ...] = ()
    buttons: tuple[Button, ...] = ()
    confidence: float = 1.0
    attachments: tuple[Attachment | Venue, ...] = ()
    asks_location: bool = False


@dataclass(frozen=True)
class PassageSeen:
    """A passage that took part in an answer, with its scores, for the transcript."""

    passage_id: str
    title: str
    score: float
    dense: float = 0.0
    words: float = 0.0


@dataclass(frozen=True)
class Asking:
    """What became of asking a language model once. `prompt`: "name/version@fingerprint"; `problem`: why nothing of what it said was used,
    empty when something was. `sentences` it wrote and, of them, `dropped` by the check. `milliseconds`: 0 where nothing was measured.
    """

    prompt: str
    problem: str = ""
    sentences: int = 0
    dropped: int = 0
    tokens: int = 0
    dollars: float = 0.0
    milliseconds: float = 0.0


@dataclass(frozen=True)
class Explanation:
    """Why a reply came out as it did; recorded with the turn and shown to counselors.

    `model`, `prompt` ("name/version@fingerprint") and `asked` are set when a language model was asked; `tokens` and `dollars` are what it
    took.
    """

    understood: str = ""
    intent: str = ""
    standalone: str = ""
    entities: tuple[str, ...] = ()
    passages: tuple[PassageSeen, ...] = ()
    checks: tuple[str, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    model: str = ""
    prompt: str = ""
    tokens: int = 0
    dollars: float = 0.0
    asked: tuple[Asking, ...] = ()
