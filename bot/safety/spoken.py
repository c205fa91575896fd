"""Long numbers said in words, as in a voice note: "cincuenta y cinco, cero cero, treinta y uno…"."""

from __future__ import annotations

import re
from collections.abc import Iterator

ONES = frozenset({"cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve",
                  "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "oh"})
TENS = frozenset({"veinte", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa",
                  "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"})
TEENS = frozenset({"diez", "once", "doce", "trece", "catorce", "quince", "dieciseis", "diecisiete", "dieciocho", "diecinueve", "veintiuno",
                   "veintidos", "veintitres", "veinticuatro", "veinticinco", "veintiseis", "veintisiete", "veintiocho", "veintinueve",
                   "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"})
DIGITS = {**dict.fromkeys(ONES, 1), **dict.fromkeys(TENS | TEENS, 2), "cien": 3, "ciento": 2, "doble": 1, "double": 1}
JOINS = frozenset({"y", "guion", "and", "luego"})
TOKEN = re.compile(r"\w+|[^\w\s]")
LONG_ENOUGH = 8
WORDS_ENOUGH = 4


def spoken_numbers(plain: str) -> Iterator[tuple[int, int]]:
    """Start and end of each run of number words (digits may stand between) that stands for eight digits or more.

    `plain` is in lower case and without accents.
    """
    run: list[re.Match[str]] = []
    for token in [*TOKEN.finditer(plain), None]:
        word = token[0] if token else ""
        if token and (word in DIGITS or word.isdigit() or (run and (word in JOINS or word in ",-.·"))):
            run.append(token)
            continue
        while run and run[-1][0] not in DIGITS and not run[-1][0].isdigit():
            run.pop()
        if run and _digits(run) >= LONG_ENOUGH and sum(one[0] in DIGITS for one in run) >= WORDS_ENOUGH:
            yield run[0].start(), run[-1].end()
        run = []


def _digits(run: list[re.Match[str]]) -> int:
    """How many digits the run stands for; "treinta y uno" are two."""
    words = [one[0] for one in run]
    total = 0
    for place, word in enumerate(words):
        if word.isdigit():
            total += len(word)
        elif word in DIGITS:
            joined = place > 1 and words[place - 1] in ("y", "and") and words[place - 2] in TENS
            total += 0 if joined and DIGITS[word] == 1 else DIGITS[word]
    return total

