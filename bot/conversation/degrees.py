"""Lists of degrees by what they are about: the fields of interest that a question speaks of, or the areas the school puts them in."""

from __future__ import annotations

from bot.conversation.draft import Draft
from bot.conversation.enumerated import enumerated
from bot.conversation.ports import Phrases
from bot.conversation.question import Question
from bot.domain.knowledge import Knowledge, Program
from bot.domain.reply import Button, ReplyKind, Source
from bot.domain.text import FUNCTION_WORDS, roots

SHOWN = 10
SOURCES = 4
OTHER = frozenset({"campus", "hub", "support", "certification", "path"})  # what else may be listed together with degrees
UNSAID = 0.7  # weight of telling words that nothing accounts for, above which something else is asked


class DegreeLists:
    """Composes lists of degrees."""

    def __init__(self, knowledge: Knowledge, phrases: Phrases) -> None:
        self._programs = {program.id: program for program in knowledge.programs}
        self._fields = {field.id: field for field in knowledge.interests.fields} if knowledge.interests else {}
        self._areas = {program.field_es: _telling(program.field_es) for program in knowledge.programs}
        self._held = knowledge.sources
        self._phrases = phrases

    def draft(self, question: Question) -> Draft | None:
        """The degrees of the fields that the question names; None when it asks for no such list, or for those of a place."""
        reading = question.reading
        if "program" not in reading.collections or OTHER & set(reading.collections) or not question.has("list", "count"):
            return None
        if question.places() or reading.named("campus") or reading.fields or reading.constraints.providers or question.has("compare"):
            return None
        said = roots(" ".join(reading.words))
        areas = [area for area, words in self._areas.items() if words <= said]
        named = [one for field in reading.topics if field in self._fields for one in self._fields[field].programs]
        found = list(dict.fromkeys([program.id for program in self._programs.values() if program.field_es in areas] + named))
        if not found or (not areas and question.unexplained() > UNSAID):
            return None
        return self._listed([self._programs[one] for one in found if one in self._programs][:SHOWN], question)

    def _listed(self, programs: list[Program], question: Question) -> Draft:
        language = question.language
        names = [program.title if language == "es" else program.title_en for program in programs]
        text = self._phrases.say("degree_list", language, names=enumerated(names, self._phrases, language))
        buttons = tuple(Button(name, f"ask:{self._phrases.say('ask_what', language)} {name}?") for name in names[:3])
        return Draft(text, ReplyKind.ANSWER, self._sources(programs), buttons, 0.9, tuple(program.id for program in programs))

    def _sources(self, programs: list[Program]) -> tuple[Source, ...]:
        days = {key: program.checked_on for program in programs for section in program.sections[:1] for key in section.source
                if key in self._held}
        return tuple(Source(held.title, held.url, day, held.published, held.personal_copy)
                     for key, day in list(days.items())[:SOURCES] if (held := self._held[key]))


def _telling(area: str) -> frozenset[str]:
    return roots(" ".join(word for word in area.lower().split() if word not in FUNCTION_WORDS))
