"""The forms of the tables that say how people write, and what is looked for in what a language model writes."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, RootModel

from bot.domain.conversation import Facts, Frozen
from bot.domain.kinds import Area, CertificationKind, Level
from bot.domain.staff import Id, Line

CourseField = Literal["min_age", "cost", "hours", "languages", "prerequisites", "validity", "exam", "level", "credential", "skills",
                      "roles", "url", "modality", "kind", "provider", "steps"]


class Intent(Frozen):
    """What people want when they do not ask for a fact: examples teach it. `reply` names the phrase that answers."""

    id: Id
    examples_es: tuple[Line, ...] = ()
    examples_en: tuple[Line, ...] = ()
    reply: str = ""


class Slang(Frozen):
    """How people write and what it stands for: `words` in any message, `spanish` and `english` in messages of that language."""

    words: dict[str, str]
    spanish: dict[str, str] = Field(default_factory=dict)
    english: dict[str, str] = Field(default_factory=dict)
    phrases: dict[str, str] = Field(default_factory=dict)


class Cues(Frozen):
    """Words that tell what a message is about: compared without accents, in lower case; "*" ends a beginning of a word, "…" lets up to
    three words pass.

    `fields` are what is asked of an entry, `asks` the form an answer must have, `collections` what is listed or counted, `signs` what is
    wanted besides a fact. `idioms` are phrases whose words say nothing of the catalog ("examen de admisión"). `generic` words alone do not
    tell what a question is about; `filler` words are no use in a search.
    """

    fields: dict[str, tuple[Line, ...]] = Field(default_factory=dict)
    asks: dict[str, tuple[Line, ...]] = Field(default_factory=dict)
    areas: dict[Area, tuple[Line, ...]] = Field(default_factory=dict)
    kinds: dict[CertificationKind, tuple[Line, ...]] = Field(default_factory=dict)
    levels: dict[Level, tuple[Line, ...]] = Field(default_factory=dict)
    free: tuple[Line, ...] = ()
    paid: tuple[Line, ...] = ()
    languages: dict[str, tuple[Line, ...]] = Field(default_factory=dict)
    providers: dict[str, tuple[Line, ...]] = Field(default_factory=dict)
    platforms: dict[str, tuple[Line, ...]] = Field(default_factory=dict)
    collections: dict[str, tuple[Line, ...]] = Field(default_factory=dict)
    signs: dict[str, tuple[Line, ...]] = Field(default_factory=dict)
    idioms: tuple[Line, ...] = ()
    generic: tuple[Line, ...] = ()
    filler: tuple[Line, ...] = ()


class FieldQuestions(RootModel[dict[CourseField | Literal["other"], tuple[Line, ...]]]):
    """How people ask for each field of a course, with "el curso" in the place of its name."""


class Statement(Frozen):
    """What people say of themselves and what it means for their profile. In a cue "…" lets up to three words pass, "*" ends a beginning."""

    says: Facts
    cues: tuple[Line, ...] = Field(min_length=1)


class WordingChecks(Frozen):
    """What is checked in a text that a language model wrote: openings that claim nothing, patterns that never go out, words that go out
    only where the statement has one of the same meaning (`weighty`, by meaning), and words that tell a hope or a chance from a fact
    (`hedges`). `same`: names that are others in English.
    """

    courtesy: tuple[Line, ...] = ()
    forbidden: tuple[Line, ...] = ()
    weighty: dict[Line, tuple[Line, ...]] = Field(default_factory=dict)
    hedges: dict[Line, tuple[Line, ...]] = Field(default_factory=dict)
    same: dict[Line, Line] = Field(default_factory=dict)
