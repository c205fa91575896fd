"""A short chaos; `make chaos` is the long one."""

from __future__ import annotations

import pytest

from tests.chaos.run import bots, chaos
from tests.stand_ins.rumbo import WarmEngine


@pytest.mark.parametrize("cluster", [False, True], ids=["one bot on SQLite", "three workers on PostgreSQL"])
async def test_nothing_is_lost_doubled_or_swapped_while_everything_goes_wrong(
        warm: WarmEngine, cluster: bool, capsys: pytest.CaptureFixture[str]) -> None:
    with bots(cluster, warm) as running:
        figures = await chaos(running, seconds=15, seed=7, people=30, pause=(1.0, 6.0))

    with capsys.disabled():
        print(f"\n{figures}")
    assert figures.good
    assert figures.answered == figures.sent > 15
    assert figures.faults > 3
