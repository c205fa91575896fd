"""What a few statements say, read once for all the sentences that cite them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.conversation.amounts import Phrases, phrases_of
from bot.conversation.claims import Claims, claims, denied_in
from bot.conversation.sentences import sentences
from bot.conversation.stated import stated, stems
from bot.domain.generation import Evidence
from bot.domain.text import plain

Stems = frozenset[str]


@dataclass(frozen=True)
class Held:
    """The statements, and what is looked up in them."""

    cited: Sequence[Evidence]

    @cached_property
    def text(self) -> str:
        """All of it, titles too."""
        return " . ".join(part for one in self.cited for part in (*one.titles, *one.texts))

    @cached_property
    def claims(self) -> Claims:
        """What it claims to the letter."""
        return claims(self.text)

    @cached_property
    def words(self) -> frozenset[str]:
        """Its plain words."""
        return frozenset(plain(self.text).split())

    @cached_property
    def stems(self) -> Stems:
        """Of all its words."""
        return stems(self.text)

    @cached_property
    def links(self) -> frozenset[str]:
        """Those in its texts and those of its sources."""
        return self.claims.links | claims(" ".join(url for one in self.cited for url in one.links)).links

    @cached_property
    def phrases(self) -> Phrases:
        """Its phrases with their numbers."""
        return phrases_of(self.text)

    @cached_property
    def denials(self) -> list[tuple[Stems, Stems, str]]:
        """Its sentences that state something: words, words denied, the sentence."""
        return [(stems(one), denied_in(one), one) for one in stated(self.cited)]

    @cached_property
    def denied_of(self) -> list[tuple[Stems, Stems]]:
        """Its sentences with the words of their titles, and the words that each denies."""
        return [(stems(one) | stems(" ".join(statement.titles)), denied_in(one)) for statement in self.cited for part in statement.texts
                for one in sentences(part)]
