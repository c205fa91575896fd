"""Memory that is free within the program and still held from the system.

Making the first index takes hundreds of megabytes for a moment. The C library keeps what is freed among what is not, for ever on a quiet
evening: a process that made the index once would look twice as large as one that found it ready.
"""

from __future__ import annotations

import ctypes
import gc


def give_back() -> None:
    """Give it to the system, where the C library can (glibc). Takes some ten milliseconds."""
    gc.collect()
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (OSError, AttributeError):
        return
