"""How much memory this process takes, by what Linux says of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

Given, Made = ParamSpec("Given"), TypeVar("Made")
STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def growth_mb(work: Callable[Given, Made], *given: Given.args, **more: Given.kwargs) -> tuple[Made, float]:
    """What the work gives, and how many megabytes more than before this process, all threads, took at its most while it was done."""
    before = _resident("VmRSS")
    CLEAR.write_text("5", encoding="ascii")  # the peak is counted from now on
    made = work(*given, **more)
    return made, max(0.0, _resident("VmHWM") - before)


def _resident(field: str) -> float:
    line = next(line for line in STATUS.read_text(encoding="ascii").splitlines() if line.startswith(f"{field}:"))
    return int(line.split()[1]) / 1024
