"""The profile: what was said before, joined with what is said now."""

from __future__ import annotations

from bot.domain.conversation import Facts, Memory
from bot.domain.reading import Reading

ADULT = 18


def about(memory: Memory, reading: Reading) -> Memory:
    """The memory after what a message says of the writer, and of the person they ask for."""
    facts = merged(memory.facts, reading.facts) if reading.facts != Facts() else memory.facts
    other = memory.other
    if reading.other is not None and reading.other != Facts():
        other = merged(memory.other or Facts(), reading.other)
        other = other.model_copy(update={"state": other.state or facts.state, "country": other.country or facts.country})
    elif reading.facts.age is not None or reading.facts.schooling is not None or reading.facts.interests:
        other = None
    return memory.model_copy(update={"facts": facts, "other": other})


def subject(memory: Memory) -> Facts:
    """The facts of whom a plan is for."""
    return memory.other or memory.facts


def merged(before: Facts, said: Facts) -> Facts:
    """The facts after a statement: what is said now replaces what was said before; interests are added, those declined are taken away.

    Who says to be a minor is no longer the adult they were; nobody grows up without saying so. A new state or country empties the place.
    """
    new = said.model_dump(exclude_none=True, exclude_defaults=True)
    if said.adult is False and said.age is None and (before.age or 0) >= ADULT:
        new["age"] = None
    if said.adult is True and said.age is None and before.age is not None and before.age < ADULT:
        new["age"] = None
    if said.age is not None:
        new["adult"] = said.age >= ADULT
    if said.place is None and said.state not in (None, before.state):
        new["place"] = None
    if said.country is not None and said.country != before.country and said.state is None:
        new |= {"state": None, "place": None}
    if said.interests or said.avoids:
        kept = tuple(one for one in before.interests if one not in said.avoids and one not in said.interests)
        new |= {"interests": (*said.interests, *kept)[:6], "avoids": tuple(dict.fromkeys(
            (*said.avoids, *(one for one in before.avoids if one not in said.interests))))}
    return before.model_copy(update=new)
