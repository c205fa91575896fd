"""What the site is given. Parts fit these Protocols; assembly joins them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import numpy as np

from bot.domain.knowledge import Knowledge


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
