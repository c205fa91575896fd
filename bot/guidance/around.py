"""What lies near a point or a profile, for the conversation."""

from __future__ import annotations

from bot.domain.conversation import Facts
from bot.domain.interests import Holland, InterestField
from bot.domain.knowledge import Campus, Knowledge
from bot.guidance.nearby import nearest
from bot.guidance.person import person
from bot.guidance.pillars import Pillars

ANY = InterestField(id="any", name_es="-", name_en="-", types=(Holland.REALISTIC,))


class Around:
    """Fits the conversation's Distances."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._campuses = knowledge.campuses.campuses if knowledge.campuses else ()
        self._pillars = Pillars(knowledge)
        self._fields = {field.id: field for field in knowledge.interests.fields} if knowledge.interests else {}

    def campuses(self, lat: float, lon: float, most: int) -> tuple[tuple[Campus, float], ...]:
        """Campuses and their distances in kilometres, nearest first."""
        return tuple((row.campus, row.away) for row in nearest((lat, lon), self._campuses, most))

    def hub(self, facts: Facts) -> tuple[str, bool] | None:
        """The nearest hub's id, one that goes with what they like first, and whether it lies in another state."""
        liked = next((self._fields[one] for one in facts.interests if one in self._fields), ANY)
        found = self._pillars.near_hub(liked, person(facts))
        return None if found is None else (found.hub.id, found.away is not None)
