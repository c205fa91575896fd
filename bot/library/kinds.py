"""The kinds of entries that can be edited on the site: where each stands in the knowledge and in the files, and its form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from bot.domain.knowledge import (
    Certification,
    CommonQuestion,
    HelpLine,
    Hub,
    Id,
    Knowledge,
    LearningPath,
    Program,
    Sector,
    SourceEntry,
    Support,
    Topic,
)


class KeyedSource(SourceEntry):
    """A source with its key, as it is edited."""

    id: Id


@dataclass(frozen=True)
class Kind:
    """`held`: the field of Knowledge; `files`: their pattern in the folder; a Markdown file holds one entry, a YAML file many."""

    held: str
    files: str
    form: type[BaseModel]

    @property
    def is_prose(self) -> bool:
        """Whether each entry is a Markdown file of its own."""
        return self.files.endswith(".md")


@dataclass(frozen=True)
class Entry:
    """An entry of one of the kinds."""

    kind: str
    value: BaseModel

    @property
    def id(self) -> str:
        """Its id among those of its kind."""
        return str(getattr(self.value, "id"))  # noqa: B009 (every form of KINDS has one; BaseModel does not say so)


KINDS: Mapping[str, Kind] = {
    "question": Kind("questions", "questions/*.md", CommonQuestion), "topic": Kind("topics", "topics/*.md", Topic),
    "program": Kind("programs", "programs/*.md", Program), "certification": Kind("certifications", "certifications/*.yaml", Certification),
    "path": Kind("paths", "paths.yaml", LearningPath), "hub": Kind("hubs", "hubs.yaml", Hub),
    "sector": Kind("sectors", "sectors.yaml", Sector), "support": Kind("support", "support.yaml", Support),
    "help_line": Kind("help_lines", "help_lines.yaml", HelpLine), "source": Kind("sources", "sources.yaml", KeyedSource),
}


def entries_of(knowledge: Knowledge) -> list[Entry]:
    """Every entry that can be edited."""
    found = [Entry(name, value) for name, kind in KINDS.items() if name != "source" for value in getattr(knowledge, kind.held)]
    return [*found, *(Entry("source", KeyedSource(id=key, **source.model_dump())) for key, source in knowledge.sources.items())]


def laid_over(knowledge: Knowledge, entries: Iterable[Entry]) -> Knowledge:
    """The knowledge with these entries in place of those with the same kind and id, or beside the others."""
    changes: dict[str, object] = {}
    new = list(entries)
    for name, kind in KINDS.items():
        mine = {one.id: one.value for one in new if one.kind == name}
        if not mine:
            continue
        if name == "source":
            added = {key: SourceEntry(**value.model_dump(exclude={"id"})) for key, value in mine.items()}
            changes[kind.held] = {**knowledge.sources, **added}
        else:
            held = getattr(knowledge, kind.held)
            kept = tuple(mine.pop(one.id, one) for one in held)
            changes[kind.held] = (*kept, *mine.values())
    return knowledge.model_copy(update=changes) if changes else knowledge
