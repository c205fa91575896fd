"""Numbers as they are written: in digits, in words, or both ("300 mil", "mil novecientos", "one hundred and fifty")."""

from __future__ import annotations

import re

from bot.domain.text import plain

NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:(?:,\d{3})+|(?:[\u00a0 ]\d{3})+)(?![\u00a0 ]?\d)|\d+(?:\.\d+)?")
WORDS = {word: value for value, words in enumerate(
    ("cero zero", "", "dos two", "tres three", "cuatro four", "cinco five", "seis six", "siete seven", "ocho eight", "nueve nine",
     "diez ten", "once eleven", "doce twelve", "trece thirteen", "catorce fourteen", "quince fifteen", "dieciseis sixteen",
     "diecisiete seventeen", "dieciocho eighteen", "diecinueve nineteen", "veinte twenty", "veintiuno veintiun", "veintidos", "veintitres",
     "veinticuatro", "veinticinco", "veintiseis", "veintisiete", "veintiocho", "veintinueve")) for word in words.split() if word != "once"}
TENS = {"veinte": 20, "twenty": 20, "treinta": 30, "thirty": 30, "cuarenta": 40, "forty": 40, "cincuenta": 50, "fifty": 50, "sesenta": 60,
        "sixty": 60, "setenta": 70, "seventy": 70, "ochenta": 80, "eighty": 80, "noventa": 90, "ninety": 90}
HUNDREDS = {"cien": 100, "ciento": 100, "doscientos": 200, "doscientas": 200, "trescientos": 300, "trescientas": 300, "cuatrocientos": 400,
            "cuatrocientas": 400, "quinientos": 500, "quinientas": 500, "seiscientos": 600, "seiscientas": 600, "setecientos": 700,
            "setecientas": 700, "ochocientos": 800, "ochocientas": 800, "novecientos": 900, "novecientas": 900}
TIMES = {"mil": 1_000, "thousand": 1_000, "millon": 1_000_000, "millones": 1_000_000, "million": 1_000_000, "millions": 1_000_000}
ONES = frozenset({"un", "uno", "una", "one"})
SIMPLE = {**HUNDREDS, **TENS, **WORDS}
ENGLISH = frozenset({"the", "of", "and", "to", "you", "is", "for"})
SPANISH = frozenset({"de", "el", "la", "los", "las", "en", "que", "y", "por", "con", "tu"})
NUMERALS = frozenset({*SIMPLE, *TIMES, "hundred"})


def tokens(text: str) -> list[str]:
    """Numbers in digits, without separators of thousands, plain words, and signs of money, percent and ranges."""
    joined = NUMBER.sub(lambda found: re.sub(r"[,\u00a0 ]", "", found[0]), text.lower())
    parts = [token if token in SIGNS or token.isascii() else plain(token)
             for token in re.findall(r"\d+(?:\.\d+)?|us\$|[$£€%·–]|[^\W\d_]+", joined)]
    if "once" in parts and not ENGLISH & set(parts):  # eleven in Spanish, one time in English
        parts = ["11" if part == "once" else part for part in parts]
    if "ten" in parts and SPANISH & set(parts):  # ten in English, a form of "tener" in Spanish
        parts = ["tener" if part == "ten" else part for part in parts]
    merged: list[str] = []
    at = 0
    while at < len(parts):
        value, length = _number_at(parts, at)
        merged.append(parts[at] if value is None else f"{value:.12g}" if value < 1e12 else str(int(value)))
        at += length or 1
    return merged


SIGNS = frozenset({"%", "$", "us$", "£", "€", "·", "–"})


def value_of(token: str) -> float | None:
    """The number that a token is."""
    return float(token) if token[:1].isdigit() else None


def _number_at(parts: list[str], start: int) -> tuple[float | None, int]:
    """The number that begins here, and how many tokens it takes; None where none begins."""
    total, current, at, last = 0.0, None, start, 0.0
    while at < len(parts):
        word = parts[at]
        step = parts[at + 1] if at + 1 < len(parts) else ""
        if word[:1].isdigit():
            if current is not None or (total and (float(word) >= 1000 or last != 1000)):
                break
            current = last = float(word)
        elif word in TIMES:
            if current is None and (total or at > start):
                break
            total, current, last = total + (1 if current is None else current) * TIMES[word], None, float(TIMES[word])
        elif word == "hundred" and (current is None or current < 10):
            current, last = 100.0 * (current or 1), 100.0
        elif word in SIMPLE and not (word == "ciento" and at and parts[at - 1] == "por"):
            value = float(SIMPLE[word])
            if current is not None and not _follows(current, value):
                break
            current, last = (current or 0.0) + value, value
        elif word in ONES and (_follows(current, 1) if current else step in TIMES or step == "hundred"):
            current, last = (current or 0.0) + 1, 1.0
        elif word in ("y", "and") and at > start and _joins(word, current, total, step):
            pass
        else:
            break
        at += 1
    if at == start:
        return None, 0
    return total + (current or 0.0), at - start


def _follows(current: float, value: float) -> bool:
    """Whether a part of a number may stand behind another: "ochenta y dos", "ciento veinte"."""
    return (current >= 100 and current % 100 == 0 and value < 100) or (current >= 20 and current % 10 == 0 and value < 10)


def _joins(word: str, current: float | None, total: float, step: str) -> bool:
    """Whether an "and" stands within a number: "treinta y dos", "one hundred and two"."""
    value = SIMPLE.get(step, 1 if step in ONES else None)
    if value is None:
        return False
    if word == "y":
        return current is not None and current % 100 >= 30 and current % 10 == 0 and value < 10
    return bool(current and current >= 100 and current % 100 == 0 and value < 100) or (current is None and bool(total) and value < 100)
