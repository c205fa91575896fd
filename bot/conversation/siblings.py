"""Entries whose names differ in one word: "Python Essentials 1 o el 2", "CCST Networking … ¿y el de Cybersecurity?".

Who has said a name says only the word that differs the next time. So the end of the name is replaced by what was said, from the shortest
end on, and what comes out counts when it is a name too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.ports import Reader
from bot.domain.conversation import Memory
from bot.domain.reading import Mention, Reading
from bot.domain.text import FUNCTION_WORDS

JOINS = frozenset({"o", "u", "y", "or", "and", "vs", "versus"})
SAID = 3  # words that may stand for the end of a name


def sibling(reader: Reader, memory: Memory, words: Sequence[str], name: Mention, said: Sequence[str]) -> Mention | None:
    """The certification whose name begins as `name` does and goes on with the first words of `said`; None when there is none.

    `words` are those of the question that says the name: what it is looked for in keeps its language.
    """
    before = words[:name.start]
    words = name.spelling.split()
    for kept in range(len(words) - 1, 0, -1):
        for count in range(min(SAID, len(said)), 0, -1):
            text = [*before, *words[:kept], *said[:count]]
            found = [one for one in reader.read(" ".join(text), memory).mentions
                     if one.kind == name.kind and one.fit >= 1.0 and one.id != name.id and (one.start, one.end) == (name.start, len(text))]
            if found:
                return found[0]
    return None


def with_sibling(reading: Reading, reader: Reader, memory: Memory) -> Reading:
    """The reading with the second of two names, of which only the word that differs is said: "el 1 o el 2"."""
    named = [one for one in reading.mentions if one.kind == "certification" and one.fit >= 1.0]
    if len({one.id for one in named}) != 1:
        return reading
    first = max(named, key=lambda one: one.end)
    rest = reading.words[first.end:first.end + SAID + 3]
    if not rest or rest[0] not in JOINS:
        return reading
    other = sibling(reader, memory, reading.words, first, [word for word in rest[1:] if word not in FUNCTION_WORDS])
    if other is None:
        return reading
    at = first.end + 1
    second = replace(other, start=at, end=at + 1)
    return replace(reading, mentions=(*reading.mentions, second), signs=reading.signs | {"compare"})
