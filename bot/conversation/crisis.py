"""The reply to danger: fixed, written by people, never generated. It does not close the conversation.

First what fits the kind of danger, then the help lines of the person's country, then whom to be with, and a question. An ordinary
question in the same message is answered after it. Where no line of a country has a source, that is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.draft import Draft
from bot.conversation.ports import Phrases
from bot.domain.conversation import Memory
from bot.domain.guard import Danger, Guarded
from bot.domain.knowledge import HelpLine, Place
from bot.domain.privacy import band_of
from bot.domain.reading import Reading
from bot.domain.reply import ReplyKind

HOME = "mexico"
MINORS = ("under_15", "15_17")
SURE = 0.5  # an answer less sure than this is not given beside the help
MOST_LINES = 3
TOPIC = {Danger.SUICIDE: "suicide", Danger.SELF_HARM: "suicide", Danger.DESPAIR: "suicide", Danger.VIOLENCE: "violence",
         Danger.SEXUAL_ABUSE: "violence", Danger.GROOMING: "violence", Danger.THREAT: "danger", Danger.RECRUITMENT: "recruitment",
         Danger.RUNAWAY: "danger"}
FIRST = "danger"


class CrisisReply:
    """Composes the reply from phrases and help lines."""

    def __init__(self, help_lines: Sequence[HelpLine], places: Sequence[Place], phrases: Phrases) -> None:
        self._lines, self._phrases = tuple(help_lines), phrases
        self._places = {place.id: place for place in places}

    def draft(self, guarded: Guarded, reading: Reading, memory: Memory, answer: Draft | None = None) -> Draft:
        """The reply; `answer` is that to the ordinary question beside the danger."""
        say, language, danger = self._phrases.say, reading.language, guarded.danger or Danger.DESPAIR
        country = self._country(reading, memory)
        minor = band_of(memory) in MINORS
        parts = [say("crisis_other_person" if guarded.other_person else f"crisis_{danger}", language),
                 self._help(danger, country, language), say("crisis_minor" if minor else "crisis_company", language),
                 say("crisis_question", language, memory.seed + memory.turn)]
        draft = Draft("\n\n".join(parts), ReplyKind.CRISIS, checks=(f"peligro: {danger}", *guarded.signals))
        if answer is None or answer.kind not in (ReplyKind.ANSWER, ReplyKind.RECOMMEND) or answer.confidence < SURE:
            return draft
        text = "\n\n".join([draft.text, say("crisis_answer", language), answer.text])
        return replace(answer, text=text, kind=ReplyKind.CRISIS, checks=draft.checks, buttons=())

    def _help(self, danger: Danger, country: str, language: str) -> str:
        """The lines of a country for this danger, those for any danger first; if it has none with a source, that."""
        here = [line for line in self._lines if line.country == country]
        fitting = [line for line in here if FIRST in line.topics] + [line for line in here if TOPIC[danger] in line.topics]
        if fitting:
            return "\n".join(f"• {line.text if language == 'es' else line.text_en}" for line in dict.fromkeys(fitting[:MOST_LINES]))
        if country == HOME:
            return self._phrases.say("crisis_lines", language)
        place = self._places.get(country)
        name = (place.name if language == "es" else place.name_en or place.name) if place else country
        return self._phrases.say("crisis_no_lines", language, country=name)

    def _country(self, reading: Reading, memory: Memory) -> str:
        """The country named last: in this message, else in what the person said before; else Mexico."""
        named = [self._places[one] for one in reading.places if one in self._places]
        countries = [place.id if place.kind == "country" else place.country for place in named]
        return next(iter(countries), None) or memory.facts.country or HOME
