"""Brings what people type into words that can be looked up: slang from the counselors' table, elongations, accents."""

from __future__ import annotations

import re
import unicodedata

from bot.domain.knowledge import Slang


def plain(text: str) -> str:
    """Lower case, no accents, no punctuation but '+' and '#', single spaces."""
    ascii_only = unicodedata.normalize("NFD", text.lower()).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9+#]+", ascii_only))


def in_full(text: str, slang: Slang) -> str:
    """The text with slang and abbreviations written out and letters held too long shortened; other words stay as typed."""
    shortened = re.sub(r"([^\W\d])\1{2,}", r"\1", text)
    phrases = sorted(slang.phrases.items(), key=lambda item: -len(item[0]))
    for written, meant in phrases:
        shortened = re.sub(rf"\b{re.escape(written)}\b", meant, shortened, flags=re.IGNORECASE)
    return re.sub(r"\w+", lambda word: slang.words.get(plain(word[0]), word[0]), shortened).strip()
