"""Answers about campuses, from the list of all of them: how many there are in a state, which, and where one is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from bot.conversation.draft import Draft
from bot.conversation.entries import Entries
from bot.conversation.ports import NearTown, Phrases
from bot.conversation.question import Question
from bot.domain.knowledge import Campus, Knowledge
from bot.domain.reply import Button, ReplyKind, Venue
from bot.domain.text import plain, roots

SHOWN = 12
ROOM = 560
AROUND = 30.0  # kilometres from a town to what is still near it


class CampusAnswers:
    """Lists, counts and addresses of campuses."""

    def __init__(self, knowledge: Knowledge, entries: Entries, phrases: Phrases, near_town: NearTown | None = None) -> None:
        """`near_town`: the campuses nearest to a town, for those that do not bear its name."""
        self._entries, self._say, self._near_town = entries, phrases.say, near_town
        self._campuses = {campus.cct: campus for campus in (knowledge.campuses.campuses if knowledge.campuses else ())}
        self._sources = entries.sources([knowledge.campuses]) if knowledge.campuses else ()
        self._by_state: dict[str, list[Campus]] = defaultdict(list)
        for campus in self._campuses.values():
            self._by_state[campus.state].append(campus)

    def draft(self, question: Question) -> Draft | None:
        """The campuses of the place named; None when no place in Mexico is named."""
        named = [self._campuses[one] for one in question.reading.named("campus") if one in self._campuses]
        states = [place for place in question.reading.places if place in self._by_state]
        cities = [one for one in question.places() if one.kind == "city" and one.inside in self._by_state]
        if cities and not self._is_state(cities[0].spelling):
            inside = self._in_city(cities[0].inside, cities[0].spelling)
            if not inside:
                return self._nowhere(cities[0].inside, cities[0].spelling, question)
            return self._listed(inside, question, cities[0].spelling)
        if len(states) > 1 and question.has("compare", "most", "count"):
            return self._counted(states[:3], question)
        if states:
            return self._listed(self._by_state[states[0]], question, self._entries.name(states[0], question.language))
        return self._listed(named, question, named[0].name) if named else None

    def total(self) -> int:
        """How many campuses the list has."""
        return len(self._campuses)

    def _is_state(self, spelling: str) -> bool:
        return any(plain(self._entries.name(state, "es")) == spelling for state in self._by_state)

    def _in_city(self, state: str, city: str) -> list[Campus]:
        words = roots(city)
        return [campus for campus in self._by_state[state] if words <= roots(campus.name) or words <= roots(campus.address)]

    def _listed(self, campuses: Sequence[Campus], question: Question, place: str) -> Draft:
        language = question.language
        if len(campuses) == 1 or (len(campuses) <= 3 and "address" in question.reading.asks):
            lines = [self._say("campus_one", language, name=campus.name, address=campus.address,
                               state=self._entries.name(campus.state, language)) for campus in campuses]
            venues = tuple(Venue(f"CONALEP {one.name}", one.address, one.lat, one.lon) for one in campuses
                           if one.lat is not None and one.lon is not None)
            return Draft("\n".join([*lines, self._say("campus_note", language)]), ReplyKind.ANSWER, self._sources, (), 0.92,
                         attachments=venues[:1])
        names = list(dict.fromkeys(campus.name for campus in campuses))
        shown = names[:SHOWN]
        while len(", ".join(shown)) > ROOM - 160:
            shown.pop()
        key = "campus_list" if len(shown) == len(names) else "campus_some"
        text = self._say(key, language, count=len(campuses), place=_title(place), names=", ".join(shown))
        buttons = tuple(Button(f"{self._say('ask_address', language)} {name}?", f"ask:{self._say('ask_address', language)} CONALEP {name}")
                        for name in shown[:2])
        return Draft(" ".join([text, self._say("campus_note", language)]), ReplyKind.ANSWER, self._sources, buttons, 0.92)

    def _counted(self, states: Sequence[str], question: Question) -> Draft:
        """How many campuses each of several states has, the most first."""
        language = question.language
        ordered = sorted(states, key=lambda state: -len(self._by_state[state]))
        lines = [self._say("campus_count", language, place=self._entries.name(state, language), count=len(self._by_state[state]))
                 for state in ordered]
        return Draft(" ".join([*lines, self._say("campus_note", language)]), ReplyKind.ANSWER, self._sources, (), 0.92)

    def _nowhere(self, state: str, city: str, question: Question) -> Draft:
        """No campus of the list names the city: those around it, else those of its state."""
        language, near = question.language, self._by_state[state]
        around = [(one, away) for one, away in (self._near_town(city, state) if self._near_town else ()) if away <= AROUND]
        if around:
            names = ", ".join(f"{campus.name} ({away:.0f} km)" for campus, away in around)
            text = self._say("campus_around", language, city=_title(city), names=names)
            return Draft(" ".join([text, self._say("campus_note", language)]), ReplyKind.ANSWER, self._sources, (), 0.92)
        names = ", ".join(campus.name for campus in near[:4])
        where = self._entries.name(state, language)
        text = self._say("campus_nowhere", language, city=_title(city), state=where, count=len(near), names=names)
        return Draft(text, ReplyKind.ANSWER, self._sources, (), 0.75)


def _title(place: str) -> str:
    return place if place != place.lower() else " ".join(word if word in ("de", "del", "la", "el", "los", "las") else word.capitalize()
                                                        for word in place.split())
