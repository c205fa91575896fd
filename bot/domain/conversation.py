"""What the engine remembers between two messages of one conversation.

`Memory` is the whole of it: a frozen value that goes into a turn and comes out of it, saved as JSON with the turn. There is no
other conversational state anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.domain.reply import Explanation, Reply


class Frozen(BaseModel):
    """A strict, frozen pydantic value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Schooling = Literal["primary", "secondary", "high_school", "university"]
Enrolled = Literal["secondary", "high_school", "conalep", "university"]
Band = Literal["under_15", "15_17", "adult"]
Goal = Literal["study", "first_job", "change", "certificate"]


class Facts(Frozen):
    """What the person said of themselves: their profile, kept until they change it. None where they said nothing.

    `age` in years; `adult` is set when only that was said ("soy menor de edad"). `state` and `country` are ids of `places.yaml`, `place`
    is the municipality or city as its id in the gazetteer. `schooling` is what was finished, `enrolled` where they study now.
    `hours_a_week` free to learn; `budget_month` in Mexican pesos; `at_work`: wants to learn at a company. `interests` and `avoids` are ids
    of the fields in `interests.yaml`.
    """

    age: int | None = None
    adult: bool | None = None
    state: str | None = None
    country: str | None = None
    place: str | None = None
    schooling: Schooling | None = None
    enrolled: Enrolled | None = None
    studying: bool | None = None
    working: bool | None = None
    hours_a_week: float | None = None
    free_only: bool | None = None
    budget_month: float | None = None
    computer: bool | None = None
    internet: bool | None = None
    reads_english: bool | None = None
    reads_spanish: bool | None = None
    goal: Goal | None = None
    at_work: bool | None = None
    interests: tuple[str, ...] = ()
    avoids: tuple[str, ...] = ()


class Constraints(Frozen):
    """Limits that a question sets on a list of catalog entries. None or empty where it sets none.

    Prices in US dollars, hours of study; `max_age`: only what asks for no more years than these; `min_validity`: only what counts for as
    many years.
    """

    kinds: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    free: bool | None = None
    price: float | None = None
    max_price: float | None = None
    languages: tuple[str, ...] = ()
    max_hours: float | None = None
    min_hours: float | None = None
    max_age: int | None = None
    min_validity: float | None = None


class Said(Frozen):
    """One past exchange, as far as later messages may refer to it."""

    asked: str
    entities: tuple[str, ...] = ()
    field: str = ""
    passages: tuple[str, ...] = ()
    kind: str = ""


class Answer(Frozen):
    """How much somebody would like an activity of the questionnaire: 0 no, 1 so-so, 2 yes."""

    item: str
    value: int = Field(ge=0, le=2)


class Questionnaire(Frozen):
    """How far the questionnaire is. `open`: the next tap answers it; a pause keeps the answers for as long as wanted."""

    answers: tuple[Answer, ...] = ()
    open: bool = False


class KeptPlan(Frozen):
    """The plan somebody keeps: the id of its path, its steps in order, and what became of them (ids as in Step.id)."""

    path: str
    steps: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    postponed: tuple[str, ...] = ()
    swapped: tuple[str, ...] = ()
    started: date


class Wish(Frozen):
    """A reminder that somebody asked for. `about` is an id; `due` None: when its date is published; after `expires` it is never sent.

    "news": they agreed to announcements; nothing of its own becomes due.
    """

    kind: Literal["step", "deadline", "opening", "news"]
    about: str
    due: datetime | None = None
    expires: datetime | None = None
    zone: str = "America/Mexico_City"


class Consent(Frozen):
    """What somebody answered to the privacy notice of a version, and when."""

    given: bool
    version: int
    at: datetime


class Memory(Frozen):
    """The conversation so far: the last exchanges, oldest first (at most eight), and what holds for all of them.

    `other`: the person they ask for, such as a daughter; None while they speak of themselves. `consent` is None until they answered the
    privacy notice; `band`: how old they said to be, in bands; `advised`: a minor was told where a trusted adult is needed.
    """

    language: str = "es"
    language_chosen: bool = False
    turn: int = 0
    seed: int = 0
    said: tuple[Said, ...] = ()
    constraints: Constraints = Field(default_factory=Constraints)
    pending: str = ""
    facts: Facts = Field(default_factory=Facts)
    questionnaire: Questionnaire = Field(default_factory=Questionnaire)
    plan: KeptPlan | None = None
    other: Facts | None = None
    wishes: tuple[Wish, ...] = ()
    consent: Consent | None = None
    band: Band | None = None
    advised: bool = False


@dataclass(frozen=True)
class Outcome:
    """What one turn of the engine gives: the reply, the memory after it, why, and the message as it may be recorded.

    `masked` is the message without personal data. `danger` names the danger seen, empty when there is none. `state` is the state the
    conversation shall be in afterwards ("waiting": for a person), empty when it stays as it is.
    """

    reply: Reply
    memory: Memory
    explanation: Explanation
    masked: str = ""
    danger: str = ""
    state: str = ""
