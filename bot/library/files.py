"""Reads the files under knowledge/ into checked values.

Every mistake of every file is collected before anything is refused, so that a counselor corrects them in one go.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bot.domain.interests import InterestTable
from bot.domain.knowledge import (
    Campuses,
    Certification,
    CommonQuestion,
    Cues,
    HelpLine,
    Hub,
    Knowledge,
    LearningPath,
    Place,
    Program,
    Prose,
    Sector,
    Slang,
    SourceEntry,
    Statement,
    Support,
    Topic,
    WordingChecks,
)
from bot.domain.municipalities import Municipalities
from bot.errors import KnowledgeError, Mistake
from bot.library.phrases import read_phrases
from bot.library.prose import read_prose

Entry = TypeVar("Entry", bound=BaseModel)


def read_knowledge(folder: Path) -> Knowledge:
    """Everything under `folder`; raises KnowledgeError with all mistakes, of form and of links."""
    reader = _Files(folder)
    sources = reader.table("sources.yaml", SourceEntry)
    certifications = [entry for file in sorted(folder.glob("certifications/*.yaml"))
                      for entry in reader.entries(str(file.relative_to(folder)), Certification)]
    knowledge = Knowledge(
        sources=sources,
        certifications=tuple(certifications),
        paths=tuple(reader.entries("paths.yaml", LearningPath)),
        places=tuple(reader.entries("places.yaml", Place)),
        campuses=reader.one("campuses.yaml", Campuses),
        hubs=tuple(reader.optional("hubs.yaml", Hub)),
        sectors=tuple(reader.optional("sectors.yaml", Sector)),
        support=tuple(reader.optional("support.yaml", Support)),
        help_lines=tuple(reader.optional("help_lines.yaml", HelpLine)),
        topics=read_prose(folder, "topics/*.md", Topic, reader.mistakes),
        programs=read_prose(folder, "programs/*.md", Program, reader.mistakes),
        questions=read_prose(folder, "questions/*.md", CommonQuestion, reader.mistakes),
        slang=reader.one("slang.yaml", Slang) or Slang(words={}),
        cues=reader.one("cues.yaml", Cues) or Cues(),
        interests=reader.one("interests.yaml", InterestTable),
        municipalities=reader.one("municipalities.yaml", Municipalities),
        statements=tuple(reader.entries("statements.yaml", Statement)),
        wording_checks=reader.one("wording_checks.yaml", WordingChecks) or WordingChecks(),
        phrases=read_phrases(folder, reader.mistakes),
    )
    mistakes = reader.mistakes + ([] if reader.mistakes else _broken_links(knowledge))
    if mistakes:
        raise KnowledgeError(mistakes)
    return knowledge


class _Files:
    """Reads single files and remembers what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mistakes: list[Mistake] = []

    def one(self, name: str, form: type[Entry]) -> Entry | None:
        value = self._yaml(name)
        return None if value is None else self._checked(name, 1, value, form)

    def entries(self, name: str, form: type[Entry]) -> list[Entry]:
        value = self._yaml(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.mistakes.append(Mistake(name, 1, "the file must be a list of entries", "start each entry with '- id: …'"))
            return []
        lines = self._starts(name, sequence=True)
        checked = [self._checked(name, line, item, form) for line, item in zip(lines, value, strict=True)]
        return [entry for entry in checked if entry is not None]

    def optional(self, name: str, form: type[Entry]) -> list[Entry]:
        """The entries of a file that may be absent."""
        return self.entries(name, form) if (self.folder / name).exists() else []

    def table(self, name: str, form: type[Entry]) -> dict[str, Entry]:
        value = self._yaml(name)
        if not isinstance(value, dict):
            if value is not None:
                self.mistakes.append(Mistake(name, 1, "the file must be a table", "start each entry with 'key:'"))
            return {}
        lines = self._starts(name, sequence=False)
        checked = {str(key): self._checked(name, line, item, form)
                   for line, (key, item) in zip(lines, value.items(), strict=True)}
        return {key: entry for key, entry in checked.items() if entry is not None}

    def _yaml(self, name: str) -> object:
        try:
            return yaml.safe_load((self.folder / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            self.mistakes.append(Mistake(name, 1, "the file is missing", "restore it from the last release"))
        except UnicodeDecodeError:
            self.mistakes.append(Mistake(name, 1, "the file is not UTF-8 text", "save it as UTF-8"))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            self.mistakes.append(Mistake(name, mark.line + 1 if mark else 1, f"not YAML: {getattr(error, 'problem', error)}"))
        return None

    def _starts(self, name: str, *, sequence: bool) -> list[int]:
        """The line, from 1, on which each top-level entry begins."""
        node = yaml.compose((self.folder / name).read_text(encoding="utf-8"), yaml.SafeLoader)
        if sequence and isinstance(node, yaml.SequenceNode):
            return [child.start_mark.line + 1 for child in node.value]
        if isinstance(node, yaml.MappingNode):
            return list({key.value: key.start_mark.line + 1 for key, _ in node.value}.values())
        return []

    def _checked(self, name: str, line: int, value: object, form: type[Entry]) -> Entry | None:
        try:
            return form.model_validate(value)
        except ValidationError as error:
            for problem in error.errors():
                where = ".".join(str(part) for part in problem["loc"]) or "entry"
                self.mistakes.append(Mistake(name, line, f"{where}: {problem['msg']}"))
            return None


def _broken_links(knowledge: Knowledge) -> list[Mistake]:
    """Ids used twice, and links to sources, certifications or places that do not exist."""
    mistakes: list[Mistake] = []
    certifications = {entry.id: entry for entry in knowledge.certifications}
    states = {place.id for place in knowledge.places if place.kind == "state"}

    def need(file: str, owner: str, what: str, wanted: tuple[str, ...], known: set[str]) -> None:
        mistakes.extend(Mistake(file, 1, f"{owner}: no {what} is called '{link}'", f"correct it or add the {what}")
                        for link in wanted if link not in known)

    for file, ids in (("certifications/", [entry.id for entry in knowledge.certifications]),
                      ("paths.yaml", [entry.id for entry in knowledge.paths]),
                      ("places.yaml", [entry.id for entry in knowledge.places])):
        twice = sorted({one for one in ids if ids.count(one) > 1})
        mistakes.extend(Mistake(file, 1, f"'{one}' is used twice", "give one of them another id") for one in twice)
    for entry in knowledge.certifications:
        need("certifications/", entry.id, "source", entry.source, set(knowledge.sources))
        need("certifications/", entry.id, "certification", entry.prerequisites, set(certifications))
    for path in knowledge.paths:
        need("paths.yaml", path.id, "source", path.source, set(knowledge.sources))
        need("paths.yaml", path.id, "certification", path.steps, set(certifications))
    prose: tuple[Prose, ...] = (*knowledge.topics, *knowledge.programs, *knowledge.questions)
    for prose_entry in prose:
        for section in prose_entry.sections:
            need(f"{prose_entry.id}.md", section.heading, "source", section.source, set(knowledge.sources))
            need(f"{prose_entry.id}.md", section.heading, "place", section.places, {place.id for place in knowledge.places})
    for listed in (*knowledge.hubs, *knowledge.sectors, *knowledge.support, *knowledge.help_lines):
        need("lists", listed.id, "source", listed.source, set(knowledge.sources))
    if knowledge.interests:
        need("interests.yaml", "interests", "source", knowledge.interests.source, set(knowledge.sources))
        for field in knowledge.interests.fields:
            need("interests.yaml", field.id, "program", field.programs, {one.id for one in knowledge.programs})
            need("interests.yaml", field.id, "path", field.paths, {one.id for one in knowledge.paths})
            need("interests.yaml", field.id, "certification", field.companions, set(certifications))
    if knowledge.campuses:
        need("campuses.yaml", "campuses", "source", knowledge.campuses.source, set(knowledge.sources))
        for campus in knowledge.campuses.campuses:
            need("campuses.yaml", campus.cct, "state", (campus.state,), states)
    return mistakes
