"""The profile in words."""

from __future__ import annotations

from bot.conversation.ports import Phrases
from bot.domain.conversation import Facts
from bot.domain.knowledge import Knowledge


class ProfileWords:
    """Says what a profile holds."""

    def __init__(self, knowledge: Knowledge, phrases: Phrases) -> None:
        self._say = phrases.say
        self._places = {place.id: place for place in knowledge.places}
        self._fields = {field.id: field for field in knowledge.interests.fields} if knowledge.interests else {}

    def items(self, facts: Facts, language: str) -> list[tuple[str, str]]:
        """What is known: (item, value in words), in the order in which it is asked."""
        say = self._say
        either = self._either
        age = (say("profile.years", language, age=facts.age) if facts.age is not None
               else either(facts.adult, "profile.adult", "profile.minor", language))
        budget = (say("profile.budget", language, amount=f"{facts.budget_month:g}") if facts.budget_month
                  else either(facts.free_only, "profile.free_only", "profile.can_pay", language))
        rows: list[tuple[str, str | None]] = [
            ("age", age),
            ("schooling", say(f"profile.schooling_{facts.schooling}", language) if facts.schooling else None),
            ("enrolled", say(f"profile.enrolled_{facts.enrolled}", language) if facts.enrolled else None),
            ("place", self._place(facts, language)),
            ("interests", ", ".join(self._field(one, language) for one in facts.interests if one in self._fields) or None),
            ("hours", say("profile.hours", language, hours=f"{facts.hours_a_week:g}") if facts.hours_a_week else None),
            ("budget", budget),
            ("computer", either(facts.computer, "profile.computer", "profile.no_computer", language)),
            ("internet", either(facts.internet, "profile.internet", "profile.no_internet", language)),
            ("english", either(facts.reads_english, "profile.english", "profile.no_english", language)),
            ("work", either(facts.working, "profile.works", "profile.no_work", language)),
            ("goal", say(f"profile.goal_{facts.goal}", language) if facts.goal else None),
        ]
        return [(name, value) for name, value in rows if value]

    def is_state(self, place: str) -> bool:
        """Whether the id is a state's."""
        return place in self._places and self._places[place].kind == "state"

    def summary(self, facts: Facts, language: str) -> str:
        """What is known in one line."""
        return " · ".join(value for _, value in self.items(facts, language)) or self._say("profile.nothing", language)

    def _either(self, fact: bool | None, yes: str, no: str, language: str) -> str | None:
        return None if fact is None else self._say(yes if fact else no, language)

    def _place(self, facts: Facts, language: str) -> str | None:
        place = self._places.get(facts.state or facts.country or "")
        return None if place is None else (place.name if language == "es" or not place.name_en else place.name_en)

    def _field(self, field: str, language: str) -> str:
        return self._fields[field].name_es if language == "es" else self._fields[field].name_en
