"""What the data folder takes, and the alert when that is more than it may."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from pathlib import Path

log = logging.getLogger(__name__)
MEGABYTE = 1_000_000
EVERY = 600.0  # seconds between two looks


def taken(folder: Path) -> int:
    """Bytes of all files in a folder. A file that goes away meanwhile counts nothing."""
    total = 0
    for file in folder.rglob("*"):
        with contextlib.suppress(OSError):
            total += file.lstat().st_size if file.is_file() else 0
    return total


async def watch_budget(folder: Path, megabytes: int, every: float = EVERY) -> None:
    """Look for ever, and alert while the folder takes more than its budget (0: there is none)."""
    while megabytes:
        used = await asyncio.to_thread(taken, folder) // MEGABYTE
        if used > megabytes:
            log.error("ALERT: the data folder takes %s MB, its budget is %s MB: move backups away, or raise RUMBO_DISK_MB", used, megabytes)
        await asyncio.sleep(every)
