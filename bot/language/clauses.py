"""Cuts a long message into clauses, so that what is asked can be looked for without the story told around it.

A phone writes down what is spoken without a stop; so the cuts are made at the words that join clauses, and a clause too short to be looked
for by itself stays with the one before it.
"""

from __future__ import annotations

import re

from bot.domain.text import plain

LONG = 12  # words from which a message is cut
FEWEST = 4  # words of a clause
ASKED = (r"(?:cu[aá]nt[oa]s?\b|cu[aá]l(?:es)?\b|(?<!para )(?<!lo )qu[eé] (?!(?:los|las|les|nos|es)\b)\w{3,}(?:s|dad|men)\b)"
         r"(?<!mos)")
JOINTS = re.compile(
    r"[.,;:?!¿¡\n]+|\b(?:es que|porque|pero|aunque|la verdad|quiero saber|quer[ií]a saber|queremos saber|quisiera saber|"
    r"me gustar[ií]a saber|quer[ií]a preguntar\w*|una (?:duda|pregunta)|a ver si|para saber si|o sea|entonces|oye|disculpa|because|but|so|"
    r"i want to know|i was wondering|wondering if|y|o|and|or)\b|"
    rf"(?=\b{ASKED})", re.IGNORECASE)


def clauses_of(text: str) -> tuple[tuple[int, int], ...]:
    """The stretches of plain words that the clauses of a long text take up; empty for a short text or one without joints."""
    if len(plain(text).split()) < LONG:
        return ()
    spans: list[tuple[int, int]] = []
    at = start = 0
    last = 0
    for joint in [*JOINTS.finditer(text), None]:
        at += len(plain(text[last:joint.start() if joint else len(text)]).split())
        if at - start >= FEWEST:
            spans.append((start, at))
            start = at
        elif joint is None and spans:
            spans[-1] = (spans[-1][0], at)
        if joint is not None:
            at += len(plain(joint[0]).split())
            last = joint.end()
    return tuple(spans) if len(spans) > 1 else ()
