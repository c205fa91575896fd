"""What a sentence denies, beside what the statements deny: a "not" gone, added, or said of something else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.conversation.claims import NEGATORS, denied_in
from bot.conversation.held import Held
from bot.conversation.stated import ALIKE, stems
from bot.domain.text import plain

CLAUSE = re.compile(r"[.,;:()¿?¡!\n]|\b(?:pero|sino|aunque|but|although)\b")
ANSWER = re.compile(r"^\W*(?:no|s[ií]|yes)\s*[:,.]\s*", re.IGNORECASE)
FEW = 0.34  # share of common words below which two sentences are of two languages


def denial(text: str, denied: frozenset[str], statements: Held) -> str:
    """A word that one side denies and the other does not, seen in the sentence of the statements that shares most words with this one; or
    that the statements deny of something else.
    """
    own = stems(text)
    if not statements.denials or not own:
        return ""
    near, held, nearest = max(statements.denials, key=lambda one: len(own & one[0]))
    same = _denied_alike(text, nearest) if denied and held else frozenset()
    differing = sorted((own & near & (denied ^ held)) - same)
    left_out = held and not held & own
    if not differing and not left_out and len(own & near) >= ALIKE * len(own | near) and _negators(text) != _negators(nearest):
        return "another number of denials"
    elsewhere = [] if differing else _denied_elsewhere(own, denied, statements.denied_of)
    return f"denial of {', '.join(differing or elsewhere)}" if differing or elsewhere else ""


def _denied_elsewhere(own: frozenset[str], denied: frozenset[str], held: Sequence[tuple[frozenset[str], frozenset[str]]]) -> list[str]:
    """Words that the statements deny only where nothing stands of what this sentence denies them of."""
    known = own & frozenset[str]().union(*(words for words, _ in held)) - denied
    places = {word: [words for words, no in held if word in no] for word in denied & own}
    return sorted(word for word, where in places.items() if known and where and not any(known & place for place in where))


def _denied_alike(text: str, nearest: str) -> frozenset[str]:
    """Words of two clauses that deny the same in another order: "no está publicada una lista", "una lista no está publicada"; of a
    translation, which shares few words, those that stand in two clauses that deny something.
    """
    everywhere = stems(nearest)
    few = len(stems(text) & everywhere) < FEW * len(stems(text))
    alike: set[str] = set()
    others = [(stems(one), denied_in(one)) for one in CLAUSE.split(nearest)]
    for clause in CLAUSE.split(text):
        own, denied = stems(clause), denied_in(clause)
        for words, no in others:
            if (denied and no and few) or (denied and no and no <= own and denied & everywhere <= words):
                alike |= own & words
    return frozenset(alike)


def _negators(text: str) -> int:
    return sum(word in NEGATORS for word in plain(ANSWER.sub("", text).replace("'", "")).split())
