"""Facts drawn from all entries, each with a plain question made from the entry's form, to see that every fact can be reached.

A fact of a catalogue entry is one of its fields; a fact of a section of prose is what the section marks as bold.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping

from bot.domain.knowledge import Certification, Knowledge, LearningPath, Listed, Prose, Section
from bot.domain.reply import ReplyKind
from bot.evaluation.cases import Case
from bot.evaluation.scoring import plain

ANY = (ReplyKind.ANSWER, ReplyKind.UNKNOWN, ReplyKind.RECOMMEND)
BOLD = re.compile(r"\*\*(.+?)\*\*")
ENOUGH = 3  # letters of a bold mark that says something


def plain_facts(knowledge: Knowledge, questions: Mapping[str, str], count: int, seed: int) -> tuple[Case, ...]:
    """`count` facts, drawn by `seed`. `questions`: kind of fact → question with gaps, such as "hours": "¿Cuántas horas dura {name}?"."""
    every = sorted(_every(knowledge, questions), key=lambda case: case.id)
    return tuple(random.Random(seed).sample(every, min(count, len(every))))


def _every(knowledge: Knowledge, questions: Mapping[str, str]) -> Iterator[Case]:
    for certification in knowledge.certifications:
        yield from _of_certification(certification, questions)
    names = {one.id: one for one in knowledge.certifications}
    yield from (_of_path(path, names, questions) for path in knowledge.paths)
    for entry in (*knowledge.topics, *knowledge.programs, *knowledge.questions):
        yield from (case for number, section in enumerate(entry.sections) for case in _of_section(entry, section, number, questions))
    for listed in (*knowledge.hubs, *knowledge.sectors, *knowledge.support, *knowledge.help_lines):
        yield from _of_listed(listed, questions)


def _of_certification(entry: Certification, questions: Mapping[str, str]) -> Iterator[Case]:
    values = {
        "hours": f"{entry.hours:g}" if entry.hours else "", "min_age": str(entry.min_age or ""),
        "exam": entry.exam_code.split(" ")[0],
        "cost": f"{entry.cost.amount:g}" if entry.cost.amount else "",
        "validity": f"{entry.validity_years:g}" if entry.validity_years else "",
    }
    for field, value in values.items():
        unconfirmed = {"all", field} & set(entry.unverified)
        if value and not unconfirmed and field in questions:
            yield _case(f"{entry.id}-{field.replace('_', '-')}", questions[field].format(name=entry.name_es), [value], entry.id)


def _of_path(path: LearningPath, names: Mapping[str, Certification], questions: Mapping[str, str]) -> Case:
    first = names[path.steps[0]]
    return _case(f"{path.id}-steps", questions["path"].format(name=path.title_es), [first.name, first.name_es], path.id)


def _of_section(entry: Prose, section: Section, number: int, questions: Mapping[str, str]) -> Iterator[Case]:
    marked = _marked(section.text)
    if marked:
        shared = set(plain(entry.title).split()) & set(plain(section.heading).split())
        asked = section.heading if any(len(word) > ENOUGH for word in shared) else questions["section"].format(
            name=entry.title, heading=section.heading)
        yield _case(f"{entry.id}-{number}", asked, marked, entry.id)


def _of_listed(entry: Listed, questions: Mapping[str, str]) -> Iterator[Case]:
    marked = _marked(entry.text)
    if marked:
        yield _case(f"{entry.id}-text", questions["listed"].format(name=entry.name), marked, entry.id)


def _marked(text: str) -> list[str]:
    return [mark for mark in BOLD.findall(text) if len(mark) >= ENOUGH]


def _case(name: str, asked: str, values: list[str], entry: str) -> Case:
    patterns = tuple(rf"(?<!\w){re.escape(plain(value))}(?!\w)" for value in dict.fromkeys(values))
    return Case(id=f"plain-{name}", kind="fact", turns=(asked,), expect=ANY, must_any=patterns, entries=(entry,), needs_source=True,
                reason="a fact of the knowledge, asked plainly")
