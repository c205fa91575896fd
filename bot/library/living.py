"""The knowledge as it is at this moment: the files, and over them the entries that counselors corrected on the running site.

A corrected entry stands in place of the file's entry with the same id, or beside the others when its id is new.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from bot.domain.knowledge import Knowledge
from bot.library.directory import Directory
from bot.library.kinds import Entry, laid_over


@dataclass(frozen=True)
class Overlay:
    """Corrected entries, and the number that grows whenever they change."""

    version: int = 0
    entries: tuple[Entry, ...] = ()


class LivingKnowledge:
    """Reads the overlay again when asked, and keeps the result until it changes. Threads may share it."""

    def __init__(self, files: Knowledge, overlay: Callable[[], Overlay] = Overlay, version: Callable[[], int] = lambda: 0) -> None:
        """`version` is asked often and must be cheap; `overlay` only when it differs."""
        self._files, self._overlay, self._version = files, overlay, version
        self._lock = Lock()
        self._seen = -1
        self._entries: tuple[Entry, ...] = ()
        self._set(files)

    @property
    def now(self) -> Knowledge:
        """Everything that is known."""
        return self._now

    @property
    def files(self) -> Knowledge:
        """What the files say, without corrections."""
        return self._files

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries laid over the files."""
        return self._entries

    @property
    def directory(self) -> Directory:
        """Names of what is known."""
        return self._directory

    def refresh(self) -> bool:
        """Look for corrections; True when there was something new."""
        with self._lock:
            if self._version() == self._seen:
                return False
            overlay = self._overlay()
            changed = bool(overlay.entries) or self._seen > 0
            self._seen, self._entries = overlay.version, overlay.entries
            self._set(laid_over(self._files, overlay.entries))
            return changed

    def reread(self, files: Knowledge) -> None:
        """The files have changed; the corrections stay laid over them."""
        with self._lock:
            self._files = files
            self._set(laid_over(files, self._entries))

    def _set(self, knowledge: Knowledge) -> None:
        self._now, self._directory = knowledge, Directory(knowledge)
