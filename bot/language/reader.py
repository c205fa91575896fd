"""Reads a message into a Reading, with the counselors' tables of cues, slang and names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.domain.conversation import Constraints, Memory
from bot.domain.knowledge import Certification, Cues, Knowledge
from bot.domain.reading import Reading
from bot.language.detection import LanguageOfMessage
from bot.language.names import Names
from bot.language.places import Gazetteer
from bot.language.profile import Where, profile_said
from bot.language.spelling import Spelling
from bot.language.wording import in_full, plain

LIMIT = re.compile(r"\b(menos de|maximo|a lo mucho|hasta|under|less than|at most|fewer than)\s+(\d+)\s*(?:horas?|hours?)\b")
LEAST = re.compile(r"\b(mas de|minimo|al menos|over|more than|at least)\s+(\d+)\s*(?:horas?|hours?)\b")
PROVIDERS = {"cisco": ("cisco",), "google": ("google", "google-cloud"), "google cloud": ("google-cloud",), "ibm": ("ibm",)}


class MessageReader:
    """Fits the engine's Reader."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._fields = knowledge.interests.fields if knowledge.interests else ()
        self._slang = knowledge.slang
        self._cues: Cues = knowledge.cues
        self._language = LanguageOfMessage()
        self._spelling = Spelling(_texts(knowledge))
        self._names = Names([(spelling, entry.id, "certification") for entry in knowledge.certifications
                             for spelling in _spellings(entry) if len(spelling) > 2])
        self._gazetteer = Gazetteer(knowledge.municipalities)
        self._state_names = {place.name for place in knowledge.places if place.kind == "state"}
        self._places = Names([(spelling, place.id, place.kind) for place in knowledge.places
                              for spelling in (place.name, place.name_en, *place.aliases)])

    def read(self, text: str, memory: Memory) -> Reading:
        """What the message says by itself; the engine joins it with what was said before."""
        full = self._spelling.corrected(in_full(text, self._slang))
        words = plain(full)
        language = memory.language if memory.language_chosen else self._language.of(full, memory.language, memory.turn)
        said = profile_said(full, self._knowledge.statements, self._fields, self._where)
        named = self._names.of(full)
        return Reading(
            language=language, standalone=full,
            certifications=tuple(dict.fromkeys(one.id for one in named)),
            places=tuple(dict.fromkeys(one.id for one in self._places.of(full))),
            fields=_matching(words, self._cues.fields),
            constraints=self._constraints(words),
            signs=frozenset(name for name, cues in self._cues.signs.items() if _said(words, cues)),
            age=said.facts.age, facts=said.facts, other=said.other, topics=said.topics,
        )

    def _where(self, clause: str) -> Where | None:
        """The state or country that a clause names."""
        named = self._places.of(clause)
        states = tuple(one.id for one in named if one.kind == "state")
        country = next((one.id for one in named if one.kind == "country"), None)
        abroad = country not in (None, "mexico") and not states
        town = None if abroad else self._gazetteer.of(clause, states)
        if town is not None and (not states or town.state in states):
            only_state = any(one.spelling == plain(town.name) for one in named) and plain(clause).count(plain(town.name)) == 1
            return Where(town.state, "mexico", None if only_state and len(named) == 1 and town.name in self._state_names else town.id)
        return Where(states[0], "mexico") if states else Where(None, country) if country else None

    def _constraints(self, words: str) -> Constraints:
        below, above = LIMIT.search(words), LEAST.search(words)
        providers = [name for key, names in PROVIDERS.items() if re.search(rf"\b{key}\b", words) for name in names]
        if "google cloud" in words:
            providers = [name for name in providers if name != "google"]
        return Constraints(
            kinds=_matching(words, self._cues.kinds)[:1], providers=tuple(dict.fromkeys(providers)),
            areas=_matching(words, self._cues.areas), levels=_matching(words, self._cues.levels),
            free=True if _said(words, self._cues.free) else None, languages=_matching(words, self._cues.languages),
            max_hours=float(below[2]) if below else None, min_hours=float(above[2]) if above else None)


def _texts(knowledge: Knowledge) -> Iterator[str]:
    """Everything the knowledge says in proper spelling; what people type is left out."""
    for entry in (*knowledge.topics, *knowledge.programs, *knowledge.questions):
        yield f"{entry.title} {entry.title_en}"
        for section in entry.sections:
            yield f"{section.heading} {section.text} {section.heading_en} {section.text_en}"
    for certification in knowledge.certifications:
        yield " ".join((certification.name, certification.name_es, *certification.skills_es, *certification.notes_es))
    for place in knowledge.places:
        yield " ".join((place.name, *place.aliases))
    cues = knowledge.cues
    tables = (cues.fields, cues.areas, cues.kinds, cues.levels, cues.signs)
    yield " ".join(cue for table in tables for words in table.values() for cue in words if not cue.endswith("*"))


def _spellings(entry: Certification) -> set[str]:
    """The names of an entry as people say them: without the company in front, without brackets, by the acronym in them."""
    names = {entry.name, entry.name_es, *entry.aliases, entry.exam_code}
    bare = {re.sub(r"\s*\(.*?\)\s*", " ", name).strip() for name in names}
    acronyms = {word for name in names for word in re.findall(r"\(([A-Z]{3,})\)", name)}
    expanded = {re.sub(r"^.*\(([A-Z]{3,})\)\s*", r"\1 ", name) for name in names if re.search(r"\([A-Z]{3,}\)\s+\w", name)}
    every = names | bare | expanded | (acronyms if entry.kind != "exam" else set())
    return every | {re.sub(r"^(?:Cisco(?: Certified)?|Google(?: Cloud)?|IBM)\s+", "", name) for name in every
                    if len(name.split()) > 2 or name.upper() == name}


def _matching(words: str, table: Mapping[Any, Sequence[str]]) -> tuple[str, ...]:
    return tuple(str(name) for name, cues in table.items() if _said(words, cues))


def _said(words: str, cues: Sequence[str]) -> bool:
    return any(re.search(rf"\b{re.escape(cue.rstrip('*'))}{'' if cue.endswith('*') else chr(92) + 'b'}", words) for cue in cues)
