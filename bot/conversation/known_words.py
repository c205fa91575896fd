"""Which words the knowledge knows, and which of them are only ever names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.domain.text import FUNCTION_WORDS, plain, stem


@dataclass(frozen=True)
class Vocabulary:
    """Words of the knowledge, plain: `common` ones are written small somewhere, `names` never are. `root` is what the forms of one word
    share, so that a form of a common word that stands nowhere ("empiezas") is a common word.
    """

    common: frozenset[str]
    names: frozenset[str]
    root: Callable[[str], str]
    roots: frozenset[str]

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and (word in self.common or word in FUNCTION_WORDS or self.root(word) in self.roots)


def vocabulary_of(texts: Iterable[str], root: Callable[[str], str] = stem) -> Vocabulary:
    """The vocabulary of these texts; the first word of a sentence tells nothing."""
    common: set[str] = set()
    names: set[str] = set()
    for text in texts:
        for found in re.finditer(r"[^\W\d_]\w*", text):
            words = plain(found[0]).split()
            if found[0][0].islower():
                common.update(words)
            elif found.start() > 1 and text[found.start() - 1] == " " and text[found.start() - 2] not in ".?!¿¡:|":
                names.update(word for word in words if len(word) > 2)
    return Vocabulary(frozenset(common), frozenset(names - common), root, frozenset(map(root, common)))
