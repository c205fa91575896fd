"""The guard as it is taught, by its phrases alone: what tests of single sentences need, without embedding model."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.danger import SafetyKnowledge
from bot.library.files import read_knowledge
from bot.library.teaching import read_safety
from bot.safety.danger import DangerSense, wording_of
from bot.safety.declined import DeclinedSense
from bot.safety.examples import Examples
from bot.safety.guard import MessageGuard
from bot.safety.personal import PersonalData
from bot.safety.wording import Wording

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


@pytest.fixture(scope="session")
def taught() -> SafetyKnowledge:
    """What knowledge/ teaches the guard."""
    return read_safety(KNOWLEDGE)


@pytest.fixture(scope="session")
def wording(taught: SafetyKnowledge) -> Wording:
    """How words are written, with the slang of knowledge/."""
    slang = read_knowledge(KNOWLEDGE).slang
    return wording_of(taught.patterns, {**slang.english, **slang.spanish, **slang.words})


@pytest.fixture(scope="session")
def by_phrases(taught: SafetyKnowledge, wording: Wording) -> DangerSense:
    """The sense of danger without examples."""
    return DangerSense(taught.patterns, taught.weights, wording)


@pytest.fixture(scope="session")
def by_spelling(taught: SafetyKnowledge, wording: Wording) -> DangerSense:
    """The sense of danger that learnt the spelling of the examples, without embeddings."""
    sense = DangerSense(taught.patterns, taught.weights, wording, Examples(taught.examples, wording.plain))
    sense.warm()
    return sense


@pytest.fixture(scope="session")
def declining(taught: SafetyKnowledge, wording: Wording) -> DeclinedSense:
    """What is declined, by phrases alone."""
    return DeclinedSense(taught.declined, wording)


@pytest.fixture(scope="session")
def personal(taught: SafetyKnowledge) -> PersonalData:
    """What finds personal data."""
    return PersonalData(taught.personal)


@pytest.fixture(scope="session")
def guard(by_phrases: DangerSense, declining: DeclinedSense, personal: PersonalData) -> MessageGuard:
    """The guard by phrases alone."""
    return MessageGuard(by_phrases, declining, personal)
