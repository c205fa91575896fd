"""One thing asked, joined with what was said before: what the stages after understanding work with."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.conversation import Constraints, Facts
from bot.domain.reading import Mention, Reading

EITHER = frozenset({"o", "u", "or", "vs", "versus"})


@dataclass(frozen=True)
class Question:
    """A stand-alone question.

    `text` is what is searched for. `subjects` are the ids of the entries it is about, `carried` whether they come from what was said
    before, and `where` the states and countries named, or those carried on with them; `before` are the entries of the last answers, newest
    first. `limits` are those of a list, `refines` whether they are laid over an earlier list's. `asked` is the question with all that it
    carries on, as later ones may lean on it. `facts` is what is known of the person asked for.
    """

    text: str
    reading: Reading
    subjects: tuple[str, ...] = ()
    carried: bool = False
    where: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    limits: Constraints = field(default_factory=Constraints)
    refines: bool = False
    facts: Facts = field(default_factory=Facts)
    seed: int = 0
    seen: tuple[str, ...] = ()
    asked: str = ""

    @property
    def language(self) -> str:
        """The language to answer in."""
        return self.reading.language

    @property
    def short(self) -> bool:
        """Whether it is so short that it may lean on what was said before."""
        return len(self.reading.words) <= 7

    def has(self, *signs: str) -> bool:
        """Whether it has one of these signs."""
        return not self.reading.signs.isdisjoint(signs)

    @property
    def beside(self) -> bool:
        """Whether it sets two of its subjects beside each other: "mecatrónica o electromecánica"."""
        named = sorted({(one.start, one.end, one.id) for one in self.reading.mentions if one.id in self.subjects})
        between = ((first, second) for first in named for second in named if first[1] <= second[0] and first[2] != second[2])
        return any(word in EITHER for first, second in between for word in self.reading.words[first[1]:second[0]])

    def places(self) -> tuple[Mention, ...]:
        """The places named."""
        return tuple(one for one in self.reading.mentions if one.kind in ("state", "country", "city"))

    def unexplained(self) -> float:
        """The weight of the telling words that are no name and were not understood as a cue."""
        named = {at for one in self.reading.mentions for at in range(one.start, one.end)}
        return sum(word.weight for word in self.reading.keywords if word.position not in named and word.position not in self.reading.cued)
