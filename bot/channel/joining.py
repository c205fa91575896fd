"""Short work that waits for the one thread of SQLite at the same time is done in one transaction, which is written to the disk once.

Nobody hears of a result before it is committed. Where anything in a common transaction fails, all of it is taken back and each piece is
done by itself: what one piece did wrong costs no other. So a piece may run twice, and must do nothing but read and write the database.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.storage.database import Database

T = TypeVar("T")
MOST = 16  # pieces in one transaction: the first of them waits for the last


@dataclass(frozen=True)
class Piece:
    """Work to do. `joins`: it may be done in one transaction with others."""

    work: Callable[[], Any]
    joins: bool
    future: Future[Any] = field(default_factory=Future)


class Joining:
    """Hands work to the executor, which has one thread, in the order in which it is given."""

    def __init__(self, database: Database, thread: Executor) -> None:
        self._database, self._thread = database, thread
        self._waiting: deque[Piece] = deque()

    def submit(self, work: Callable[[], T], joins: bool) -> Future[T]:
        """The work's result, once it is committed, or its error."""
        piece = Piece(work, joins)
        self._waiting.append(piece)
        self._thread.submit(self._next)
        return piece.future

    def _next(self) -> None:
        pieces = [piece for piece in self._taken() if piece.future.set_running_or_notify_cancel()]
        if len(pieces) > 1:
            try:
                with self._database.together():
                    results = [piece.work() for piece in pieces]
            except Exception:  # whatever it is, it comes again to whoever caused it
                pass
            else:
                for piece, result in zip(pieces, results, strict=True):
                    piece.future.set_result(result)
                return
        for piece in pieces:
            _alone(piece)

    def _taken(self) -> list[Piece]:
        """The first piece that waits, and those behind it that may be done with it. Nothing, when it was taken along before."""
        taken: list[Piece] = []
        while self._waiting and len(taken) < MOST and (not taken or (taken[0].joins and self._waiting[0].joins)):
            taken.append(self._waiting.popleft())
        return taken


def _alone(piece: Piece) -> None:
    try:
        result = piece.work()
    except BaseException as error:
        piece.future.set_exception(error)
    else:
        piece.future.set_result(result)
