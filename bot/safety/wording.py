"""Brings a message into the form in which patterns are compared: plain words that sound as they should.

Young people hide such words from filters and parents: leetspeak ("su1c1d1o"), stars, letters apart, letters held long, emojis
instead of words. Words are compared by their sound in Mexican Spanish (b and v, s, z and soft c, silent h, ll and y, qu, k and hard c).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

LEET = str.maketrans({"4": "a", "3": "e", "1": "i", "0": "o", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
SOUNDS = tuple((re.compile(written), said) for written, said in (
    (r"ch", "4"), (r"qu(?=[ei])", "k"), (r"c(?=[ei])", "s"), (r"[cq]", "k"), (r"gu(?=[ei])", "g"), (r"g(?=[ei])", "j"), (r"ll", "y"),
    (r"z", "s"), (r"v", "b"), (r"h", ""), (r"n(?=[bp])", "m"), (r"(.)\1+", r"\1")))
SENTENCE = re.compile(r"[.!?;\n…]+|\s(?=pero |aunque |but )")
CLAUSE = re.compile(r"[.!?;,:()\n…]+|\s(?=(?:pero|aunque|but|porque|pq|xq|es que|y|and|que|because|so|entonces|cuando|si|pues|ps|o sea"
                    r"|la verdad|la neta)\s)", re.IGNORECASE)
LONG = 10  # words of a message whose clauses are looked at
SHORTEST_CLAUSE, LONGEST_CLAUSE = 4, 14  # words
JOINED = 3  # clauses in a row that are looked at as one
APART = re.compile(r"(?<!\w)(?:\w[\s.\-_]){3,}\w(?!\w)")
INSIDE = re.compile(r"(?<=\w)[._\-](?=\w)")
WORD = re.compile(r"[a-z0-9@$!*]*[a-z0-9][a-z0-9@$*]*")
SHORTEST_KEY = 6
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def folded(text: str) -> str:
    """Lower case without accents; other signs stay."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(sign))


def sound(word: str) -> str:
    """How a plain word sounds; two words that sound alike give the same. Nothing is kept: a word may be a name that somebody typed."""
    for written, said in SOUNDS:
        word = written.sub(said, word)
    return word


def sentences(text: str) -> list[str]:
    """The sentences of a message; "pero", "aunque" and "but" begin a new one."""
    return [part.strip() for part in SENTENCE.split(text) if part and re.search(r"\w", part)]


def clauses(text: str, plain: Callable[[str], str] = str) -> list[str]:
    """What a long message may hold in its midst, however it is written: its clauses, by signs and joining words, up to three in a row.

    `plain` says how each is worded; it is asked once for each part of the message.
    """
    if len(text.split()) < LONG:
        return []
    parts = [worded for part in CLAUSE.split(text) if part and (worded := plain(part).strip())]
    joined = (" ".join(parts[at:at + count]) for at in range(len(parts)) for count in range(1, min(JOINED, len(parts) - at) + 1))
    return [clause for clause in joined if SHORTEST_CLAUSE <= len(clause.split()) <= LONGEST_CLAUSE]


class Wording:
    """Knows how words are written: a table of written forms, emojis, and key words whose misspellings are corrected."""

    def __init__(self, written: Mapping[str, str], emojis: Mapping[str, str], keys: Iterable[str], correct: Iterable[str]) -> None:
        self.written = {folded(left): folded(right) for left, right in written.items()}
        self._emojis = tuple(sorted(emojis.items(), key=lambda pair: -len(pair[0])))
        self._keys = tuple(keys)
        near = {form: key for key in self._keys for form in _one_slip_away(key)}
        never = {*self._keys, *map(folded, correct), *self.written}
        self._slips = {form: key for form, key in near.items() if form not in never and len(form) >= SHORTEST_KEY - 1}

    def plain(self, text: str) -> str:
        """The words of a text, in full, without accents, single spaces between."""
        for emoji, word in self._emojis:
            text = text.replace(emoji, f" {word} ")
        text = APART.sub(lambda found: re.sub(r"[\s.\-_]", "", found[0]), folded(text).replace("'", "").replace("’", ""))
        text = re.sub(r"([a-z])\1{2,}", r"\1", INSIDE.sub(" ", text))
        words = (self._word(found) for found in WORD.findall(text))
        return " ".join(word for word in words if word)

    def sounds(self, text: str) -> str:
        """The words of a text as they sound."""
        return " ".join(sound(word) for word in self.plain(text).split())

    def _word(self, word: str) -> str:
        if "*" in word:
            word = self._uncovered(word)
        word = word.rstrip("!")
        if re.search(r"[a-z]", word) and not re.match(r"\d+[a-z]{1,3}$", word):
            word = word.translate(LEET)
        word = re.sub(r"[^a-z0-9]", "", word)
        word = self.written.get(word, word)
        return self._slips.get(word, word)

    def _uncovered(self, word: str) -> str:
        """The key word behind stars ("su**idio"), else the word without them."""
        shape = re.compile("".join("[a-z]?" if sign == "*" else re.escape(sign) for sign in word))
        return next((key for key in self._keys if shape.fullmatch(key)), word.replace("*", ""))


def _one_slip_away(word: str) -> set[str]:
    """Forms with one letter missing, doubled elsewhere, wrong, or two swapped (Damerau 1964), for words long enough."""
    if len(word) < SHORTEST_KEY:
        return set()
    parts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    missing = {left + right[1:] for left, right in parts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in parts if len(right) > 1}
    wrong = {left + letter + right[1:] for left, right in parts if right for letter in LETTERS}
    added = {left + letter + right for left, right in parts for letter in LETTERS}
    return missing | swapped | wrong | added
