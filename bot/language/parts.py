"""Cuts a message into the questions that it asks.

People put several questions in one message, with or without marks. A part must ask something by itself: a question word, a mark, or a
verb of asking; what does not is joined to its neighbour, because it says what the question is about.
"""

from __future__ import annotations

import re

from bot.domain.text import plain

ENDS = re.compile(r"(?<=[?!])\s*|(?<=\w)\s*\.\s+(?=\S)|\s*[;\n]\s*|(?=¿)")
ASKING = (r"(?:qu[eé]|cu[aá]l(?:es)?|c[oó]mo(?! \d)|cu[aá]ndo|cu[aá]nt[oa]s?|qui[eé]n(?:es)?|d[oó]nde|what|which|how|when|where|who|is it|"
          r"does it|do they|can i)")
JOINED = re.compile(rf"\s*,?\s+(?:y|and)\s+(?:también\s+|tambien\s+|also\s+)?"
                    rf"(?=(?:de |en |a |por |para |con |desde |hasta |for |in )?{ASKING}\b)", re.IGNORECASE)
ASKS = re.compile(rf"[?¿]|\b{ASKING}\b|\b(?:hay|existe|tienen|puedo|pueden|sirve|dan|is there|are there)\b", re.IGNORECASE)
INDIRECT = re.compile(r"\b(?:se|saber|s[eé]|digan|dime|decir|decirme|know|tell me|explain|wonder|see|idea|ver)\s*$", re.IGNORECASE)
MOST = 4
FEWEST = 2  # words of a part


def parts_of(text: str) -> tuple[str, ...]:
    """The questions of a text, at most four; one part when it asks one."""
    pieces = [piece.strip() for piece in ENDS.split(text) if piece and plain(piece)]
    split = [part for piece in pieces for part in _joined(piece)]
    merged: list[str] = []
    for part in split:
        if merged and not (ASKS.search(part) and ASKS.search(merged[-1])):
            merged[-1] = f"{merged[-1]} {part}"
        else:
            merged.append(part)
    return tuple(merged) if 1 < len(merged) <= MOST else (text,)


def _joined(piece: str) -> list[str]:
    """The piece cut before "y cuánto …", unless that depends on a verb of saying before it."""
    cuts, start = [], 0
    for found in JOINED.finditer(piece):
        before = piece[start:found.start()]
        if len(plain(before).split()) >= FEWEST and not INDIRECT.search(before) and ASKS.search(before):
            cuts.append(before.strip())
            start = found.end()
    return [*cuts, piece[start:].strip()]
