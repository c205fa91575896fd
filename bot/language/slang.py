"""Writes out slang and abbreviations with the counselors' table; other words stay as typed."""

from __future__ import annotations

import re

from bot.domain.speech import Slang
from bot.language.wording import bare

ALONE = re.compile(r"(?<![\w./@-])\w+(?![\w@]|[./-]\w)")  # a word that is no part of a code, an address or a compound


class SlangTable:
    """The table, compiled."""

    def __init__(self, slang: Slang) -> None:
        self._words = {"es": {**slang.words, **slang.spanish}, "en": {**slang.words, **slang.english}}
        self._phrases = {bare(written): meant for written, meant in slang.phrases.items()}
        written = sorted(self._phrases, key=len, reverse=True)
        self._any = re.compile(r"\b(?:" + "|".join(map(re.escape, written)) + r")\b", re.IGNORECASE) if written else None

    def in_full(self, text: str, language: str) -> str:
        """The text with slang of this language written out."""
        words = self._words[language]
        if self._any is not None:
            text = self._any.sub(lambda found: self._phrases.get(bare(found[0]), found[0]), text)
        return " ".join(ALONE.sub(lambda found: words.get(bare(found[0]), found[0]), text).split())
