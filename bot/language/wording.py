"""Brings what people type into words that can be looked up: no invisible signs, no accents, no letters held too long."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 4096
HELD = re.compile(r"([^\W\d_])\1{2,}")


def clean(text: str) -> str:
    """The text in one normal form, without control signs, zero-width signs and marks of direction, at most 4,096 characters."""
    normal = unicodedata.normalize("NFKC", text[:LONGEST])
    kept = "".join(sign if sign.isprintable() else " " if sign.isspace() else "" for sign in normal)
    return HELD.sub(r"\1", " ".join(kept.split()))[:LONGEST]


def bare(text: str) -> str:
    """Lower case and without accents; every sign else stays."""
    return unicodedata.normalize("NFD", text.lower()).encode("ascii", "ignore").decode()
