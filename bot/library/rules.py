"""Rules of content that every entry keeps: both languages with the same figures, short answers, ways to ask, possible dates.

And what grows old, for the counselors' eyes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import BaseModel

from bot.domain.knowledge import Knowledge, Listed, Prose, Section
from bot.errors import Mistake
from bot.library.figures import missing, said
from bot.library.lines import Origin
from bot.library.links import Origins

LONGEST = 450  # characters of an answer in Spanish, bold marks not counted
ASKED = 4  # ways to ask, at least
TAUGHT = 12  # examples of an intent in each language, at least
EARLIEST = date(2020, 1, 1)
FURTHEST = timedelta(days=5 * 365)  # from the day of reading
STALE = timedelta(days=365)


@dataclass(frozen=True)
class Aging:
    """Something that has passed (`until`, its last day), or that nobody has read again for a year (`until` None)."""

    file: str
    line: int
    what: str
    until: date | None


def broken_rules(knowledge: Knowledge, origins: Origins, today: date | None) -> list[Mistake]:
    """Every entry that breaks a rule. `today`: no day of reading lies after it."""
    mistakes: list[Mistake] = []
    asked: dict[str, str] = {}
    for kind, entry, origin in _entries(knowledge, origins):
        mistakes.extend(_dates(entry, origin, today))
        if isinstance(entry, Prose):
            for number, section in enumerate(entry.sections):
                mistakes.extend(_section(section, number, origin, entry.checked_on))
                mistakes.extend(_asked(section.asked, origin, ("sections", number, "asked"), asked))
        else:
            mistakes.extend(_english(entry, origin))
        if isinstance(entry, Listed):
            mistakes.extend(_text(entry.text, entry.text_en, origin, ("text",), ("text_en",)))
            mistakes.extend(_asked(entry.asked, origin, ("asked",), asked) if entry.searched else ())
        if isinstance(entry, Prose) and kind == "program":
            mistakes.extend(_english(entry, origin))
    return mistakes + list(_intents(knowledge, origins))


def aging(knowledge: Knowledge, origins: Origins, today: date) -> list[Aging]:
    """What has passed and what was last read more than a year ago, in the order of the files."""
    found: list[Aging] = []
    for _, entry, origin in _entries(knowledge, origins):
        read = getattr(entry, "checked_on", today)
        if today - read > STALE:
            found.append(Aging(origin.file, origin.line(("checked_on",)), str(getattr(entry, "id", "")), None))
        if isinstance(entry, Prose):
            found.extend(Aging(origin.file, section.line, section.heading, section.valid_until) for section in entry.sections
                         if section.valid_until is not None and section.valid_until < today)
        elif isinstance(entry, Listed) and entry.valid_until is not None and entry.valid_until < today:
            found.append(Aging(origin.file, origin.line(("valid_until",)), entry.name, entry.valid_until))
    return sorted(found, key=lambda one: (one.file, one.line))


def _entries(knowledge: Knowledge, origins: Origins) -> Iterator[tuple[str, BaseModel, Origin]]:
    kinds: dict[str, tuple[BaseModel, ...]] = {
        "certification": knowledge.certifications, "path": knowledge.paths, "topic": knowledge.topics, "program": knowledge.programs,
        "question": knowledge.questions, "hub": knowledge.hubs, "sector": knowledge.sectors, "support": knowledge.support,
        "help_line": knowledge.help_lines}
    for kind, entries in kinds.items():
        for entry in entries:
            yield kind, entry, origins[kind, str(getattr(entry, "id", ""))][0]


def _section(section: Section, number: int, origin: Origin, read: date) -> Iterator[Mistake]:
    yield from _text(section.text, section.text_en, origin, ("sections", number, "text"), ("sections", number, "text_en"))
    if section.valid_until is not None:
        yield from _day(section.valid_until, read, origin, ("sections", number, "valid_until"))


def _text(spanish: str, english: str, origin: Origin, where: tuple[str | int, ...], where_en: tuple[str | int, ...]) -> Iterator[Mistake]:
    """An answer is short, and both languages have the same figures."""
    length = len(spanish.replace("**", ""))
    if length > LONGEST:
        yield origin.mistake(where, f"la respuesta tiene {length} caracteres; caben {LONGEST}", "acórtala o pártela en dos preguntas")
    for figure in dict.fromkeys(missing(spanish, said(english))):
        yield origin.mistake(where_en, f"la cifra {figure} falta en inglés", "traduce la respuesta completa")
    for figure in dict.fromkeys(missing(english, said(spanish))):
        yield origin.mistake(where, f"la cifra {figure} está solo en inglés", "agrégala en español o quítala del inglés")


def _asked(asked: tuple[str, ...], origin: Origin, where: tuple[str | int, ...], seen: dict[str, str]) -> Iterator[Mistake]:
    """Enough ways to ask, and none that already leads to another answer."""
    if len(asked) < ASKED:
        yield origin.mistake(where, f"hay {len(asked)} formas de preguntarlo; hacen falta {ASKED}",
                             "agrega otras, como las escribe la gente")
    here = f"{origin.file}, línea {origin.line(where)}"
    for phrase in asked:
        held = seen.setdefault(_plain(phrase), here)
        if held != here:
            yield origin.mistake(where, f"«{phrase}» ya está en {held}", "deja la forma solo en la respuesta que mejor le queda")


def _intents(knowledge: Knowledge, origins: Origins) -> Iterator[Mistake]:
    """Enough examples in both languages, and none that teaches two intents."""
    seen: dict[str, str] = {}
    for intent in knowledge.intents:
        origin = origins["intent", intent.id][0]
        for field, examples in (("examples_es", intent.examples_es), ("examples_en", intent.examples_en)):
            if len(examples) < TAUGHT:
                yield origin.mistake((field,), f"hay {len(examples)} ejemplos; hacen falta {TAUGHT}",
                                     "agrega otros, como los escribe la gente")
            for number, example in enumerate(examples):
                held = seen.setdefault(f"{field} {_plain(example)}", intent.id)
                if held != intent.id:
                    yield origin.mistake((field, number), f"«{example}» ya es ejemplo de «{held}»", "déjalo solo donde mejor le queda")


def _plain(phrase: str) -> str:
    return re.sub(r"[^a-z0-9 ]", "", unicodedata.normalize("NFD", phrase.lower())).strip()


def _english(entry: BaseModel, origin: Origin) -> Iterator[Mistake]:
    """Every field with `_es` has its `_en`, as long when it is a list."""
    for name in type(entry).model_fields:
        other = name.removesuffix("_es") + "_en"
        if not name.endswith("_es") or other not in type(entry).model_fields:
            continue
        spanish, english = getattr(entry, name), getattr(entry, other)
        if bool(spanish) != bool(english):
            lacking, language = (other, "inglés") if spanish else (name, "español")
            yield origin.mistake((name if spanish else other,), f"«{lacking}» falta", f"tradúcelo al {language}")
        elif isinstance(spanish, tuple) and len(spanish) != len(english):
            yield origin.mistake((other,), f"«{other}» tiene {len(english)} elementos y «{name}» {len(spanish)}", "traduce todos")
        elif isinstance(spanish, BaseModel):
            yield from _english(spanish, origin)


def _dates(entry: BaseModel, origin: Origin, today: date | None) -> Iterator[Mistake]:
    read = getattr(entry, "checked_on", None)
    if not isinstance(read, date):
        return
    yield from _day(read, read, origin, ("checked_on",))
    if today is not None and read > today:
        yield origin.mistake(("checked_on",), f"{read} todavía no llega", "pon el día en que leíste la fuente")
    for name in ("valid_until", "open_until"):
        until = getattr(entry, name, None)
        if isinstance(until, date):
            yield from _day(until, read, origin, (name,))


def _day(day: date, read: date, origin: Origin, where: tuple[str | int, ...]) -> Iterator[Mistake]:
    if not EARLIEST <= day <= read + FURTHEST:
        yield origin.mistake(where, f"{day} no parece una fecha de este proyecto", "revisa el año")
