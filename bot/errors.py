"""Every error that Rumbo raises on purpose.

    RumboError
    ├── SettingsError        a setting is missing or wrong             the program does not start, and says all of it at once
    ├── KnowledgeError       files under knowledge/ have mistakes      the program does not start; a reload keeps the old one
    ├── LibraryError         the index or the embedding model fails    the applicant gets an answer by words, or "I don't know"
    ├── StorageError         the database cannot be reached or is full the message stays with Telegram and comes again
    ├── PromptError          a prompt is broken or its gaps differ    the program does not start
    ├── ModelError           the language model is slow, down, over   the applicant gets the answer without a model, at once
    │                        budget, or says nothing usable
    ├── TelegramRefused      the token is wrong                        the program stops with one line
    ├── PortInUse            somebody else listens there               the program stops with one line
    ├── BackupError          a backup is broken or in the way          the command stops with one line
    └── AlreadyRunning       another bot works in the same folder      the program stops with one line

Messages are for whoever must act: they say what to do. An applicant never reads them.
"""

from __future__ import annotations

from dataclasses import dataclass


class RumboError(Exception):
    """The root: catching it catches every planned failure and no bug."""


class SettingsError(RumboError):
    """One or more settings are missing or wrong; the message lists all of them."""


@dataclass(frozen=True)
class Mistake:
    """One mistake in a knowledge file, as a counselor reads it."""

    file: str
    line: int
    what: str
    write: str = ""

    def __str__(self) -> str:
        advice = f" → {self.write}" if self.write else ""
        return f"{self.file}:{self.line}: {self.what}{advice}"


class KnowledgeError(RumboError):
    """The knowledge has mistakes; `mistakes` holds every one of them."""

    def __init__(self, mistakes: list[Mistake], head: str = "") -> None:
        super().__init__("\n".join((*([head] if head else []), *(str(mistake) for mistake in mistakes))))
        self.mistakes = mistakes


class LibraryError(RumboError):
    """The index or the embedding model cannot be used."""


class StorageError(RumboError):
    """The database cannot be reached, is locked, or is full."""


class TelegramRefused(RumboError):
    """Telegram does not accept this bot's token."""


class PortInUse(RumboError):
    """Another program listens on the port that was asked for."""


class PromptError(RumboError):
    """A file under prompts/ is broken, or a stage fills other gaps than its prompt has."""


class ModelError(RumboError):
    """The language model gave nothing usable: slow, down, over its budget, or unreadable."""


class AlreadyRunning(RumboError):
    """Another bot works in the same folder."""


class BackupError(RumboError):
    """A backup cannot be made, is broken, or would replace something."""
