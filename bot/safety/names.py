"""Names of people, only where they are certain: after "se llama" when a person is spoken of, or with a capital after who they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain.danger import PersonalWords

WORD = r"[A-ZÁÉÍÓÚÑ][a-záéíóúñ]{2,}"
FULL = rf"{WORD}(?:\s+(?:de\s+(?:la\s+|los\s+)?)?{WORD}){{0,3}}"
TWO_OR_MORE = rf"{WORD}(?:\s+(?:de\s+(?:la\s+)?)?{WORD}){{1,3}}"
CALLED = re.compile(r"\b(?:se llama|se llaman|llamad[oa]|su nombre es|named|is called|name is)\s+"
                    r"(?P<name>[^\W\d_]{3,}(?:\s+(?:de\s+)?[^\W\d_]{3,}){0,3})")
OWN = re.compile(rf"(?:(?i:\b(?:me llamo|mi nombre (?:completo )?es|soy|my name is)))\s+(?P<name>{TWO_OR_MORE})")


class Names:
    """Finds names by the words that say who somebody is."""

    def __init__(self, words: PersonalWords) -> None:
        who, title = "|".join(words.who), "|".join(words.title)
        self._known = re.compile(rf"(?:\b(?:mi|my)\s+(?:mejor\s+|best\s+)?(?:{who})|\b(?:la|el|una?|mi)\s+(?:{title}))\s+$")
        self._person = re.compile(rf"\b(?:{who}|{title}|{'|'.join(words.person)})\b")
        self._thing = re.compile(rf"\b(?:{'|'.join(words.thing)})\b")
        self._no_name = frozenset(words.no_name)

    def find(self, text: str, plain: str) -> Iterator[tuple[int, int]]:
        """Start and end of each name; `plain` is the text in lower case without accents, sign for sign."""
        for found in re.finditer(FULL, text):
            if self._known.search(plain[:found.start()]) and not self._no_name & set(plain[slice(*found.span())].split()):
                yield found.span()
        yield from (found.span("name") for found in OWN.finditer(text) if not self._no_name & set(found["name"].lower().split()))
        for found in CALLED.finditer(plain):
            sentence = re.split(r"[.?!;\n]", plain[:found.start()])[-1]
            name = self._until_a_common_word(found["name"])
            if name and self._person.search(plain) and not self._thing.search(sentence):
                yield found.start("name"), found.start("name") + len(name)

    def _until_a_common_word(self, name: str) -> str:
        """The words up to the first that is none of a name ("ana vive en…")."""
        end = 0
        for word in re.finditer(r"\S+", name):
            if word[0] in self._no_name:
                break
            end = word.end()
        return name[:end]
