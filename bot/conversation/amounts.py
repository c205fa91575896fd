"""The numbers that a sentence says, beside those that the statements say, and of what."""

from __future__ import annotations

import re

from bot.conversation.claims import Claims, claims
from bot.conversation.stated import ALIKE, stems

PHRASE = re.compile(r"[,;](?!\d)|\.\s|\s(?:y|e|o|and|or)\s", re.IGNORECASE)


def has_number(held: Claims, value: float, unit: str) -> bool:
    """Whether a number is held with this unit, or one of the two has none."""
    units = {one for number, one in held.numbers if number == value}
    return bool(units) and (not unit or unit in units or "" in units)


def moved_number(text: str, evidence: str) -> str:
    """A number that the statements give to something else: the phrase most like this one has another number of that unit."""
    phrases = [(stems(one), claims(one).numbers) for one in PHRASE.split(evidence)]
    for phrase in PHRASE.split(text):
        numbers, own = claims(phrase).numbers, stems(phrase)
        if not numbers or len(own) < 2:
            continue
        most = max(len(own & words) for words, _ in phrases)
        if most < ALIKE * len(own):
            continue
        held = frozenset[tuple[float, str]]().union(*(numbers for words, numbers in phrases if len(own & words) == most))
        values, units = {value for value, _ in held}, {unit for _, unit in held}
        moved = sorted(f"{value:g} {unit}".strip() for value, unit in numbers if value not in values and unit in units)
        if moved:
            return f"number of something else: {', '.join(moved)}"
    return ""
