"""What the site is given. Parts fit these Protocols; assembly joins them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import numpy as np

from bot.domain.conversation import Memory, Outcome
from bot.domain.entry import CheckedEntry, EntrySeen, FormField
from bot.domain.knowledge import Knowledge
from bot.domain.link import LinkSeen
from bot.domain.message import Message


class Clock(Protocol):
    """What time it is."""

    def now(self) -> datetime:
        """This moment, with its zone."""
        ...


class Directory(Protocol):
    """Names of what the knowledge holds, in Spanish."""

    def places(self) -> tuple[tuple[str, str], ...]:
        """States and countries: id and name, by name."""
        ...

    def entries(self) -> tuple[tuple[str, str], ...]:
        """Everything that a conversation may be about: id and title, by title."""
        ...

    def title(self, entry_or_passage: str) -> str:
        """The title of an entry or passage; its id when it is not (or no longer) known."""
        ...

    def said(self, field: str, value: object) -> str:
        """A value of somebody's profile in words: ids become names."""
        ...


class Knowing(Protocol):
    """What Rumbo knows at this moment, corrections included."""

    @property
    def now(self) -> Knowledge:
        """Everything that is known."""
        ...

    @property
    def files(self) -> Knowledge:
        """What the files say, without corrections."""
        ...

    @property
    def directory(self) -> Directory:
        """Names of what is known."""
        ...

    def refresh(self) -> bool:
        """Look for corrections; True when there was something new."""
        ...


class Editing(Protocol):
    """The entries of the knowledge, and forms to edit them."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of entries."""
        ...

    def entries(self) -> tuple[EntrySeen, ...]:
        """Every entry."""
        ...

    def entry(self, name: str, kind: str = "") -> EntrySeen | None:
        """The entry with this id, or the one that a passage with this id belongs to."""
        ...

    def original(self, entry_id: str, kind: str) -> dict[str, Any]:
        """The entry as the files have it; {} when they do not."""
        ...

    def fields(self, kind: str, form: Mapping[str, Any]) -> tuple[FormField, ...]:
        """The boxes of an entry's form."""
        ...

    def form(self, kind: str, typed: Mapping[str, str]) -> dict[str, Any]:
        """What was typed into these boxes."""
        ...

    def check(self, kind: str, form: dict[str, Any], beside: Sequence[tuple[str, dict[str, Any]]] = ()) -> CheckedEntry:
        """The entry as it would be kept, or what is wrong with it; `beside`: other new entries that it may name, as kind and form."""
        ...

    def text(self, kind: str, form: dict[str, Any]) -> str:
        """The entry as its file would show it; "" for none."""
        ...


class Documents(Protocol):
    """Reads documents."""

    def read(self, name: str, content: bytes) -> str:
        """The document as Markdown; LibraryError that says what is wrong with it, as the key of a label."""
        ...


class LinkLooking(Protocol):
    """Asks for web pages."""

    def look(self, urls: Sequence[str], heard: Callable[[LinkSeen], None]) -> None:
        """Ask for each, which may take minutes; `heard` is told of each as soon as it is known."""
        ...


class Answering(Protocol):
    """Today's engine."""

    def respond(self, message: Message, memory: Memory) -> Outcome:
        """The reply to one message, and the memory after it; LibraryError while it is being loaded."""
        ...


class Embeddings(Protocol):
    """Makes vectors of questions."""

    @property
    def ready(self) -> bool:
        """Whether the model is there."""
        ...

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """Shape (len(texts), size), of length 1; LibraryError while there is no model."""
        ...


class Phrases(Protocol):
    """What a person reads, from knowledge/phrases/."""

    def say(self, key: str, language: str, seed: int = 0, **gaps: object) -> str:
        """One phrasing of `key`, with its gaps filled."""
        ...
