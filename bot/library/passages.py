"""Turns knowledge entries into passages: one for each section of prose and for each short entry of a list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date

from bot.domain.knowledge import Certification, Knowledge, LearningPath, Listed, Prose, SourceEntry
from bot.domain.passage import Passage
from bot.domain.reply import Source
from bot.library.facets import with_facets
from bot.library.splitting import split


def passages_of(knowledge: Knowledge) -> tuple[Passage, ...]:
    """Every passage, in the order of the files. A heading used twice in one file is told apart by its line."""
    kinds: tuple[tuple[str, Iterable[Prose]], ...] = (
        ("topic", knowledge.topics), ("program", knowledge.programs), ("question", knowledge.questions))
    lists: tuple[tuple[str, Iterable[Listed]], ...] = (
        ("hub", knowledge.hubs), ("sector", knowledge.sectors), ("support", knowledge.support),
        ("help_line", knowledge.help_lines))
    prose = [passage for kind, entries in kinds for entry in entries for passage in _sections(kind, entry, knowledge.sources)]
    listed = [_listed(kind, entry, knowledge.sources) for kind, entries in lists for entry in entries if entry.searched]
    catalog = [_certification(entry, knowledge.sources) for entry in knowledge.certifications]
    steps = {entry.id: entry for entry in knowledge.certifications}
    paths = [_path(entry, steps, knowledge.sources) for entry in knowledge.paths]
    return with_facets(split((*prose, *listed, *catalog, *paths)), knowledge)


def sources_of(keys: Iterable[str], checked_on: date, sources: dict[str, SourceEntry]) -> tuple[Source, ...]:
    """The sources with these keys, as an applicant sees them."""
    return tuple(Source(title=entry.title, url=entry.url, checked_on=checked_on, published=entry.published,
                        personal_copy=entry.personal_copy) for entry in (sources[key] for key in keys))


def _sections(kind: str, entry: Prose, sources: dict[str, SourceEntry]) -> Iterable[Passage]:
    used: set[str] = set()
    for section in entry.sections:
        slug = _slug(section.heading)
        slug = f"{slug}-{section.line}" if slug in used else slug
        used.add(slug)
        yield Passage(
            id=f"{entry.id}#{slug}", entry_id=entry.id, kind=kind, title=entry.title, heading=section.heading, text=section.text,
            title_en=entry.title_en, heading_en=section.heading_en, text_en=section.text_en, asked=section.asked,
            sources=sources_of(section.source, entry.checked_on, sources), valid_until=section.valid_until,
            unconfirmed=section.unconfirmed, unpublished=section.unpublished, places=section.places, about=entry.aliases)


def _listed(kind: str, entry: Listed, sources: dict[str, SourceEntry]) -> Passage:
    state = getattr(entry, "state", None) or getattr(entry, "country", None)
    return Passage(
        id=f"{kind}:{entry.id}#{entry.id}", entry_id=entry.id, kind=kind, title=entry.name, heading=entry.name, text=entry.text,
        title_en=entry.name_en, heading_en=entry.name_en, text_en=entry.text_en, asked=(*entry.asked, *entry.aliases),
        sources=sources_of(entry.source, entry.checked_on, sources), valid_until=entry.valid_until,
        unconfirmed=entry.unconfirmed, places=(state,) if state and state != "mexico" else (), about=entry.aliases)


def _certification(entry: Certification, sources: dict[str, SourceEntry]) -> Passage:
    """What a certification is about, to be found by; the engine speaks of it from its typed fields."""
    text = ". ".join((*entry.skills_es, *entry.roles_es, *entry.notes_es, entry.duration_es, entry.credential_es)).strip(". ")
    text_en = ". ".join((*entry.skills_en, *entry.roles_en, *entry.notes_en, entry.duration_en, entry.credential_en)).strip(". ")
    return Passage(
        id=f"certification:{entry.id}#{entry.id}", entry_id=entry.id, kind="certification", title=entry.name_es,
        heading=entry.platform, text=text or entry.name_es, title_en=entry.name, heading_en=entry.platform, text_en=text_en or entry.name,
        asked=entry.aliases, sources=sources_of(entry.source, entry.checked_on, sources), about=entry.aliases)


def _path(entry: LearningPath, steps: Mapping[str, Certification], sources: dict[str, SourceEntry]) -> Passage:
    """A learning path: for whom, the known hours of its steps in all, the steps in order, and what to bear in mind."""
    hours = f"{sum(steps[step].hours or 0.0 for step in entry.steps if step in steps):g} h"
    spanish = " → ".join(steps[step].name_es for step in entry.steps if step in steps)
    english = " → ".join(steps[step].name for step in entry.steps if step in steps)
    return Passage(
        id=f"path:{entry.id}#{entry.id}", entry_id=entry.id, kind="path", title=entry.title_es, heading=entry.title_es,
        text=f"{entry.for_whom_es} **{hours}**: {spanish}. {entry.notes_es}".strip(), title_en=entry.title_en, heading_en=entry.title_en,
        text_en=f"{entry.for_whom_en} **{hours}**: {english}. {entry.notes_en}".strip(), asked=(*entry.asked, *entry.aliases),
        sources=sources_of(entry.source, entry.checked_on, sources), about=entry.aliases)


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
