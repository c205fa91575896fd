"""What the site is given. Parts fit these Protocols; assembly joins them."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """What time it is."""

    def now(self) -> datetime:
        """This moment, with its zone."""
        ...
