"""What a message says, once read."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.conversation import Constraints, Facts


@dataclass(frozen=True)
class Mention:
    """Something a message names. `kind` is the kind of entry ("certification", "path", "program", "topic", "support", "hub", "sector",
    "help_line", "campus") or "state", "country", "city".

    It stands at the words `start` to `end` (excluded) of the reading; `spelling` is what stands there. `fit` is the share of the name that
    was said, 1 for the whole of it. A city's `id` is its name in plain words, and `inside` the state or country it lies in.
    """

    id: str
    kind: str
    start: int
    end: int
    spelling: str
    fit: float = 1.0
    inside: str = ""


@dataclass(frozen=True)
class Keyword:
    """A word that carries what is asked: its root (as `text.root`), where it stands, and how much it tells, 0 to 1 (rare ones most)."""

    root: str
    position: int
    weight: float


@dataclass(frozen=True)
class Reading:
    """One message, read; or one question of a message that asks several (`parts`, empty where it asks one).

    `standalone` is the text in full words and proper spelling, without what only opens it; `words` are all its words without accents.
    `fields` are properties asked after ("cost", "hours"), `asks` the forms an answer must have ("phone", "date"), `collections` what is
    listed or counted ("certification", "campus"), `signs` other things it says ("list", "compare", "greeting"). `cued`
    are the positions of words that were
    understood as one of these. `facts` is what the person says of themselves, `other` what they say of somebody they ask for, `topics` the
    fields of `interests.yaml` it speaks of. `foreign` is the code of a language that is neither Spanish nor English. `clauses` are the
    stretches of words (start, end excluded) that a long message falls into, empty for a short one.
    """

    language: str
    standalone: str
    words: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    fields: tuple[str, ...] = ()
    asks: frozenset[str] = frozenset()
    constraints: Constraints = field(default_factory=Constraints)
    collections: tuple[str, ...] = ()
    signs: frozenset[str] = frozenset()
    keywords: tuple[Keyword, ...] = ()
    cued: frozenset[int] = frozenset()
    facts: Facts = field(default_factory=Facts)
    other: Facts | None = None
    topics: tuple[str, ...] = ()
    foreign: str = ""
    clauses: tuple[tuple[int, int], ...] = ()
    parts: tuple[Reading, ...] = ()

    def named(self, *kinds: str) -> tuple[str, ...]:
        """The ids of what is named of these kinds, best fit first, none twice."""
        found = sorted((one for one in self.mentions if one.kind in kinds), key=lambda one: -one.fit)
        return tuple(dict.fromkeys(one.id for one in found))

    @property
    def certifications(self) -> tuple[str, ...]:
        """The certifications named in full."""
        return tuple(dict.fromkeys(one.id for one in self.mentions if one.kind == "certification" and one.fit >= 1.0))

    @property
    def places(self) -> tuple[str, ...]:
        """The states and countries named, also by one of their cities."""
        found = [one.inside or one.id for one in self.mentions if one.kind in ("state", "country", "city")]
        return tuple(dict.fromkeys(found))

    @property
    def age(self) -> int | None:
        """The age the person says to have."""
        return self.facts.age
