"""Every test that `docs/faults.md` names exists."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_named_test_exists() -> None:
    named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", (ROOT / "docs" / "faults.md").read_text(encoding="utf-8"))

    missing = [(file, test) for file, test in named if f"def {test}(" not in (ROOT / "tests" / file).read_text(encoding="utf-8")]

    assert len(named) >= 20
    assert missing == []
