"""The figures in a text, and whether another text has them: what a common question says must stand in the entries it links to.

A figure counts as the same however it is written: 1,900 and 1 900; 78 mil, 78 thousand and 78,000; 1.5 millones and 1,500,000; and a
number word up to twenty stands for its figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel

from bot.domain.knowledge import CommonQuestion, Knowledge, LearningPath
from bot.errors import Mistake
from bot.library.links import IDS, Origins

NUMBER = re.compile(r"\d{1,3}(?:[,\u00a0 ]\d{3})+(?!\d)|\d+(?:\.\d+)?")
SCALE = re.compile(r"^\s*(mil millones|millones|millón|mil|thousand|million|billion|[MmKk])\b")
SCALES = {"mil millones": 10**9, "billion": 10**9, "mil": 1000, "thousand": 1000, "k": 1000, "millones": 10**6, "millón": 10**6,
          "million": 10**6, "m": 10**6}
COUNTED = (
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte",
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty",
    "primer segundo tercer cuarto quinto sexto", "first second third fourth fifth sixth",
)
WORDS = {word: str(value) for row in COUNTED for value, word in enumerate(row.split(), start=1)}
UNSAID = frozenset({"id", "source", "checked_on", "valid_until", "url", "line", "links", "places", "steps", "prerequisites", "sectors",
                    "states", "state", "aliases", "asked", "unverified", "country"})


def figures(text: str) -> Iterator[frozenset[str]]:
    """Each figure of a text, in the ways it may be written elsewhere."""
    for match in NUMBER.finditer(text):
        value = re.sub(r"[,\u00a0 ]", "", match[0])
        scale = SCALE.match(text[match.end():])
        scaled = {f"{float(value) * SCALES[scale[1].lower()]:.0f}"} if scale else set()
        yield frozenset({value.lstrip("0") or "0", *scaled})


def said(text: str) -> frozenset[str]:
    """Every figure that a text has, number words included."""
    words = {WORDS[word] for word in re.findall(r"[a-záéíóú]+", text.lower()) if word in WORDS}
    return frozenset(words.union(*figures(text)))


def missing(text: str, held: Iterable[str]) -> list[str]:
    """The figures of `text` that are not among those held, as their text has them."""
    known = set(held)
    return [max(figure, key=len) for figure in figures(text) if not figure & known]


def unsupported(knowledge: Knowledge, origins: Origins) -> list[Mistake]:
    """Common questions with a figure that no entry they link to has."""
    entries = _texts(knowledge)
    return [mistake for question in knowledge.questions for mistake in _of(question, entries, origins)]


def _of(question: CommonQuestion, entries: Mapping[str, str], origins: Origins) -> Iterator[Mistake]:
    held = said(" \n ".join(entries.get(link, "") for link in question.links))
    for number, section in enumerate(question.sections):
        for field, text in (("text", section.text), ("text_en", section.text_en)):
            for figure in dict.fromkeys(missing(text, held)):
                yield origins["question", question.id][0].mistake(
                    ("sections", number, field), f"la cifra {figure} no está en ninguna entrada de «links»",
                    "agrega a «links» la entrada que la dice, corrige la cifra o quítala")


def _texts(knowledge: Knowledge) -> dict[str, str]:
    """Entry id → everything it says, fields included."""
    hours = {entry.id: entry.hours or 0.0 for entry in knowledge.certifications}
    kinds: Mapping[str, Iterable[BaseModel]] = {
        "certification": knowledge.certifications, "path": knowledge.paths, "program": knowledge.programs, "topic": knowledge.topics,
        "hub": knowledge.hubs, "sector": knowledge.sectors, "support": knowledge.support, "help_line": knowledge.help_lines}
    assert set(kinds) | {"question"} == set(IDS)
    texts: dict[str, str] = {}
    for entries in kinds.values():
        for entry in entries:
            total = f" {sum(hours.get(step, 0.0) for step in entry.steps):g}" if isinstance(entry, LearningPath) else ""
            texts[str(getattr(entry, "id", ""))] = " \n ".join(_said(entry.model_dump())) + total
    return texts


def _said(value: object) -> Iterator[str]:
    """All texts and numbers of a form."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in UNSAID:
                yield from _said(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _said(inner)
    elif isinstance(value, float | int) and not isinstance(value, bool):
        yield f"{value:g}" if isinstance(value, float) and value < 10**6 else str(int(value))
    elif isinstance(value, str):
        yield value
