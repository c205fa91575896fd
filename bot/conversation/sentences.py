"""Cuts a text to the sentences that answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from bot.domain.text import roots

SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[\"«¿¡(*]*[A-ZÁÉÍÓÚÑ0-9])|\n+")


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [piece.strip() for piece in SENTENCE.split(text) if piece.strip()]


def cut(text: str, room: int, words: Mapping[str, float], answers: Callable[[str], bool]) -> str:
    """As many sentences as there is room for, in their order: those with the form asked for first, then those with most telling words."""
    if len(text) <= room:
        return text
    pieces = sentences(text)
    worth = [(answers(piece), sum(weight for word, weight in words.items() if word in roots(piece)), -at)
             for at, piece in enumerate(pieces)]
    kept: list[int] = []
    for at in sorted(range(len(pieces)), key=lambda one: worth[one], reverse=True):
        if sum(len(pieces[one]) + 1 for one in (*kept, at)) <= room:
            kept.append(at)
    return " ".join(pieces[at] for at in sorted(kept)) or text[:room - 1].rsplit(" ", 1)[0] + "…"
