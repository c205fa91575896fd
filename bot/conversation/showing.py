"""What is shown of an answer while a language model still words it.

Whoever wants to see it says so around the call that makes the turn. It is a context variable because the layers between the channel and
the model (consent, hand-over, corrections …) hand on message and memory and have no part in it; one that keeps silent says so here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Show = Callable[[str], None]
_SHOW: ContextVar[Show | None] = ContextVar("show", default=None)


@contextmanager
def showing(show: Show | None) -> Iterator[None]:
    """While the block runs, `show` is given the text of the answer as far as it has passed, each time it grows; None: nobody looks."""
    token = _SHOW.set(show)
    try:
        yield
    finally:
        _SHOW.reset(token)


def shown_to() -> Show | None:
    """Who wants to see the answer of this turn grow; None when nobody does."""
    return _SHOW.get()
