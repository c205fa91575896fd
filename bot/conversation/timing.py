"""How long each stage of a turn took."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Given = TypeVar("Given")


class Timings:
    """Measures stages with a clock that is given to it."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock`: seconds, as `time.perf_counter`."""
        self._clock = clock
        self._spent: dict[str, float] = {}

    def measured(self, stage: str, work: Callable[[], Given]) -> Given:
        """What the work gives; its time is added to the stage's."""
        start = self._clock()
        try:
            return work()
        finally:
            self._spent[stage] = self._spent.get(stage, 0.0) + self._clock() - start

    def milliseconds(self) -> dict[str, float]:
        """Stage → milliseconds."""
        return {stage: round(spent * 1000, 2) for stage, spent in self._spent.items()}
