"""What stands in memory for something a person wrote: a number that nobody can read it from.

Keyed with what this process drew at its start and tells nobody, so that guessed texts cannot be tried on it elsewhere either. Two uses of
one text give two numbers: who has the one cannot make the other.
"""

from __future__ import annotations

import secrets
from hashlib import blake2b

KEY = secrets.token_bytes(32)


def fingerprint(text: str, use: str = "") -> bytes:
    """32 bytes (BLAKE2b, RFC 7693) that are the same for the same text and use while this process lives. `use`: at most 16 letters."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=32, key=KEY, person=use.encode()).digest()
