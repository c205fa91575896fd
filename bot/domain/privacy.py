"""What may be kept of a person, by their consent and age; what is held; and the page on which they read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.conversation import Band, Facts, Memory

YOUNGEST, ADULT = 15, 18  # years: below the first nothing is kept


class Keeping(StrEnum):
    """How much is kept, from most to least.

    ALL       a consenting adult's masked conversation and profile
    LESS      a consenting 15 to 17 year old's: no town, money or job in the profile, and for a shorter time
    MINUTES   without consent: nothing beyond the minutes that answering takes
    NOTHING   below 15: not even in the transcript; the memory of the conversation for those minutes
    """

    ALL = "all"
    LESS = "less"
    MINUTES = "minutes"
    NOTHING = "nothing"


def band_of(memory: Memory) -> Band | None:
    """How old somebody is, in bands: by the age they told, else the band they chose; None when they said nothing."""
    age, adult = memory.facts.age, memory.facts.adult
    if age is not None:
        return "under_15" if age < YOUNGEST else "15_17" if age < ADULT else "adult"
    if memory.band is None and adult is not None:
        return "adult" if adult else "15_17"
    return memory.band


def keeping_of(memory: Memory, in_group: bool = False) -> Keeping:
    """What may be kept of this conversation. Nobody consents for a whole group, and who is under 15 cannot consent at all."""
    band = band_of(memory)
    if band == "under_15":
        return Keeping.NOTHING
    if memory.consent is None or not memory.consent.given or in_group:
        return Keeping.MINUTES
    return Keeping.LESS if band == "15_17" else Keeping.ALL


def kept_memory(memory: Memory, keeping: Keeping) -> Memory:
    """The memory as far as it may be kept."""
    if keeping is Keeping.LESS:
        facts = memory.facts.model_copy(update={"place": None, "budget_month": None, "working": None})
        return memory.model_copy(update={"facts": facts})
    return memory if keeping is Keeping.ALL else memory.model_copy(update={"wishes": ()})


def bare_memory(memory: Memory) -> Memory:
    """What stays when the minutes are over: the answer to the notice, so that nobody is asked twice, the language and the band."""
    adult = memory.facts.adult if memory.facts.age is None else memory.facts.age >= ADULT
    return Memory(language=memory.language, language_chosen=memory.language_chosen, seed=memory.seed, consent=memory.consent,
                  band=band_of(memory), advised=memory.advised, facts=Facts(adult=adult))


@dataclass(frozen=True)
class HeldTurn:
    """One exchange that is held, masked as it was recorded."""

    at: datetime
    message: str
    reply: str
    kind: str
    feedback: str = ""


@dataclass(frozen=True)
class HeldText:
    """A text with its moment: what a counselor wrote to the person, or noted about them; a reminder; an answer to the notice."""

    at: datetime
    text: str


@dataclass(frozen=True)
class Held:
    """Everything that is held of one person. `since`: of their first message."""

    since: datetime | None = None
    memory: Memory | None = None
    turns: tuple[HeldTurn, ...] = ()
    spoken: tuple[HeldText, ...] = ()
    notes: tuple[HeldText, ...] = ()
    handovers: tuple[HeldText, ...] = ()
    reminders: tuple[HeldText, ...] = ()
    consents: tuple[HeldText, ...] = ()
    files: tuple[HeldText, ...] = ()


@dataclass(frozen=True)
class HeldPage:
    """What is held, for reading: sections with their lines."""

    title: str
    subtitle: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    footer: str
