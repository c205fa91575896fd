"""Numbers and limits in a question about lists: hours, prices, ages."""

from __future__ import annotations

import re
from dataclasses import dataclass

COUNTED = {word: str(number) for row in (
    "un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte",
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty",
) for number, word in enumerate(row.split(), start=1)}
COUNTED |= {"una": "1", "an": "1", "a": "1", "treinta": "30", "thirty": "30", "cuarenta": "40", "forty": "40", "cincuenta": "50",
            "fifty": "50", "cien": "100"}
UNIT = r"(?:horas?|hours?|hr|h)"
MOST = (r"(?:menos de|no mas de|maximo(?: de)?|max|a lo mucho|hasta|debajo de|menores? a|no pasen? de|tope de|under|less than|at most|"
        r"fewer than|up to|below|within|shorter than)")
LEAST = r"(?:mas de|minimo(?: de)?|al menos|por lo menos|over|more than|at least|longer than|mayores? a|arriba de)"
NUMBER = r"(\d+(?: \d{3})?)"
ABOUT = r"(?:unas |como |solo |only |about |tengo |just )?"
BELOW = re.compile(rf"\b{MOST} {ABOUT}{NUMBER} {UNIT}\b")
ABOVE = re.compile(rf"\b{LEAST} {ABOUT}{NUMBER} {UNIT}\b(?! (?:a la|por|semanal))")
BETWEEN = re.compile(rf"\b(?:entre|between|de|from) {NUMBER} (?:y|a|and|to) {NUMBER} {UNIT}\b")
MONEY = r"(dolares|dollars|usd|pesos|mxn)"
CHEAPER = re.compile(rf"\b{MOST} {NUMBER} {MONEY}\b")
PRICE = re.compile(rf"\b(?:cuestan?|valen?|de|a|costs?|that cost|por) {NUMBER} {MONEY}\b")
AGES = re.compile(r"\b(?:de|from|ages?|entre|between) (\d{1,2}) (?:a|y|to|and) (?:los )?(\d{1,2})(?: anos| years?)?\b")
UNDERAGE = re.compile(r"\b(?:menores? de (?:edad|18)|for minors|under 18|adolescentes|teenagers|teens|ninos|kids)\b")
AGED = re.compile(r"\b(?:jovenes|joven|alguien|persona|estudiantes?|someone|for a|hij[oa]s?|herman[oa]) (?:de|aged|of) (\d{1,2})\b")
PESOS_A_DOLLAR = 18.0
ADULT, CHILD = 18, 6


@dataclass(frozen=True)
class Limits:
    """Hours, a price or a highest price (in dollars), and the age that must be let in; None where nothing is said."""

    max_hours: float | None = None
    min_hours: float | None = None
    price: float | None = None
    max_price: float | None = None
    age: int | None = None
    spans: tuple[tuple[int, int], ...] = ()


def limits(words: list[str]) -> Limits:
    """The limits that the plain words set. Spans are positions of the words that said them."""
    text = " ".join(COUNTED.get(word, word) if _counts(words, at) else word for at, word in enumerate(words))
    below, above, between = BELOW.search(text), ABOVE.search(text), BETWEEN.search(text)
    cheaper, price = CHEAPER.search(text), PRICE.search(text)
    ages, aged, underage = AGES.search(text), AGED.search(text), UNDERAGE.search(text)
    ages = ages if ages and not between and CHILD < int(ages[1]) < 100 else None
    young = int(ages[1]) if ages else int(aged[1]) if aged else ADULT - 1 if underage else None
    found = [one for one in (below, above, between, cheaper, price, ages, aged, underage) if one]
    return Limits(
        max_hours=_number(below[1]) if below else _number(between[2]) if between else None,
        min_hours=_number(above[1]) if above else _number(between[1]) if between else None,
        price=_dollars(price) if price and not cheaper else None, max_price=_dollars(cheaper) if cheaper else None, age=young,
        spans=tuple((text[:one.start()].count(" "), text[:one.end()].count(" ") + 1) for one in found))


def _counts(words: list[str], at: int) -> bool:
    """Whether the word at this place stands before something counted."""
    return at + 1 < len(words) and bool(re.fullmatch(rf"{UNIT}|{MONEY}|y|a|and|to", words[at + 1]))


def _number(written: str) -> float:
    return float(written.replace(" ", ""))


def _dollars(found: re.Match[str]) -> float:
    amount = _number(found[1])
    return round(amount / PESOS_A_DOLLAR, 2) if found[2] in ("pesos", "mxn") else amount
