"""What a sentence denies, beside what the statements deny: a "not" gone, added, or said of something else."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.claims import NEGATORS, Claims, claims
from bot.conversation.sentences import sentences
from bot.conversation.stated import ALIKE, stated, stems
from bot.domain.generation import Evidence
from bot.domain.text import plain


def denial(text: str, said: Claims, cited: Sequence[Evidence]) -> str:
    """A word that one side denies and the other does not, seen in the sentence of the statements that shares most words with this one; or
    that the statements deny of something else.
    """
    own = stems(text)
    held = [(stems(sentence), claims(sentence).denied, sentence) for sentence in stated(cited)]
    if not held or not own:
        return ""
    near, denied, nearest = max(held, key=lambda one: len(own & one[0]))
    differing = sorted(own & near & (said.denied ^ denied))
    if not differing and len(own & near) >= ALIKE * len(own | near) and _negators(text) != _negators(nearest):
        return "another number of denials"
    elsewhere = [] if differing else _denied_elsewhere(own, said.denied, cited)
    return f"denial of {', '.join(differing or elsewhere)}" if differing or elsewhere else ""


def _denied_elsewhere(own: frozenset[str], denied: frozenset[str], cited: Sequence[Evidence]) -> list[str]:
    """Words that the statements deny only where nothing stands of what this sentence denies them of."""
    held = [(stems(sentence) | stems(" ".join(one.titles)), claims(sentence).denied) for one in cited for part in one.texts
            for sentence in sentences(part)]
    known = own & frozenset[str]().union(*(words for words, _ in held)) - denied
    places = {word: [words for words, no in held if word in no] for word in denied & own}
    return sorted(word for word, where in places.items() if known and where and not any(known & place for place in where))


def _negators(text: str) -> int:
    return sum(word in NEGATORS for word in plain(text.replace("'", "")).split())
