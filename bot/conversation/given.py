"""What a message asks beside the personal data that it gives: "mi teléfono es [teléfono], ¿cuánto dan de la beca?" asks for the grant.

The words that announce a datum say nothing of what is asked, and a search that takes them for a part of the question finds nothing.
"""

from __future__ import annotations

import re

from bot.domain.text import content_words

MASK = r"\[[^\W\d_][^\[\]\d]*\]"
MASKED = re.compile(MASK)
TELLS = re.compile(r"\[condici[oó]n de salud\]")  # what is asked may be about it
ANNOUNCED = re.compile(rf"\b(?:mi|my)\s+(?:\w+[\s:]+){{0,4}}?(?:(?:es|is)\b:?)?\s*{MASK}", re.IGNORECASE)
CLAUSE = re.compile(r"(?<=[,;.\n])\s*|\s+(?:y|and)\s+")
FEW = 4  # content words of a clause that only gives a datum
ENOUGH = 2  # content words that make a question


def asked_beside(shown: str) -> str:
    """A text whose personal data are masked, without what only gives them; the whole text where nothing else is asked."""
    if not MASKED.search(shown) or TELLS.search(shown):
        return shown
    clauses = CLAUSE.split(ANNOUNCED.sub(" , ", shown))
    rest = " ".join(part.strip() for part in clauses if part.strip(" ,;.\n") and not _only_gives(part)).strip(" ,;")
    return rest if len(content_words(rest)) >= ENOUGH else shown


def _only_gives(clause: str) -> bool:
    return bool(MASKED.search(clause)) and len(content_words(MASKED.sub(" ", clause))) <= FEW
