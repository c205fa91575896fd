"""What fits a person who says what they like or need: a degree, courses and a support, each with its source."""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversation.calibration import Calibration
from bot.conversation.catalog import Catalog
from bot.conversation.draft import Draft
from bot.conversation.ports import Library, Phrases
from bot.conversation.sources import sources_of
from bot.domain.conversation import Constraints, Memory
from bot.domain.knowledge import Knowledge
from bot.domain.passage import Sought
from bot.domain.reading import Reading
from bot.domain.reply import ReplyKind, Source

LIKELY = 0.15  # the chance above which a support is named
LONGEST = 1200  # characters


class Recommender:
    """Recommends from the catalog and the library; `draft` is all that the engine asks of it."""

    def __init__(self, knowledge: Knowledge, catalog: Catalog, library: Library, phrases: Phrases, calibration: Calibration) -> None:
        self._knowledge, self._catalog, self._library, self._phrases = knowledge, catalog, library, phrases
        self._calibration = calibration
        self._places: Mapping[str, str] = {place.id: place.name for place in knowledge.places}
        self._abroad = {place.id for place in knowledge.places if place.kind == "country" and place.id != "mexico"}

    def draft(self, reading: Reading, memory: Memory) -> Draft:
        """A degree, courses and a support that fit what the person said of themselves."""
        say, language, age = self._phrases.say, reading.language, memory.facts.age
        lines: list[str] = []
        sources: list[Source] = []
        for kind, key in (("program", "recommend_degree"), ("topic", "recommend_support")):
            found = [one for one in self._library.search(Sought(reading.standalone, filters=(("kind", kind),), limit=8))
                     if not self._abroad & set(one.passage.places) - set(reading.places)]
            if found and (kind == "program" or self._calibration.chance(found) >= LIKELY):
                best = found[0].passage
                text = best.text if language == "es" or not best.text_en else best.text_en
                title = best.title if language == "es" or not best.title_en else best.title_en
                lines.append(say(key, language, title=title, text=text))
                sources.extend(best.sources[:2])
        limits = Constraints(areas=reading.constraints.areas, free=reading.constraints.free)
        near = [self._catalog.entries[one.passage.entry_id] for one in
                self._library.search(Sought(reading.standalone, filters=(("kind", "certification"),), limit=40))]
        fitting = {entry.id for entry in self._catalog.fitting(limits, age)}
        courses = [entry for entry in near if entry.id in fitting and entry.level == "beginner"][:2]
        if courses:
            cards = "\n".join(f"• {self._catalog.card(entry, ('cost', 'hours', 'languages'), language)}" for entry in courses)
            lines.append(say("recommend_courses", language, cards=cards))
            if any(entry.provider.startswith("google") for entry in courses):
                lines.append(say("age_note", language))
            sources.extend(sources_of(courses, self._knowledge.sources))
        if reading.places:
            lines.append(say("recommend_place", language, place=self._places[reading.places[0]]))
        text = "\n\n".join([say("recommend", language, memory.seed + memory.turn), *lines])
        return Draft(text[:LONGEST], ReplyKind.RECOMMEND, sources=tuple(dict.fromkeys(sources)), confidence=0.7,
                     entities=tuple(entry.id for entry in courses))
