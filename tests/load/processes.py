"""Memory and processor time of programs, from /proc."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Used:
    """Seconds of a processor so far, and megabytes of memory now."""

    cpu: float = 0.0
    megabytes: float = 0.0

    def __add__(self, other: Used) -> Used:
        return Used(self.cpu + other.cpu, self.megabytes + other.megabytes)

    def since(self, before: Used) -> float:
        """Processor seconds between the two."""
        return self.cpu - before.cpu


def used(pid: int, with_children: bool = False) -> Used:
    """Of one program; with its children, those that ended included (PostgreSQL: a process for each connection)."""
    fields = _stat(pid)
    if not fields:
        return Used()
    own = Used(sum(map(int, fields[11:15] if with_children else fields[11:13])) / TICKS, int(fields[21]) * PAGE / 1e6)
    if not with_children:
        return own
    children = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    return sum((used(child) for child in children if (_stat(child) or ["", "0"])[1] == str(pid)), own)


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the third on; [] when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return []
