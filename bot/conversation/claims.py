"""What a sentence claims that can be checked to the letter: numbers with their units, dates, names, links, and what it denies.

Spanish and English alike; the evidence is read by the same functions, so that both sides are compared in one form.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from bot.conversation.numerals import tokens
from bot.conversation.quantities import PHONE, Quantities, quantities
from bot.domain.text import content_words, plain, stem

LINK = re.compile(r"(?:https?://)?(?:www\.)?(?:[a-z0-9-]+\.)+(?:com|org|mx|net|edu|gob|gov|io|dev|google|sv|do|gt|cr|hn|pa)\b[^\s<>()\"»]*",
                  re.IGNORECASE)
CODE = re.compile(r"\b(?=\w*\d)(?=[\w-]*[A-Za-z-])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\b")
QUANTITY = re.compile(r"\d+(?:-\d+)+|\d+ ?(?:h|hrs|k|am|pm|mxn|usd)", re.IGNORECASE)
WEEKDAYS = {name: number for number, names in enumerate((
    "lunes monday", "martes tuesday", "miercoles wednesday", "jueves thursday", "viernes friday", "sabado sabados saturday saturdays",
    "domingo domingos sunday sundays"), start=1) for name in names.split()}
MONTHS = {name: number for number, names in enumerate((
    "enero january", "febrero february", "marzo march", "abril april", "mayo may", "junio june", "julio july", "agosto august",
    "septiembre setiembre september", "octubre october", "noviembre november", "diciembre december"), start=1) for name in names.split()}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
BEFORE_A_MONTH = r"(?:[Ii]n|[Oo]f|[Ss]ince|[Uu]ntil|[Bb]y|[Ff]rom|[Ee]arly|[Ll]ate|[Ll]ast|[Nn]ext)"
MAY = re.compile(rf"\b{BEFORE_A_MONTH}\s+May\b|\bMay\s+(?:of\s+)?(?:19|20)\d\d\b")  # the month and not the verb
DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?: (?:al?|y|to|and) (\d{{1,2}}))?(?: de| of)? ({MONTH})\b")
MONTH_FIRST = re.compile(rf"\b({MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?(?: (?:to|and) (\d{{1,2}}))?\b(?! ?\d)")
FIRST = re.compile(rf"\b(?:primero|first)(?: de| of)? ({MONTH})\b")
ISO = re.compile(r"\b\d{4}-(\d\d)-(\d\d)\b")
NEGATORS = frozenset("""
    no nunca tampoco ni sin jamas ningun ninguna nadie nada not never without neither nor none cannot dont doesnt isnt arent wont cant didnt
""".split())  # noqa: SIM905
EXCEPTING = frozenset({"excepto", "salvo", "except", "excluding"})
REACH = 3


@dataclass(frozen=True)
class Claims:
    """What a text claims. `months`: 1 to 12; `weekdays`: 1 to 7; `calendar`: both, as often as they stand; `days`: (day, month); `names`,
    `codes`: plain; `denied`: stems under a "not".
    """

    amounts: Quantities
    months: frozenset[int]
    weekdays: frozenset[int]
    calendar: tuple[str, ...]
    days: frozenset[tuple[int, int]]
    names: frozenset[str]
    codes: frozenset[str]
    links: frozenset[str]
    denied: frozenset[str]


def claims(text: str, known_words: Container[str] = frozenset()) -> Claims:
    """The claims of a text. `known_words`: plain words that, at the start of a sentence, are no names."""
    links = frozenset(_link(found[0]) for found in LINK.finditer(text))
    rest = PHONE.sub(lambda found: " ".join(re.findall(r"\d+", found[0])), LINK.sub(" ", text))
    codes = frozenset(found[0].lower() for found in CODE.finditer(rest) if not QUANTITY.fullmatch(found[0]))
    words = FIRST.sub(r"1 de \1", " ".join(tokens(rest)))
    months = [MONTHS[word] for word in words.split() if word in MONTHS and word != "may"] + [MONTHS["may"]] * len(MAY.findall(rest))
    weekdays = [WEEKDAYS[word] for word in words.split() if word in WEEKDAYS]
    calendar = (*(f"month {month}" for month in months), *(f"weekday {day}" for day in weekdays))
    return Claims(quantities(CODE.sub(_as_numbers, rest)), frozenset(months), frozenset(weekdays), calendar, _days(words, rest),
                  _names(CODE.sub(" ", rest), known_words), codes, links, denied_in(rest))


def _as_numbers(code: re.Match[str]) -> str:
    """The numbers of a range ("2024-2025") or a quantity ("20h"); nothing of a code such as "N10-009"."""
    return " · ".join(re.findall(r"[\d.,]+|[^\W\d_]+", code[0])) if QUANTITY.fullmatch(code[0]) else " "


def _days(words: str, text: str) -> frozenset[tuple[int, int]]:
    found = {(int(day), MONTHS[match[3]]) for match in DAY_FIRST.finditer(words) for day in (match[1], match[2]) if day}
    found |= {(int(day), MONTHS[match[1]]) for match in MONTH_FIRST.finditer(words) for day in (match[2], match[3]) if day}
    return frozenset(found | {(int(match[2]), int(match[1])) for match in ISO.finditer(text)})


def _names(text: str, known_words: Container[str]) -> frozenset[str]:
    found: set[str] = set()
    start = True
    for match in re.finditer(r"[^\W\d_][\w'’-]*|[.!?¿¡:•\n«\"“(]", text):
        if not match[0][0].isalpha():
            start = start or match[0] not in "(«\"“"
            continue
        word = match[0]
        first, start = start, False
        if word[0].isupper() and (len(word) > 1) and not (first and plain(word) in known_words):
            found |= {part for part in plain(word).split() if len(part) > 1 and part not in MONTHS}
    return frozenset(found)


def denied_in(text: str) -> frozenset[str]:
    """Stems of the next content words after each "not", within its clause."""
    found: set[str] = set()
    for clause in re.split(r"[.,;:()¿?¡!\n]", text.replace("'", "").replace("’", "")):
        words = plain(clause).split()
        for place, word in enumerate(words):
            if word in NEGATORS or word in EXCEPTING or words[place:place + 2] == ["menos", "en"]:
                found |= {stem(one) for one in content_words(" ".join(words[place + 1:]))[:REACH]}
    return frozenset(found)


def _link(text: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", text.lower()).rstrip("/.,;:!?")
