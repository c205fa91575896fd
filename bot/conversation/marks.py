"""Marks that no answer needs: tags, links behind words, code, letters of other alphabets and signs that nobody sees."""

from __future__ import annotations

import re
import unicodedata

MARKUP = re.compile(r"<[/!a-zA-Z][^>]*>?|&#?\w+;|\]\s*\(|!\[|`|\{\{|\}\}")
UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


def strange_marks(text: str) -> str:
    """The first mark of a text that may not go out; empty when there is none."""
    found = MARKUP.search(text)
    return found[0] if found else next((f"U+{ord(sign):04X}" for sign in text if _strange(sign)), "")


def _strange(sign: str) -> bool:
    if sign.isascii():
        return unicodedata.category(sign) in UNSEEN and sign not in "\n\t"
    if sign.isalpha():
        return "LATIN" not in unicodedata.name(sign, "") and sign not in "ºª"
    return unicodedata.category(sign) in UNSEEN or unicodedata.category(sign) == "Nd"
