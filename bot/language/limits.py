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
UNIT = r"(?:horas?|horitas?|hours?|hr|h)"
MOST = (r"(?:menos de|(?:no|ni) mas de|maximo(?: de)?|max|(?:a lo|cuando) mucho|hasta|debajo de|menores? a|tope de|"
        r"no (?:me )?(?:pasen?|dur[ea]n?|cuest[ea]n?|rebasen?|excedan?) (?:de|mas de)|no (?:rebasen?|excedan?|llegu?en? a)|"
        r"under|less than|at most|no more than|not over|fewer than|up to|below|within|shorter than)")
LEAST = r"(?:mas de|beyond|minimo(?: de)?|al menos|por lo menos|over|more than|at least|longer than|mayores? a|arriba de)"
OR_LESS = r"(?:o menos|(?:para|pa) abajo|(?:como )?maximo|max|a lo mucho|cuando mucho|or less|or fewer|or under|tops|at most|maximum)"
OR_MORE = r"(?:o mas|(?:para|pa) arriba|(?:como )?minimo|por lo menos|or more|at least|minimum)"
NUMBER = r"(\d+(?: \d{3})?)"
ABOUT = r"(?:unas |unos |como |solo |only |about |tengo |just )?"
BELOW = re.compile(rf"\b(?:{MOST} {ABOUT}{NUMBER} {UNIT}|{NUMBER} {UNIT} {OR_LESS})\b")
ABOVE = re.compile(rf"\b(?:{LEAST} {ABOUT}{NUMBER} {UNIT}|{NUMBER} {UNIT} {OR_MORE})\b(?! (?:a la|por|semanal))")
BETWEEN = re.compile(rf"\b(?:entre|between|de|from) {NUMBER} (?:y|a|and|to) {NUMBER} {UNIT}\b")
EACH = r"(?:a la|por|cada|per|a|each|every|al|semanal(?:es)?|diari[ao]s?)"
WEEKLY = re.compile(rf"\b{NUMBER} {UNIT} (?:libres )?{EACH}(?: (?:semana|week|dia|day))?\b")
MONEY = r"(dolares|dolar|dollars|usd|pesos|mxn)"
HAS = (r"(?:con|(?:solo )?(?:tengo|traigo)(?: solo)?|me alcanza(?: con)?|presupuesto(?: es)?(?: de)?|gastar|pagar hasta|i have|with|"
       r"budget(?: is)?(?: of)?)")
CHEAPER = re.compile(rf"\b(?:(?:{MOST}|{HAS}) {ABOUT}{NUMBER} {MONEY}|{NUMBER} {MONEY} {OR_LESS})\b")
PRICE = re.compile(rf"\b(?:cuest[ea]n?|val[ea]n?|sale[n]? en|de|a|costs?|that cost|por) {NUMBER} {MONEY}\b")
AGES = re.compile(r"\b(?:de|from|ages?|entre|between) (\d{1,2}) (?:a|y|to|and) (?:los )?(\d{1,2})(?: anos| years?)?\b")
UNDERAGE = re.compile(r"\b(?:menores? de (?:edad|18)|for minors|under 18|adolescentes|teenagers|teens|ninos|kids)\b")
AGED = re.compile(r"\b(?:jovenes|joven|alguien|persona|estudiantes?|someone|for a|hij[oa]s?|herman[oa]) (?:de|aged|of) (\d{1,2})\b")
YEARS = r"(?:anos?|years?|yrs?)"
COUNTS = r"(?:valid\w*|vigen\w*|sirv\w+|valg\w+|good)"
VALIDITY = re.compile(rf"\b(?:{COUNTS} (?:\w+ ){{0,3}}{NUMBER} {YEARS}|{NUMBER} {YEARS} (?:de )?{COUNTS})\b")
SIGNED = re.compile(r"([<>≤≥])=?\s*(?=\$?\s?\d)")
RANGE = re.compile(r"\b(\d{1,3})\s?[-–]\s?(\d{1,3})\s?(?=(?:horas|hours|hrs?|h)\b)")
AMOUNT = re.compile(r"\$\s?(\d+(?:[.,]\d{3})*)(?![\d.]*\d)")
CURRENCY = re.compile(r"\s*(?:d[oó]l|dll?s|usd|us\b|pesos|mxn|mx\b|varos|bucks)", re.IGNORECASE)
PESOS_A_DOLLAR = 18.0
ADULT, CHILD = 18, 6


@dataclass(frozen=True)
class Limits:
    """Hours, a price or a highest price (in dollars), the age that must be let in, and years that a certification counts for; None where
    nothing is said.
    """

    max_hours: float | None = None
    min_hours: float | None = None
    price: float | None = None
    max_price: float | None = None
    age: int | None = None
    validity: float | None = None
    spans: tuple[tuple[int, int], ...] = ()


def limits(words: list[str]) -> Limits:
    """The limits that the plain words set. Spans are positions of the words that said them."""
    text = " ".join(COUNTED.get(word, word) if _counts(words, at) else word for at, word in enumerate(words))
    below, between = BELOW.search(text), BETWEEN.search(text)
    above = ABOVE.search(text, below.end() if below else 0)  # "no más de 15 h" is one limit
    cheaper, price = CHEAPER.search(text), PRICE.search(text)
    ages, aged, underage = AGES.search(text), AGED.search(text), UNDERAGE.search(text)
    ages = ages if ages and not between and CHILD < int(ages[1]) < 100 else None
    young = int(ages[1]) if ages else int(aged[1]) if aged else ADULT - 1 if underage else None
    validity = VALIDITY.search(text)
    weekly = WEEKLY.search(text)
    found = [one for one in (weekly, validity, below, above, between, cheaper, price, ages, aged, underage) if one]
    return Limits(
        max_hours=_number(_said(below)) if below else _number(between[2]) if between else None,
        min_hours=_number(_said(above)) if above else _number(between[1]) if between else None,
        price=_dollars(price) if price and not cheaper else None, max_price=_dollars(cheaper) if cheaper else None, age=young,
        validity=_number(_said(validity)) if validity else None,
        spans=tuple((text[:one.start()].count(" "), text[:one.end()].count(" ") + 1) for one in found))


def _counts(words: list[str], at: int) -> bool:
    """Whether the word at this place stands before something counted."""
    return at + 1 < len(words) and bool(re.fullmatch(rf"{UNIT}|{MONEY}|{YEARS}|y|a|and|to", words[at + 1]))


def written_out(text: str, language: str) -> str:
    """The text with the signs of limits in words: "< 20 h", "10-20 h", "$500" (pesos in Spanish, dollars in English)."""
    text = RANGE.sub(r"entre \1 y \2 ", text)
    text = SIGNED.sub(lambda found: f"{'menos' if found[1] in '<≤' else 'mas'} de ", text)
    return AMOUNT.sub(lambda found: found[1] + ("" if CURRENCY.match(found.string, found.end()) else
                                                " pesos" if language == "es" else " dollars"), text)


def _said(found: re.Match[str]) -> str:
    """The first number of a limit, wherever it stands in it."""
    return next(one for one in found.groups() if one is not None)


def _number(written: str) -> float:
    return float(written.replace(" ", ""))


def _dollars(found: re.Match[str]) -> float:
    amount, currency = (one for one in found.groups() if one is not None)
    return round(_number(amount) / PESOS_A_DOLLAR, 2) if currency in ("pesos", "mxn") else _number(amount)
