"""Names one after the other, the last with "y" or "and"; in Spanish "e" stands before the sound of an i ("español e inglés")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.conversation.ports import Phrases

SOUND_OF_I = re.compile(r"h?[ií](?![eé])", re.IGNORECASE)


def enumerated(names: Sequence[str], phrases: Phrases, language: str) -> str:
    """The names in one phrase; "" when there are none."""
    if len(names) < 2:
        return "".join(names)
    last = "and_last_i" if SOUND_OF_I.match(names[-1].lstrip("*")) else "and_last"
    return phrases.say(last, language).join([", ".join(names[:-1]), names[-1]])
