"""What a chat model says, piece by piece, handed from the thread that listens to the one that waits."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Event
from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk

LETTERS_A_TOKEN = 4  # where a server does not count the tokens of a stream


class Stream:
    """One answer on its way."""

    def __init__(self) -> None:
        self._coming: SimpleQueue[str | None] = SimpleQueue()
        self._enough = Event()
        self.begun = False

    def follow(self, heard: Callable[[str], bool], until: float) -> str | None:
        """Tell `heard` all that was said so far, each time it grows, until the end, or until the moment `until` of the monotonic clock.

        When `heard` has enough (False) the listening ends too, and all that was said so far comes back; else None.
        """
        while (so_far := self._next(until)) is not None:
            if not heard(so_far):
                self._enough.set()
                return so_far
        return None

    def listen(self, ask: Any, text: str) -> dict[str, Any]:
        """Say the text to `ask`, a model with structured output; gives what its `invoke` gives, as far as it was listened to."""
        said: dict[str, Any] = {"raw": None, "parsed": None}
        with contextlib.closing(ask.stream(text)) as pieces:
            for piece in pieces:
                if "raw" in piece:
                    said["raw"] = piece["raw"] if said["raw"] is None else said["raw"] + piece["raw"]
                    self._tell(words_of(said["raw"]))
                said |= {name: value for name, value in piece.items() if name == "parsed"}
                if self._enough.is_set():
                    break
        return said

    def end(self) -> None:
        """Nothing more is coming."""
        self._coming.put(None)

    def _tell(self, so_far: str) -> None:
        self.begun = self.begun or bool(so_far)
        self._coming.put(so_far)

    def _next(self, until: float) -> str | None:
        try:
            return self._coming.get(timeout=max(until - time.monotonic(), 0.0))
        except Empty:
            return None


def words_of(message: AIMessage) -> str:
    """What a message says: its text, or what it calls a tool with, which is how some providers give an answer its form."""
    if isinstance(message, AIMessageChunk) and message.tool_call_chunks:
        return "".join(call["args"] or "" for call in message.tool_call_chunks)
    return str(message.text)


def counted(prompt: str, said: str) -> tuple[int, int]:
    """Tokens in and out, estimated."""
    return len(prompt) // LETTERS_A_TOKEN, len(said) // LETTERS_A_TOKEN
