"""The numbers that a sentence says, beside those that the statements say, and of what."""

from __future__ import annotations

import re

from bot.conversation.quantities import Quantities, limits_broken, quantities
from bot.conversation.stated import ALIKE, stems

PHRASE = re.compile(r"[,;](?!\d)|\.\s|\s(?:y|e|o|and|or)\s", re.IGNORECASE)
Phrases = list[tuple[frozenset[str], frozenset[tuple[float, str]]]]


def other_amounts(said: Quantities, held: Quantities) -> tuple[tuple[str, list[str]], ...]:
    """What is said in numbers and is not held, by kind."""
    return (
        ("number", [f"{value:g} {unit}".strip() for value, unit in said.numbers if not _has_number(held, value, unit)]),
        ("telephone", list(said.phones - held.phones)),
        ("range", [f"{first:g} {kind} {second:g}" for kind, first, second in said.pairs - held.pairs]),
        ("period", [f"{value:g} {unit}" for value, unit in said.periods - held.periods]),
        ("unit", list(said.units - held.units - {unit for _, unit in held.numbers})),
        ("money", list(said.money - held.money)),
        ("limit", limits_broken(said, held)),
    )


def _has_number(held: Quantities, value: float, unit: str) -> bool:
    """Whether a number is held with this unit, or one of the two has none."""
    units = {one for number, one in held.numbers if number == value}
    return bool(units) and (not unit or unit in units or units == {""})


def phrases_of(evidence: str) -> Phrases:
    """The phrases of a text: their words and their numbers."""
    return [(stems(one), quantities(one).numbers) for one in PHRASE.split(evidence)]


def moved_number(text: str, phrases: Phrases) -> str:
    """A number that the statements give to something else: the phrase most like this one has another number of that unit."""
    for own, numbers in phrases_of(text):
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
