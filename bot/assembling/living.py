"""An engine that follows the corrections of counselors while it runs: every worker asks the database every few seconds for a number that
grows with each of them, and makes its engine anew when it did.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from threading import Event, Lock, Thread

import numpy as np

from bot.conversation.ports import Answering
from bot.domain.conversation import Memory, Outcome
from bot.domain.knowledge import Knowledge
from bot.domain.message import Message
from bot.domain.reply import Reply
from bot.errors import LibraryError, RumboError
from bot.library.embedding import TextEmbeddings
from bot.library.living import LivingKnowledge, Overlay
from bot.library.revising import parsed_or_none
from bot.storage.corrections import Corrections

log = logging.getLogger(__name__)
EVERY = 2.0  # seconds


def knowing_with(files: Knowledge, corrections: Corrections) -> LivingKnowledge:
    """The knowledge of the files with what is corrected in the database laid over it."""

    def overlay() -> Overlay:
        version = corrections.version()
        kept = [(one.kind, one.form) for one in corrections.live()]
        return Overlay(version, tuple(entry for entry in map(parsed_or_none, kept) if entry is not None))

    return LivingKnowledge(files, overlay, corrections.version)


class LivingEngine:
    """Answers with the newest knowledge. `make` builds an engine, which takes a second; `renew` makes the search follow;
    `alarming`: a first look for danger.
    """

    def __init__(self, knowing: LivingKnowledge, make: Callable[[Knowledge], Answering], renew: Callable[[Knowledge], object],
                 alarming: Callable[[str], bool] = lambda text: False) -> None:
        self._knowing, self._make, self._renew = knowing, make, renew
        self._engine, self.alarming = make(knowing.now), alarming
        self._answers: Knowledge = knowing.now
        self._lock = Lock()

    def respond(self, message: Message, memory: Memory) -> Outcome:
        """As the engine of this moment."""
        return self._engine.respond(message, memory)

    def first_aid(self, message: Message, memory: Memory) -> Reply | None:
        """As the engine of this moment."""
        return self._engine.first_aid(message, memory)

    def follow(self) -> bool:
        """Look for corrections once; True when the engine was made anew."""
        with self._lock:
            self._knowing.refresh()
            known = self._knowing.now
            if known is self._answers:
                return False
            engine = self._make(known)
            self._renew(known)
            self._engine, self._answers = engine, known
            return True

    def keep_following(self) -> None:
        """The same for ever, in a thread that ends with the program."""
        Thread(target=self._for_ever, name="corrections", daemon=True).start()

    def _for_ever(self) -> None:
        while True:
            time.sleep(EVERY)
            try:
                if self.follow():
                    log.info("the knowledge was renewed", extra={"entries": len(self._knowing.entries)})
            except RumboError as error:
                log.warning("corrections are looked for again: %s", error)
            except Exception:
                log.exception("corrections could not be followed")


class Late:
    """An engine and its embeddings that are loaded while others wait or do without: they fit the site's ports of both."""

    def __init__(self, load: Callable[[], tuple[LivingEngine, TextEmbeddings]]) -> None:
        self._load = load
        self._loaded: tuple[LivingEngine, TextEmbeddings] | None = None
        self._lock, self._there = Lock(), Event()

    def wait(self) -> Answering:
        """The engine, loaded here unless somebody did."""
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
                self._there.set()
            return self._loaded[0]

    def begin(self) -> None:
        """Load it in a thread that ends with the program."""
        Thread(target=self.wait, name="engine", daemon=True).start()

    @property
    def ready(self) -> bool:
        """Whether vectors can be made."""
        return self._loaded is not None and self._loaded[1].ready

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of questions; LibraryError while there is no model."""
        if self._loaded is None:
            raise LibraryError("the engine is still being loaded")
        return self._loaded[1].vectors(texts)

    def respond(self, message: Message, memory: Memory) -> Outcome:
        """The engine's outcome; LibraryError while it is being loaded."""
        if self._loaded is None:
            raise LibraryError("the engine is still being loaded")
        return self._loaded[0].respond(message, memory)

    def alarming(self, text: str) -> bool:
        """Whether a phrase of danger stands in a text, at a first look; False while the engine is being loaded."""
        return self._loaded is not None and self._loaded[0].alarming(text)

    def first_aid(self, message: Message, memory: Memory) -> Reply | None:
        """The engine's; None while it is being loaded."""
        return self._loaded[0].first_aid(message, memory) if self._loaded is not None else None


