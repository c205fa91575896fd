"""Asks back, with buttons, when a message can really be read in two ways or does not say what it is about; and only then."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.catalog import Catalog
from bot.conversation.draft import Draft
from bot.conversation.entries import Entries
from bot.conversation.lists import limiting
from bot.conversation.ports import Phrases
from bot.conversation.question import Question
from bot.domain.counted import of_all
from bot.domain.knowledge import Certification
from bot.domain.reply import Button, ReplyKind

SHOWN = 4
TOLD = 2  # limits from which a list can be given
SHORT = 9  # words up to which a message may say too little
OFFERED = frozenset({"support", "program", "hub", "path"})  # what one may ask for as such: "¿hay becas?"
SAID = 0.45  # the same beside a property asked for
LEFT = 0.3  # weight of telling words besides a company's name that make it say enough


class Clarifying:
    """Asks which of several is meant, or what a question is about."""

    def __init__(self, entries: Entries, catalog: Catalog, phrases: Phrases) -> None:
        self._entries, self._catalog, self._say = entries, catalog, phrases.say

    def unclear(self, question: Question) -> Draft | None:
        """Asks back when nothing tells what the question is about."""
        if self._which_campus(question):
            return Draft(self._say("clarify_where", question.language), ReplyKind.CLARIFY, confidence=0.6)
        if question.subjects or question.refines or len(question.reading.words) > SHORT or question.places():
            return None
        offered = OFFERED & set(question.reading.collections) and not question.reading.fields
        in_general = of_all(question.reading.words) and bool(question.reading.fields)
        if question.has("generic") and limiting(question.limits) < TOLD and not (offered or in_general):
            return self._about_what(question)
        limits = question.limits
        only_company = len(limits.providers) == 1 == limiting(limits) and not question.has("list")
        if only_company and question.unexplained() <= LEFT and not question.has("what"):
            return self.which(self._catalog.fitting(limits, question.facts.age), question)
        return None

    def _which_campus(self, question: Question) -> bool:
        """Whether the address of a campus is asked for, and nothing tells of which town."""
        reading, beside = question.reading, {"campus", "city"} | set(OFFERED)
        of_campus = "address" in reading.asks and "campus" in reading.collections and not question.where
        return of_campus and question.unexplained() <= LEFT and not reading.named(*beside) and question.facts.state is None

    def which(self, entries: Sequence[Certification], question: Question) -> Draft:
        """Asks which of the entries is meant."""
        language = question.language
        buttons = tuple(Button(self._entries.name(entry.id, language), f"ask:{question.reading.standalone} {entry.name}"[:200])
                        for entry in entries[:SHOWN])
        return Draft(self._say("clarify", language, question.seed), ReplyKind.CLARIFY, buttons=buttons, confidence=0.6,
                     entities=tuple(entry.id for entry in entries[:SHOWN]))

    def half_said(self, question: Question) -> Draft | None:
        """Asks what is meant when only a property is named, and nothing was found."""
        says_little = len(question.reading.words) <= SHORT // 2 and bool(question.reading.fields or question.reading.asks)
        return self._about_what(question) if says_little and question.unexplained() <= SAID else None

    def _about_what(self, question: Question) -> Draft:
        language = question.language
        asked = question.reading.standalone
        buttons = tuple(Button(self._say(f"clarify_{name}", language), f"ask:{asked} {self._say(f'clarify_{name}_of', language)}"[:200])
                        for name in ("course", "degree", "support"))
        return Draft(self._say("clarify_what", language, question.seed), ReplyKind.CLARIFY, buttons=buttons, confidence=0.6)
