"""Programs of ours that run beside each other: the simulator next to the bot, and only one bot per data folder."""

from __future__ import annotations

import contextlib
import fcntl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.errors import AlreadyRunning, PortInUse

STOP_SECONDS = 5.0


class Child:
    """A module of ours in a process of its own, in the background; `first_line` is what it prints when it is ready."""

    def __init__(self, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            start_new_session=True)

    def first_line(self) -> str:
        """Its first line; PortInUse with what it said when it ended instead."""
        assert self._process.stdout is not None and self._process.stderr is not None
        line = self._process.stdout.readline().strip()
        if not line:
            raise PortInUse(self._process.stderr.read().strip() or "it did not start")
        return line

    def ended(self) -> bool:
        """Whether it runs no more."""
        return self._process.poll() is not None

    def stop(self) -> None:
        """End it, gently first."""
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_SECONDS)
        self._process.kill()
        self._process.wait()


@contextlib.contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """While the block runs no other bot works in this folder; AlreadyRunning when one does. The system frees it after a crash."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "running.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AlreadyRunning(f"Rumbo runs already with the folder {folder}: stop that one, or set RUMBO_DATA to another") from error
        yield
