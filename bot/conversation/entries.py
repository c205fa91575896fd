"""Every entry of the knowledge by its id: what kind it is and how it is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.conversation.sources import sources_of
from bot.domain.knowledge import Certification, Knowledge, LearningPath, Sourced
from bot.domain.reply import Source


@dataclass(frozen=True)
class Called:
    """An entry's kind and its name in both languages."""

    kind: str
    spanish: str
    english: str


class Entries:
    """All entries; ids are unique among them."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.certifications: Mapping[str, Certification] = {entry.id: entry for entry in knowledge.certifications}
        self.paths: Mapping[str, LearningPath] = {entry.id: entry for entry in knowledge.paths}
        self._sources = knowledge.sources
        self.abroad = frozenset(place.id for place in knowledge.places if place.kind == "country" and place.id != "mexico")
        self._called = dict(_called(knowledge))
        self._hubs = [(hub.state, hub.id) for hub in knowledge.hubs]
        self.holding = frozenset(topic.id for topic in knowledge.topics if topic.holds)
        self._holders: dict[str, str] = {topic.holds: topic.id for topic in knowledge.topics if topic.holds}

    def kind(self, entry: str) -> str:
        """"certification", "path", "program", "topic" …; "" when there is no such entry."""
        called = self._called.get(entry)
        return called.kind if called else ""

    def name(self, entry: str, language: str) -> str:
        """The name in this language; "" when there is no such entry."""
        called = self._called.get(entry)
        return "" if called is None else called.spanish if language == "es" or not called.english else called.english

    def hubs_in(self, state: str) -> tuple[str, ...]:
        """The development hubs of a state."""
        return tuple(hub for place, hub in self._hubs if place == state)

    def holders(self, entries: tuple[str, ...]) -> tuple[str, ...]:
        """What the entries belong to, as degrees to the school that teaches them; empty when one belongs to nothing."""
        found = tuple(dict.fromkeys(self._holders.get(self.kind(entry), "") for entry in entries))
        return () if "" in found else found

    def sources(self, entries: Iterable[Sourced]) -> tuple[Source, ...]:
        """The first sources of each entry, none twice."""
        return sources_of(entries, self._sources)


def _called(knowledge: Knowledge) -> Iterable[tuple[str, Called]]:
    for certification in knowledge.certifications:
        yield certification.id, Called("certification", certification.name_es, certification.name)
    for path in knowledge.paths:
        yield path.id, Called("path", path.title_es, path.title_en)
    for kind, prose in (("topic", knowledge.topics), ("program", knowledge.programs), ("question", knowledge.questions)):
        for one in prose:
            yield one.id, Called(kind, one.title, one.title_en)
    for kind, listed in (("hub", knowledge.hubs), ("sector", knowledge.sectors), ("support", knowledge.support),
                         ("help_line", knowledge.help_lines)):
        for row in listed:
            yield row.id, Called(kind, row.name, row.name_en)
    for place in knowledge.places:
        yield place.id, Called(place.kind, place.name, place.name_en)
