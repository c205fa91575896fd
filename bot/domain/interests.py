"""The form of interests.yaml: the questionnaire, its types in plain words, and the fields with what they lead to."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from bot.domain.conversation import Frozen


class Holland(StrEnum):
    """The six types of vocational interest (Holland 1997), in their hexagonal order."""

    REALISTIC = "realistic"
    INVESTIGATIVE = "investigative"
    ARTISTIC = "artistic"
    SOCIAL = "social"
    ENTERPRISING = "enterprising"
    CONVENTIONAL = "conventional"


class InterestItem(Frozen):
    """One activity of the questionnaire: would you like to do it?"""

    id: str
    type: Holland
    text_es: str = Field(min_length=1)
    text_en: str = Field(min_length=1)


class InterestType(Frozen):
    """How a type is said to people: a name, and what it means."""

    type: Holland
    name_es: str = Field(min_length=1)
    name_en: str = Field(min_length=1)
    text_es: str = Field(min_length=1)
    text_en: str = Field(min_length=1)


class InterestField(Frozen):
    """A field somebody may like: what people call it (`cues`), its types (strongest first) and what it leads to.

    `areas` of certifications; `programs`, `sectors`, `paths` and `companions` (certifications that help in any job of the field) are ids,
    best first. In a cue "…" lets up to three words pass and "*" ends a beginning of a word.
    """

    id: str
    name_es: str = Field(min_length=1)
    name_en: str = Field(min_length=1)
    types: tuple[Holland, ...] = Field(min_length=1, max_length=3)
    areas: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    companions: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()


class InterestTable(Frozen):
    """The whole file. Every type has two items or more."""

    source: tuple[str, ...] = Field(min_length=1)
    checked_on: date
    types: tuple[InterestType, ...] = Field(min_length=6, max_length=6)
    items: tuple[InterestItem, ...] = Field(min_length=12, max_length=18)
    fields: tuple[InterestField, ...] = Field(min_length=1)
