"""Sentences that tell nothing: questions, mere titles, what was said before, phrases that come again and again."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.stated import stems, titles
from bot.domain.generation import Evidence
from bot.domain.text import plain

PHRASE_WORDS = 5  # a phrase of so many words is said once
ASKS, TITLE, REPEATS, BEFORE = "asks and states nothing", "only a title", "repeats itself", "said before"
IDLE = frozenset({ASKS, TITLE, BEFORE})  # reasons of sentences without which a text has lost nothing


def idle(text: str, cited: Sequence[Evidence]) -> str:
    """What a sentence is that tells nothing: a question, a title."""
    said = " ".join(plain(part) for one in cited for part in one.texts)
    if plain(text) in said:
        return ""
    if text.rstrip().endswith("?"):
        return ASKS
    words = stems(text)
    own = words - stems(said)
    return TITLE if own and words <= stems(" ".join(titles(cited))) else ""


def repeated(words: str, cited: Sequence[Evidence]) -> str:
    """Whether a phrase comes again and again, as small models do."""
    said, each = " ".join(plain(part) for one in cited for part in one.texts), words.split()
    phrases = [" ".join(each[at:at + PHRASE_WORDS]) for at in range(len(each) - PHRASE_WORDS + 1)]
    return REPEATS if any(phrases.count(one) > max(said.count(one), 1) for one in phrases) else ""
