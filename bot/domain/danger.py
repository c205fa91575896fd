"""The forms of knowledge/danger/ and knowledge/safety/: what tells danger, and what Rumbo declines, as psychologists edit it.

The keys in the files are Spanish, because their editors are not programmers; each field names its own.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bot.domain.conversation import Frozen
from bot.domain.guard import Danger
from bot.domain.knowledge import Line

Strength = Literal["siempre", "segura", "probable", "pista"]


class PatternGroup(Frozen):
    """Phrases that tell one kind of danger, unless one of `unless` stands in the same sentence. `other`: somebody else is in danger."""

    name: Line = Field(alias="nombre")
    kind: Danger = Field(alias="clase")
    strength: Strength = Field(alias="fuerza")
    phrases: tuple[Line, ...] = Field(alias="frases", min_length=1)
    unless: tuple[Line, ...] = Field(default=(), alias="salvo")
    other: bool = Field(default=False, alias="otra_persona")


class DangerPatterns(Frozen):
    """patterns.yaml: word lists, how words are written, and groups of phrases."""

    lists: dict[str, tuple[str, ...]] = Field(alias="listas")
    written: dict[str, str] = Field(default_factory=dict, alias="escrito")
    emojis: dict[str, str] = Field(default_factory=dict)
    keys: tuple[str, ...] = Field(default=(), alias="claves")
    correct: tuple[str, ...] = Field(default=(), alias="no_corregir")
    groups: tuple[PatternGroup, ...] = Field(alias="grupos")
    calm: tuple[Line, ...] = Field(default=(), alias="calma")


class ExampleFamily(Frozen):
    """Messages of one way of saying something. `kind`: a Danger, or the reason why it only looks like one."""

    family: str = Field(alias="familia")
    kind: str = Field(alias="clase")
    texts: tuple[Line, ...] = Field(alias="textos", min_length=1)
    other: bool = Field(default=False, alias="otra_persona")


class DangerExamples(Frozen):
    """examples.yaml: messages in danger, and messages that only look so."""

    danger: tuple[ExampleFamily, ...] = Field(alias="peligro")
    lookalike: tuple[ExampleFamily, ...] = Field(alias="parecidos")


class Decision(Frozen):
    """A fitted logistic regression: weights of the named features; from `threshold` on it is danger, from `unsure` on it may be."""

    intercept: float
    features: dict[str, float]
    threshold: float = Field(ge=0, le=1)
    unsure: float = Field(ge=0, le=1)


class Weights(Frozen):
    """decision.yaml: the decision as it is, and as when the embedding model is away."""

    fitted_on: str
    full: Decision
    without_meaning: Decision


class DeclinedKind(Frozen):
    """What Rumbo declines: phrases that tell it, and examples. The answer is the phrase `declined_<kind>`."""

    kind: str = Field(alias="clase")
    phrases: tuple[Line, ...] = Field(default=(), alias="frases")
    unless: tuple[Line, ...] = Field(default=(), alias="salvo")
    examples: tuple[Line, ...] = Field(default=(), alias="ejemplos")


class Declined(Frozen):
    """declined.yaml: the kinds, gravest first, and ordinary questions that resemble them."""

    lists: dict[str, tuple[str, ...]] = Field(default_factory=dict, alias="listas")
    kinds: tuple[DeclinedKind, ...] = Field(alias="clases")
    ordinary: tuple[Line, ...] = Field(default=(), alias="parecidos")


class PersonalWords(Frozen):
    """personal.yaml: words that announce personal data, as pieces of expressions without accents."""

    password: tuple[Line, ...] = Field(alias="contrasena")
    no_password: tuple[Line, ...] = Field(alias="no_es_contrasena")
    nss: tuple[Line, ...]
    folio: tuple[Line, ...]
    phone: tuple[Line, ...] = Field(alias="telefono")
    account: tuple[Line, ...] = Field(alias="cuenta")
    postal_code: tuple[Line, ...] = Field(alias="codigo_postal")
    street: tuple[Line, ...] = Field(alias="calle")
    inner: tuple[Line, ...] = Field(alias="interior")
    health: tuple[Line, ...] = Field(alias="salud")
    has: tuple[Line, ...] = Field(alias="tiene")
    topic: tuple[Line, ...] = Field(alias="tema")
    who: tuple[Line, ...] = Field(alias="quien")
    title: tuple[Line, ...] = Field(alias="titulo")
    person: tuple[Line, ...] = Field(alias="persona")
    thing: tuple[Line, ...] = Field(alias="cosa")
    no_name: tuple[Line, ...] = Field(alias="no_es_nombre")


class SafetyKnowledge(Frozen):
    """Everything the guard is taught."""

    patterns: DangerPatterns
    examples: DangerExamples
    weights: Weights
    declined: Declined
    personal: PersonalWords
