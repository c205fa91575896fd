"""What the knowledge brings to reading: its names in their many spellings, and its words in proper spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.domain.knowledge import Certification, Knowledge, Prose
from bot.domain.speech import Cues
from bot.domain.text import plain
from bot.language.names import Name

COMPANIES = re.compile(r"^(?:Cisco(?: Certified)?|Google(?: Cloud)?|IBM)\s+")
ACRONYM = re.compile(r"\(([A-Z][A-Za-z0-9-]{2,})\)")
LESS = re.compile(r"\s*\(.*?\)\s*")
FORMALITIES = re.compile(r"\s+(?:Professional Certificate|Career Path|Pathway|Certificate|Certification|v\d[\d.]*)$")
ACRONYMS = re.compile(r"\b[A-Z]{4,}\b")
CAMPUS_NUMBER = re.compile(r"\s+(?:I{1,3}|IV|V|VI)$")


def names_of(knowledge: Knowledge) -> Iterator[Name]:
    """Every spelling of every entry and place."""
    for entry in knowledge.certifications:
        for spelling in _certification(entry):
            yield Name(spelling, entry.id, "certification", partly=True)
    for path in knowledge.paths:
        for spelling in (path.title_es, path.title_en, *path.aliases):
            yield Name(spelling, path.id, "path", partly=True)
    prose: tuple[tuple[str, Iterable[Prose]], ...] = (("program", knowledge.programs), ("topic", knowledge.topics))
    for kind, entries in prose:
        for one in entries:
            for spelling in (one.title, one.title_en, *one.aliases):
                yield Name(spelling, one.id, kind)
    listed = (("hub", knowledge.hubs), ("sector", knowledge.sectors), ("support", knowledge.support), ("help_line", knowledge.help_lines))
    for kind, rows in listed:
        for row in rows:
            for spelling in (row.name, row.name_en, *row.aliases):
                yield Name(LESS.sub(" ", spelling), row.id, kind)
    yield from _places(knowledge)


def _places(knowledge: Knowledge) -> Iterator[Name]:
    for place in knowledge.places:
        yield Name(place.name, place.id, place.kind)
        if place.name_en:
            yield Name(place.name_en, place.id, place.kind)
        for alias in place.aliases:
            yield Name(alias, plain(alias), "city", inside=place.id)
    for campus in knowledge.campuses.campuses if knowledge.campuses else ():
        yield Name(campus.name, campus.cct, "campus", inside=campus.state)
        bare = CAMPUS_NUMBER.sub("", campus.name)
        yield Name(bare, campus.cct, "campus", inside=campus.state)


def _certification(entry: Certification) -> set[str]:
    """The names of a certification as people say them: without company, brackets and formalities, by acronym and by exam code."""
    names = {entry.name, entry.name_es, *entry.aliases, entry.exam_code}
    bare = {LESS.sub(" ", name) for name in names}
    expanded = {re.sub(r"^.*\(([A-Z]{3,})\)\s*", r"\1 ", name) for name in names if re.search(r"\([A-Z]{3,}\)\s+\w", name)}
    acronyms = {word for name in names for word in ACRONYM.findall(name)} if entry.kind != "exam" else set()
    every = names | bare | expanded | acronyms | {entry.exam_code.split(" ")[0]}
    shorter = {FORMALITIES.sub("", name) for name in every}
    every |= {name for name in shorter if len(name.split()) > 1}
    less = {COMPANIES.sub("", name) for name in every}
    telling = {one for one in less if len(one.split()) > 2 or ACRONYMS.search(one)}
    return {name for name in every | telling if len(plain(name)) > 2}


def ordinary_words(cues: Cues) -> Iterator[str]:
    """Words that stand in many names and tell none of them apart by themselves."""
    for words in (*cues.kinds.values(), *cues.providers.values(), *cues.levels.values(), cues.free):
        yield from (word for word in words if not word.endswith("*"))
    yield from ("certification", "certificacion", "professional", "profesional", "path", "ruta", "pathway", "introduction", "introduccion",
                "carrera", "career", "fundamentos", "fundamentals", "essentials", "getting started", "basics")


def texts_of(knowledge: Knowledge) -> Iterator[str]:
    """Everything the knowledge says in proper spelling; what people type is left out."""
    for entry in (*knowledge.topics, *knowledge.programs, *knowledge.questions):
        yield " ".join((entry.title, entry.title_en, *entry.aliases))
        for section in entry.sections:
            yield f"{section.heading} {section.text} {section.heading_en} {section.text_en}"
    for certification in knowledge.certifications:
        yield " ".join((certification.name, certification.name_es, certification.platform, *certification.aliases, *certification.skills_es,
                        *certification.skills_en, *certification.roles_es, *certification.notes_es, *certification.notes_en))
    for row in (*knowledge.hubs, *knowledge.sectors, *knowledge.support, *knowledge.help_lines):
        yield " ".join((row.name, row.name_en, *row.aliases, row.text, row.text_en))
    for path in knowledge.paths:
        yield " ".join((path.title_es, path.title_en, *path.aliases, *path.roles_es, *path.roles_en))
    for place in knowledge.places:
        yield " ".join((place.name, *place.aliases))
    for campus in knowledge.campuses.campuses if knowledge.campuses else ():
        yield campus.name
    cues = knowledge.cues
    tables = (cues.fields, cues.asks, cues.areas, cues.kinds, cues.levels, cues.signs, cues.collections, cues.providers)
    yield " ".join(cue for table in tables for words in table.values() for cue in words if not cue.endswith("*"))
