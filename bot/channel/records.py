"""The database for an event loop: each call runs in a thread, so that a slow or locked database stops nobody from polling or typing.

SQLite takes one writer at a time, so there it is one thread, and nobody waits for a lock of our own making. What waits for that thread
at the same time is done in one transaction (`joining.py`): a busy evening writes to the disk once for many people.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from bot.channel.joining import Joining
from bot.errors import StorageError
from bot.storage.chats import Chats
from bot.storage.database import Database
from bot.storage.drafts import Drafts
from bot.storage.inbox import Inbox
from bot.storage.outbox import Outbox
from bot.storage.stepping_in import SteppingIn
from bot.storage.transcripts import Transcripts

P = ParamSpec("P")
T = TypeVar("T")
THREADS = 4
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0  # seconds between two tries of what must be kept


class Records:
    """What is kept, and `call` to reach it."""

    def __init__(self, database: Database, owner: str, outbox: Outbox | None = None, files: SteppingIn | None = None) -> None:
        """`owner`: the name of this process in leases; `outbox`: another than the plain one, such as one that counts; `files`: keeps what
        people send to a counselor, without it nothing is kept.
        """
        self.inbox, self.transcripts = Inbox(database, owner), Transcripts(database)
        self.outbox, self.chats = outbox or Outbox(database), Chats(database)
        self.drafts, self.files = Drafts(database), files
        self._threads = ThreadPoolExecutor(1 if database.is_sqlite else THREADS, "database")
        self._joining = Joining(database, self._threads) if database.is_sqlite else None
        self._short = (self.inbox, self.transcripts, self.outbox)

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of a call to storage, once it is committed; StorageError comes out as it is."""
        def work() -> T:
            return function(*args, **kwargs)

        if self._joining is None:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        return await asyncio.wrap_future(self._joining.submit(work, getattr(function, "__self__", None) in self._short))

    async def insist(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for what must not be forgotten, such as that a message was sent: tried until the database takes it."""
        pause = FIRST_PAUSE
        while True:
            try:
                return await self.call(function, *args, **kwargs)
            except StorageError:
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    def close(self) -> None:
        """Let the threads end."""
        self._threads.shutdown(wait=False, cancel_futures=True)
