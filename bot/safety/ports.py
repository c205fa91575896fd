"""What the guard is given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np


class Embeddings(Protocol):
    """Compares messages by meaning."""

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """One row of length 1 for each text, in one batch; LibraryError while the model is not there."""
        ...

    def wait(self) -> None:
        """Load the model unless it is there. Takes seconds."""
        ...
