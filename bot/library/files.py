"""Reads the files under knowledge/ into checked values.

Every mistake of every file is collected before anything is refused, so that a counselor corrects them in one go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from bot.domain.counselor import CannedReply
from bot.domain.generation import MeaningScale
from bot.domain.interests import InterestTable
from bot.domain.knowledge import (
    Campuses,
    Certification,
    CommonQuestion,
    HelpLine,
    Hub,
    Knowledge,
    LearningPath,
    Place,
    Program,
    Sector,
    SourceEntry,
    Support,
    Topic,
)
from bot.domain.municipalities import Municipalities
from bot.domain.speech import Cues, FieldQuestions, Intent, Slang, Statement, WordingChecks
from bot.domain.staff import Hours, PrivacyNotice, Rubric
from bot.errors import KnowledgeError, Mistake
from bot.library.figures import unsupported
from bot.library.lines import Document, Origin, read_text, read_yaml
from bot.library.links import Origins, broken_links
from bot.library.mistakes import mistakes_of
from bot.library.phrases import wording
from bot.library.prose import read_prose, split_front
from bot.library.rules import broken_rules

Form = TypeVar("Form", bound=BaseModel)
PARTS = {"es": {"short": "Aviso corto", "minors": "Si tienes menos de 18 años", "full": "Aviso completo"},
         "en": {"short": "Short notice", "minors": "If you are under 18", "full": "Full notice"}}


def read_knowledge(folder: Path, today: date | None = None) -> Knowledge:
    """Everything under `folder`; raises KnowledgeError with all mistakes: of form, of links, of rules (`today`: no date lies beyond it)."""
    return read_with_places(folder, today)[0]


def read_with_places(folder: Path, today: date | None = None) -> tuple[Knowledge, Origins]:
    """The same, with where each entry stands in its file."""
    reader = _Files(folder)
    knowledge = Knowledge(
        sources=reader.table("sources.yaml", SourceEntry),
        certifications=reader.many("certification", folder.glob("certifications/*.yaml"), Certification),
        paths=reader.many("path", [folder / "paths.yaml"], LearningPath),
        places=reader.many("place", [folder / "places.yaml"], Place),
        campuses=reader.one("campuses.yaml", Campuses),
        hubs=reader.many("hub", folder.glob("hubs.yaml"), Hub),
        sectors=reader.many("sector", folder.glob("sectors.yaml"), Sector),
        support=reader.many("support", folder.glob("support.yaml"), Support),
        help_lines=reader.many("help_line", folder.glob("help_lines.yaml"), HelpLine),
        intents=reader.many("intent", folder.glob("intents.yaml"), Intent),
        topics=reader.kept("topic", read_prose(folder, "topics/*.md", Topic, reader.mistakes)),
        programs=reader.kept("program", read_prose(folder, "programs/*.md", Program, reader.mistakes)),
        questions=reader.kept("question", read_prose(folder, "questions/*.md", CommonQuestion, reader.mistakes)),
        slang=reader.one("slang.yaml", Slang) or Slang(words={}),
        cues=reader.one("cues.yaml", Cues) or Cues(),
        field_questions=(reader.optional("field_questions.yaml", FieldQuestions) or FieldQuestions({})).root,
        interests=reader.one("interests.yaml", InterestTable),
        statements=reader.many("statement", [folder / "statements.yaml"], Statement),
        municipalities=reader.one("municipalities.yaml", Municipalities),
        wording_checks=reader.one("wording_checks.yaml", WordingChecks) or WordingChecks(),
        translation_scale=reader.optional("translation_scale.yaml", MeaningScale) or MeaningScale(),
        phrases=wording(list(reader.documents(folder.glob("phrases/*.yaml"))), reader.mistakes),
        rubric=reader.optional("review.yaml", Rubric),
        hours=reader.optional("hours.yaml", Hours),
        privacy=tuple(reader.notices()),
        canned_replies=reader.many("canned_reply", folder.glob("canned_replies.yaml"), CannedReply),
    )
    mistakes = reader.mistakes + broken_rules(knowledge, reader.origins, today)
    if not reader.mistakes:
        mistakes += broken_links(knowledge, reader.origins) + unsupported(knowledge, reader.origins)
    if mistakes:
        raise KnowledgeError(sorted(mistakes, key=lambda one: (one.file, one.line)))
    return knowledge, reader.origins


class _Files:
    """Reads single files; remembers what is wrong with them and where each entry stands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mistakes: list[Mistake] = []
        self.origins: Origins = {}

    def one(self, name: str, form: type[Form]) -> Form | None:
        """A file that is one form."""
        document = self._document(name)
        return None if document is None else self._checked(document.value, document.origin, form, "file", name)

    def optional(self, name: str, form: type[Form]) -> Form | None:
        """A file that is one form and may be absent."""
        return self.one(name, form) if (self.folder / name).exists() else None

    def many(self, kind: str, paths: Iterable[Path], form: type[Form]) -> tuple[Form, ...]:
        """The entries of files that are lists."""
        read = [self._checked(value, origin, form, kind) for document in self.documents(paths) for value, origin in self._items(document)]
        return tuple(entry for entry in read if entry is not None)

    def table(self, name: str, form: type[Form]) -> dict[str, Form]:
        """A file whose keys are the entries' ids."""
        document = self._document(name)
        if document is not None and not isinstance(document.value, dict):
            self.mistakes.append(Mistake(name, 1, "el archivo debe ser una tabla", "empieza cada fuente con «clave:»"))
        rows = list(document.rows()) if document else []
        read = {key: self._checked(value, origin, form, "source", key) for key, value, origin in rows}
        return {key: entry for key, entry in read.items() if entry is not None}

    def kept(self, kind: str, entries: Iterable[tuple[Form, Origin]]) -> tuple[Form, ...]:
        """Entries of prose; remembers where they stand."""
        pairs = list(entries)
        for entry, origin in pairs:
            self._remember(kind, str(getattr(entry, "id", "")), origin)
        return tuple(entry for entry, _ in pairs)

    def documents(self, paths: Iterable[Path]) -> Iterator[Document]:
        """These files, as far as they can be read."""
        for path in sorted(paths):
            document = self._document(str(path.relative_to(self.folder)))
            if document is not None:
                yield document

    def notices(self) -> Iterator[PrivacyNotice]:
        """privacy/notice.<language>.md: a form on top, and three parts under '##'."""
        for path in sorted(self.folder.glob("privacy/notice.*.md")):
            name = str(path.relative_to(self.folder))
            text = read_text(self.folder, name, self.mistakes)
            split = split_front(text, name, self.mistakes) if text is not None else None
            if split is None:
                continue
            front, body, _ = split
            fields = dict(front.value) if isinstance(front.value, dict) else {}
            parts = dict(block.split("\n", 1) for block in f"\n{body}".split("\n## ")[1:])
            named = {field: parts.get(heading, "") for field, heading in PARTS.get(str(fields.get("language")), {}).items()}
            notice = self._checked({**named, **fields}, front.origin, PrivacyNotice, "privacy", name)
            if notice is not None:
                yield notice

    def _document(self, name: str) -> Document | None:
        text = read_text(self.folder, name, self.mistakes)
        return None if text is None else read_yaml(text, name, self.mistakes)

    def _items(self, document: Document) -> Iterator[tuple[object, Origin]]:
        if isinstance(document.value, list):
            yield from document.entries()
        else:
            self.mistakes.append(Mistake(document.file, 1, "el archivo debe ser una lista", "empieza cada entrada con «- id: …»"))

    def _checked(self, value: object, origin: Origin, form: type[Form], kind: str, key: str = "") -> Form | None:
        try:
            entry = form.model_validate(value)
        except ValidationError as error:
            self.mistakes.extend(mistakes_of(error, origin, form))
            return None
        self._remember(kind, key or str(getattr(entry, "id", "")), origin)
        return entry

    def _remember(self, kind: str, key: str, origin: Origin) -> None:
        """Where an entry stands. The second one with the same kind and id is kept too, so that the mistake can name it."""
        if key:
            self.origins.setdefault((kind, key), []).append(origin)
