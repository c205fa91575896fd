"""What the guard saw in a message, before anything else reads it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Danger(StrEnum):
    """What a person may be in danger of."""

    SUICIDE = "suicide"
    SELF_HARM = "self_harm"
    VIOLENCE = "violence"
    SEXUAL_ABUSE = "sexual_abuse"
    GROOMING = "grooming"
    THREAT = "threat"
    RECRUITMENT = "recruitment"
    RUNAWAY = "runaway"
    DESPAIR = "despair"


@dataclass(frozen=True)
class PersonalDatum:
    """A personal datum in a message: what kind it is, and where it stands there (characters, end excluded)."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Guarded:
    """One message, guarded. `masked` is the text without personal data: the only form that later stages, records and logs may see.

    `danger` is None when none is seen; `danger_score` is 0 to 1; `signals` say why, for counselors. `declined` names what the bot
    declines to do ("injection", "promise", "others_data", "prompt", "misuse", "homework", "politics", "medical", "legal", "sexual",
    "insult", "offtopic"), empty when it declines nothing; the wording is the phrase `declined_<name>`. `rest` is the ordinary question
    beside a danger, if any.
    `other_person`: somebody else than the writer is in danger.
    """

    masked: str
    danger: Danger | None = None
    danger_score: float = 0.0
    signals: tuple[str, ...] = ()
    declined: str = ""
    personal: tuple[PersonalDatum, ...] = ()
    rest: str = ""
    other_person: bool = False
