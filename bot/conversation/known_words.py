"""Which words the knowledge knows, and which of them are only ever names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.conversation.claims import MONTHS, WEEKDAYS
from bot.domain.text import FUNCTION_WORDS, plain, stem

CALENDAR = frozenset({*MONTHS, *WEEKDAYS})


@dataclass(frozen=True)
class Vocabulary:
    """Words of the knowledge, plain: `common` ones are written small somewhere, `names` never are. `root` is what the forms of one word
    share, so that a form of a common word that stands nowhere ("empiezas") is a common word. `bilingual`: a plain name in one language
    and the plain words of the same name in the other.
    """

    common: frozenset[str]
    names: frozenset[str]
    root: Callable[[str], str]
    roots: frozenset[str]
    bilingual: tuple[tuple[str, frozenset[str]], ...] = ()

    def said_in(self, evidence: str) -> frozenset[str]:
        """Words of names that have the same meaning as a name that stands in the plain text `evidence`, in the other language."""
        framed = f" {evidence} "
        return frozenset[str]().union(*(words for name, words in self.bilingual if f" {name} " in framed))

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and (word in self.common or word in FUNCTION_WORDS or self.root(word) in self.roots)


def vocabulary_of(texts: Iterable[str], root: Callable[[str], str] = stem, same: Iterable[tuple[str, str]] = ()) -> Vocabulary:
    """The vocabulary of these texts; the first word of a sentence tells nothing. `same`: names that mean the same in two languages."""
    common: set[str] = set()
    names: set[str] = set()
    for text in texts:
        for found in re.finditer(r"[^\W\d_]\w*", text):
            words = plain(found[0]).split()
            if found[0][0].islower():
                common.update(words)
            elif found.start() > 1 and text[found.start() - 1] == " " and text[found.start() - 2] not in ".?!¿¡:|":
                names.update(word for word in words if len(word) > 2)
    both = dict.fromkeys((plain(one), frozenset(plain(other).split())) for pair in same if all(pair) for one, other in (pair, pair[::-1]))
    return Vocabulary(frozenset(common), frozenset(names - common - CALENDAR), root, frozenset(map(root, common)), tuple(both))
