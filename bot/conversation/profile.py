"""The profile: what was said before, joined with what is said now."""

from __future__ import annotations

from bot.domain.conversation import Facts

ADULT = 18


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
