"""Puts together what one message says of a profile: facts, where they live, and what they would like to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.domain.conversation import Facts
from bot.domain.interests import InterestField
from bot.domain.speech import Statement
from bot.language.facts import clauses, facts_of_another, facts_said
from bot.language.liking import liking

HOME = re.compile(r"\b(?:soy|somos|vivo|vivimos|vive|viven|radico|estoy|estamos|es|son|ando|de aqui|me queda|cerca|i live|i am|i m|im|"
                  r"we live|living|lives|based|aca|nearest)\b")
ELSEWHERE = re.compile(r"\b(?:polo|polos|hub|hubs|beca|becas|convocatoria|planteles|que hay|cuantos|cuantas)\b")


@dataclass(frozen=True)
class Where:
    """A place: ids of state and country, and of the municipality in the gazetteer when one was named."""

    state: str | None = None
    country: str | None = None
    place: str | None = None


@dataclass(frozen=True)
class Profile:
    """What the message says of the writer, of the person they ask for, and which fields it speaks of."""

    facts: Facts
    other: Facts | None
    topics: tuple[str, ...]


def profile_said(text: str, statements: Sequence[Statement], fields: Sequence[InterestField],
                 place_of: Callable[[str], Where | None]) -> Profile:
    """The profile of one message. `place_of` finds the place that a clause names, None when it names none."""
    facts = facts_said(text, statements)
    other = facts_of_another(text, statements)
    likes = liking(text, fields)
    where = _home(text, place_of, facts != Facts() or other not in (None, Facts()))
    found: dict[str, object] = {"interests": likes.likes, "avoids": likes.avoids}
    if where is not None:
        found |= {"state": where.state, "country": where.country, "place": where.place}
    if other is not None:
        only_home = {key: value for key, value in found.items() if key in ("state", "country", "place")}
        return Profile(facts.model_copy(update=only_home), other.model_copy(update=found), likes.topics)
    return Profile(facts.model_copy(update=found), None, likes.topics)


def _home(text: str, place_of: Callable[[str], Where | None], told: bool) -> Where | None:
    """Where they live: the place of a clause that says so, else one named beside other things said of themselves."""
    weak = None
    for clause, _ in clauses(text):
        where = place_of(clause)
        if where is None:
            continue
        if HOME.search(clause) and not ELSEWHERE.search(clause):
            return where
        weak = weak or where
    return weak if told and weak and not ELSEWHERE.search(" ".join(clause for clause, _ in clauses(text))) else None
