"""What a chat model says, piece by piece, handed from the thread that listens to the one that waits."""

from __future__ import annotations

import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Event
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage, AIMessageChunk

LETTERS_A_TOKEN = 4  # where a server does not count the tokens of a stream


class Stream:
    """One answer on its way."""

    def __init__(self) -> None:
        self._coming: SimpleQueue[str | None] = SimpleQueue()
        self._enough = Event()
        self.begun = False
        self.said = ""

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
        ear = _Ear(self)
        said: dict[str, Any] = {"raw": None, "parsed": None}
        try:
            for piece in ask.stream(text, {"callbacks": [ear]}):
                said |= piece
        except _EnoughError:
            said["raw"] = AIMessage(ear.said)
        return said

    def tell(self, so_far: str) -> None:
        """More has come."""
        self.begun, self.said = self.begun or bool(so_far), so_far
        self._coming.put(so_far)
        if self._enough.is_set():
            raise _EnoughError

    def stop(self) -> None:
        """Nobody waits any more: the listening ends with the next piece."""
        self._enough.set()

    def end(self) -> None:
        """Nothing more is coming."""
        self._coming.put(None)

    def _next(self, until: float) -> str | None:
        try:
            return self._coming.get(timeout=max(until - time.monotonic(), 0.0))
        except Empty:
            return None


class _EnoughError(Exception):
    """Nobody listens any more."""


class _Ear(BaseCallbackHandler):
    """Hears each piece when it comes: the chain that gives an answer its form hands on the whole alone."""

    raise_error = True

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.said = ""

    def on_llm_new_token(self, token: str | list[str | dict[str, Any]], *, chunk: Any = None, **_: Any) -> None:
        """One more piece."""
        message = getattr(chunk, "message", None)
        self.said += words_of(message) if isinstance(message, AIMessage) else str(token)
        self._stream.tell(self.said)


def words_of(message: AIMessage) -> str:
    """What a message says: its text, or what it calls a tool with, which is how some providers give an answer its form."""
    if isinstance(message, AIMessageChunk) and message.tool_call_chunks:
        return "".join(call["args"] or "" for call in message.tool_call_chunks)
    return str(message.text)


def counted(prompt: str, said: str) -> tuple[int, int]:
    """Tokens in and out, estimated."""
    return len(prompt) // LETTERS_A_TOKEN, len(said) // LETTERS_A_TOKEN
