"""The guard: what is dangerous, personal or declined in a message, before anything else reads it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bot.domain.conversation import Memory
from bot.domain.guard import Danger, Guarded


class MessageGuard:
    """Fits the engine's Guard. `cues` are beginnings of words or word sequences that tell danger."""

    def __init__(self, cues: Sequence[str]) -> None:
        self._cues = tuple(re.compile(rf"\b{re.escape(cue.rstrip('*'))}{'' if cue.endswith('*') else chr(92) + 'b'}") for cue in cues)

    def look(self, text: str, memory: Memory) -> Guarded:
        """Danger by the cues."""
        plain = unicodedata.normalize("NFD", text.lower()).encode("ascii", "ignore").decode()
        found = tuple(cue.pattern for cue in self._cues if cue.search(plain))
        return Guarded(text, Danger.DESPAIR if found else None, 1.0 if found else 0.0, found)
