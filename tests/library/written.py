"""What the index writes to Chroma."""

from __future__ import annotations

from typing import Any

import pytest
from chromadb import Collection


def rows_written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of every row written to Chroma from now on."""
    written: list[str] = []
    real = Collection.upsert

    def upsert(self: Collection, *given: Any, **named: Any) -> None:
        written.extend(named["documents"])
        written.sort()
        real(self, *given, **named)

    monkeypatch.setattr(Collection, "upsert", upsert)
    return written
