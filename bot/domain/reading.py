"""What a message says, once read."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.conversation import Constraints, Facts


@dataclass(frozen=True)
class Reading:
    """One message, read: `standalone` is the text in full words; ids in `certifications` and `places` are what it names.

    `signs` are other things it says: list, compare, greeting, thanks, person, danger. `facts` is what the writer says of themselves,
    `other` what they say of somebody they ask for; `topics` are the fields of `interests.yaml` it speaks of.
    """

    language: str
    standalone: str
    certifications: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    constraints: Constraints = field(default_factory=Constraints)
    signs: frozenset[str] = frozenset()
    age: int | None = None
    facts: Facts = field(default_factory=Facts)
    other: Facts | None = None
    topics: tuple[str, ...] = ()
