"""Arrays kept in a file that several programs may write at the same moment: each writes one of its own and puts it in place whole."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import numpy as np


def keep(file: Path, **arrays: np.ndarray) -> None:
    """Write the arrays, by name, to this .npz file; whoever reads it meanwhile sees it as it was or as it is now."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(f".{uuid4().hex}.new")
    try:
        with unfinished.open("wb") as out:
            np.savez(out, **arrays)  # type: ignore[arg-type]
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
