"""Takes up what was changed in the files of knowledge/ while the bot runs: every worker watches them by itself, and none is restarted.

A change counts when two looks find the same files, so that nothing half-saved is read; one with mistakes is logged and left alone until
the files are right. The engine follows what was read by itself, and the old one answers until the new one is complete.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable
from pathlib import Path

from bot.errors import RumboError

log = logging.getLogger(__name__)
EVERY = 5.0  # seconds


class FilesWatch:
    """Calls `reread`, in a thread, when `version` has changed."""

    def __init__(self, version: Callable[[], str], reread: Callable[[], None], every: float = EVERY) -> None:
        self._version, self._reread, self._every = version, reread, every

    async def run(self) -> None:
        """For ever."""
        seen = before = await asyncio.to_thread(self._version)
        while True:
            await asyncio.sleep(self._every)
            now = await asyncio.to_thread(self._version)
            if now != seen and now == before:
                seen = now
                await self._taken_up(now)
            before = now

    async def _taken_up(self, version: str) -> None:
        try:
            await asyncio.to_thread(self._reread)
        except RumboError as error:
            log.error("ALERT: the changed knowledge is not taken up, the old one goes on: %s", str(error).splitlines()[0])
        else:
            log.info("the changed knowledge was read", extra={"version": version})


def version_of(folder: Path) -> str:
    """Changes whenever a file of the folder does. A file that goes away while it is looked at counts as gone."""
    seen = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        try:
            state = file.stat()
        except OSError:
            continue
        if file.is_file():
            seen.update(f"{file.relative_to(folder)} {state.st_mtime_ns} {state.st_size}\n".encode())
    return seen.hexdigest()[:16]
