"""What a sentence claims that can be checked to the letter: numbers with their units, dates, names, links, and what it denies.

Spanish and English alike; the evidence is read by the same functions, so that both sides are compared in one form.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from itertools import takewhile

from bot.domain.text import content_words, plain, stem

NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:(?:,\d{3})+|(?:[\u00a0 ]\d{3})+)(?![\u00a0 ]?\d)|\d+(?:\.\d+)?")
LINK = re.compile(r"(?:https?://)?(?:www\.)?(?:[a-z0-9-]+\.)+(?:com|org|mx|net|edu|gob|gov|io|dev|google|sv|do|gt|cr|hn|pa)\b[^\s<>()\"»]*",
                  re.IGNORECASE)
CODE = re.compile(r"\b(?=\w*\d)(?=[\w-]*[A-Za-z-])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\b")
QUANTITY = re.compile(r"\d+(?:-\d+)+|\d+ ?(?:h|hrs|k|am|pm|mxn|usd)", re.IGNORECASE)
WORDS = {word: value for value, words in enumerate(
    ("cero zero", "", "dos two", "tres three", "cuatro four", "cinco five", "seis six", "siete seven", "ocho eight", "nueve nine",
     "diez ten", "once eleven", "doce twelve", "trece thirteen", "catorce fourteen", "quince fifteen", "dieciseis sixteen",
     "diecisiete seventeen", "dieciocho eighteen", "diecinueve nineteen", "veinte twenty")) for word in words.split() if word != "once"}
TENS = {"treinta": 30, "thirty": 30, "cuarenta": 40, "forty": 40, "cincuenta": 50, "fifty": 50, "sesenta": 60, "sixty": 60, "setenta": 70,
        "seventy": 70, "ochenta": 80, "eighty": 80, "noventa": 90, "ninety": 90, "cien": 100, "hundred": 100}
TIMES = {"mil": 1_000, "thousand": 1_000, "millon": 1_000_000, "millones": 1_000_000, "million": 1_000_000, "millions": 1_000_000}
UNITS = {name: unit for unit, names in {
    "hour": "hora horas hour hours h hrs", "day": "dia dias day days", "week": "semana semanas week weeks",
    "month": "mes meses month months", "year": "ano anos year years", "peso": "peso pesos mxn",
    "dollar": "dolar dolares dollar dollars usd", "percent": "por percent porcentaje",
    "minute": "minuto minutos minute minutes", "semester": "semestre semestres semester semesters",
}.items() for name in names.split()}
TIME_UNITS = frozenset({"hour", "day", "week", "month", "year", "minute", "semester"})
NUMERALS = frozenset({*WORDS, *TENS, *TIMES, *UNITS})
MONTHS = {name: number for number, names in enumerate((
    "enero january", "febrero february", "marzo march", "abril april", "mayo may", "junio june", "julio july", "agosto august",
    "septiembre setiembre september", "octubre october", "noviembre november", "diciembre december"), start=1) for name in names.split()}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?: (?:al?|y|to|and) (\d{{1,2}}))?(?: de| of)? ({MONTH})\b")
MONTH_FIRST = re.compile(rf"\b({MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?(?: (?:to|and) (\d{{1,2}}))?\b(?! ?\d)")
ISO = re.compile(r"\b\d{4}-(\d\d)-(\d\d)\b")
NEGATORS = frozenset("""
    no nunca tampoco ni sin jamas ningun ninguna nadie nada not never without neither nor none cannot dont doesnt isnt arent wont cant didnt
""".split())  # noqa: SIM905
REACH = 3


@dataclass(frozen=True)
class Claims:
    """What a text claims. `numbers`: (value, unit or ""); `days`: (day, month); `names`, `codes`: plain; `denied`: stems under a "not"."""

    numbers: frozenset[tuple[float, str]]
    months: frozenset[int]
    days: frozenset[tuple[int, int]]
    names: frozenset[str]
    codes: frozenset[str]
    links: frozenset[str]
    denied: frozenset[str]


def claims(text: str, known_words: Container[str] = frozenset()) -> Claims:
    """The claims of a text. `known_words`: plain words that, at the start of a sentence, are no names."""
    links = frozenset(_link(found[0]) for found in LINK.finditer(text))
    rest = LINK.sub(" ", text)
    codes = frozenset(found[0].lower() for found in CODE.finditer(rest) if not QUANTITY.fullmatch(found[0]))
    words = plain(rest)
    months = frozenset(MONTHS[word] for word in words.split() if word in MONTHS and word != "may")
    return Claims(_numbers(CODE.sub(_as_numbers, rest)), months, _days(words, rest), _names(CODE.sub(" ", rest), known_words), codes, links,
                  _denied(rest))


def _as_numbers(code: re.Match[str]) -> str:
    """The numbers of a range ("2024-2025") or a quantity ("20h"); nothing of a code such as "N10-009"."""
    return " · ".join(re.findall(r"[\d.,]+|[^\W\d_]+", code[0])) if QUANTITY.fullmatch(code[0]) else " "


def _numbers(text: str) -> frozenset[tuple[float, str]]:
    found: set[tuple[float, str]] = set()
    tokens = _tokens(text)
    for place, token in enumerate(tokens):
        value = _value(token)
        if value is None:
            continue
        after = list(takewhile(lambda one: _value(one) is None, (one for one in tokens[place + 1:place + 4] if one != "·")))
        if after and after[0] in TIMES:
            value, after = value * TIMES[after[0]], after[1:]
        before = tokens[place - 1] if place else ""
        unit = next((UNITS[word] for word in after if word in UNITS and not (word == "por" and "ciento" not in after)), "")
        money = UNITS.get(before, "") if UNITS.get(before, "") in ("peso", "dollar") else ""
        unit = "percent" if after[:1] == ["%"] else money or ("" if "$" in before and unit in TIME_UNITS else unit)
        found.add((value, unit))
    return frozenset(found)


def _tokens(text: str) -> list[str]:
    """Numbers without separators of thousands, plain words, and the signs $ and %."""
    joined = NUMBER.sub(lambda found: re.sub(r"[,\u00a0 ]", "", found[0]), text.lower())
    return [token if token in ("%", "$", "us$", "·") or token[0].isdigit() else plain(token)
            for token in re.findall(r"\d+(?:\.\d+)?|us\$|[$%·]|[^\W\d_]+", joined)]


def _value(token: str) -> float | None:
    if token[:1].isdigit():
        return float(token)
    return float(WORDS[token]) if token in WORDS else float(TENS[token]) if token in TENS else None


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


def _denied(text: str) -> frozenset[str]:
    """Stems of the next content words after each "not", within its clause."""
    found: set[str] = set()
    for clause in re.split(r"[.,;:()¿?¡!\n]", text.replace("'", "").replace("’", "")):
        words = plain(clause).split()
        for place, word in enumerate(words):
            if word in NEGATORS:
                found |= {stem(one) for one in content_words(" ".join(words[place + 1:]))[:REACH]}
    return frozenset(found)


def _link(text: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", text.lower()).rstrip("/.,;:!?")
