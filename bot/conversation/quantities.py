"""What a text says in numbers: values with their units and limits, ranges, shares, periods, telephones, money.

Every part of a number that changes what it means is a claim of its own: "hasta 25 años" and "más de 25 años", "cada mes" and "cada dos
meses", "de 18 a 29" and "de 29 a 18".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from bot.conversation.numerals import tokens, value_of

UNITS = {name: unit for unit, names in {
    "hour": "hora horas hour hours h hrs", "day": "dia dias day days", "week": "semana semanas week weeks",
    "month": "mes meses month months", "year": "ano anos year years", "peso": "peso pesos mxn",
    "dollar": "dolar dolares dollar dollars usd us$", "euro": "euro euros €", "pound": "libras pounds £", "quetzal": "quetzales quetzals",
    "lempira": "lempiras", "colon": "colones", "cordoba": "cordobas", "percent": "por percent porcentaje %", "times": "veces times",
    "minute": "minuto minutos minute minutes", "semester": "semestre semestres semester semesters",
}.items() for name in names.split()}
MONEY = frozenset({"peso", "dollar", "euro", "pound", "quetzal", "lempira", "colon", "cordoba"})
TIME_UNITS = frozenset({"hour", "day", "week", "month", "year", "minute", "semester"})
EVERY = {name: period for period, names in {
    (1.0, "month"): "mensual mensuales mensualmente monthly", (1.0, "year"): "anual anuales anualmente yearly annually annual",
    (1.0, "week"): "semanal semanales semanalmente weekly", (2.0, "month"): "bimestral bimestrales bimonthly",
    (3.0, "month"): "trimestral trimestrales quarterly", (1.0, "day"): "diario diaria diarios diarias daily",
    (1.0, "hour"): "hourly"}.items() for name in names.split()}
PHONE = re.compile(r"(?<![\d.,/$-])(?:\+?52 ?)?(?:\d{2,3}[ -]\d{3,4}[ -]\d{4}|\d{10}|(?!(?:19|20)\d\d-(?:19|20)\d\d)\d{4}-\d{4})"
                   r"(?![\d.,/-]\d|\d)")
CLOCK = re.compile(r"\b(\d{1,2}):00\b")
ARTICLES = frozenset({"los", "las", "el", "la", "the", "$", "us$", "mxn", "usd", "£", "€"})
LIMITS_BEFORE = tuple((limit, re.compile(rf"(?:^| )(?:{words})$")) for limit, words in {
    "more": "mas de|more than|over|above|mayor(?:es)? (?:de|a)|older than|superior(?:es)? a|supera|exceeds|(?:pase|pasa) de",
    "less": "menos de|less than|fewer than|under|below|menor(?:es)? (?:de|a)|younger than|inferior(?:es)? a",
    "most": "hasta|up to|until|till|a lo mas|at most|maximo(?: de)?|maximum(?: of)?|no more than|no mas de",
    "least": ("desde|a partir de|since|from(?: age| the age of)?|al menos|por lo menos|minim[oa](?: de)?|at least|"
              "minimum(?: \\w+)?(?: of)?|no less than|no menos de"),
    "almost": "casi|almost|nearly"}.items())
LIMITS_AFTER = tuple((limit, re.compile(rf"^(?:{words})\b")) for limit, words in {
    "onward": "(?:\\w+ )?(?:o mas|or more)|en adelante|y mas|(?:and|or) (?:older|up|over|above)|onwards?|cumplidos en adelante",
    "less": "o menos|or (?:less|fewer|younger)", "least": "como minimo|minimo|at least|at minimum",
    "most": "como maximo|maximo|at most|a lo mas|at maximum", "above": "(?:mas|more|higher|adicional(?:es)?|additional|extra)(?! de\\b)",
    "below": "(?:menos(?! en\\b)|less|lower|fewer)"}.items())
MEET = {"more": {"more", "onward"}, "most": {"most", "to"}, "least": {"least", "from", "onward"}, "onward": {"onward", "least", "more"},
        "from": {"from", "least", "onward"}, "to": {"to", "most"}}
SHARES = (("de", "cada"), ("out", "of", "every"), ("out", "of"))
KEPT = frozenset({"more", "less", "most", "least", "onward"})  # limits without which a number says something else
GROWTH = frozenset({"above", "below"})


@dataclass(frozen=True)
class Quantities:
    """`numbers`: (value, unit or ""); `limits`: (value, limit or ""), a limit such as "most"; `pairs`: (kind, first, second) of ranges and
    shares; `periods`: (number, unit) of what comes again and again; `phones`: digits; `money`: currencies named; `units`: of time, named
    without a number; `values`: every number, as often as it stands.
    """

    numbers: frozenset[tuple[float, str]]
    limits: frozenset[tuple[float, str]]
    pairs: frozenset[tuple[str, float, float]]
    periods: frozenset[tuple[float, str]]
    phones: frozenset[str]
    money: frozenset[str]
    units: frozenset[str]
    values: tuple[float, ...]


def quantities(text: str) -> Quantities:
    """What a text without links and codes says in numbers."""
    phones = frozenset(re.sub(r"\D", "", found[0])[-10:] for found in PHONE.finditer(text))
    words = tokens(CLOCK.sub(r"\1", PHONE.sub(" ", text)))
    places = [place for place, word in enumerate(words) if value_of(word) is not None]
    pairs = {place: pair for place in places if (pair := _pair(words, place))}
    numbers = frozenset((float(words[place]), _unit(words, place)) for place in places)
    limits = frozenset(limit for place in places for limit in _limits(words, place, pairs))
    both = frozenset((kind, float(words[place]), float(words[other])) for place, (kind, other) in pairs.items())
    money = frozenset(UNITS[word] for word in words if UNITS.get(word) in MONEY)
    counted = {at for place in places for at in range(place + 1, place + 4)}
    units = frozenset(unit for place, word in enumerate(words) if (unit := UNITS.get(word, "")) in TIME_UNITS and place not in counted
                      and not {"school", "escolar"} & set(words[max(0, place - 1):place + 2]))
    values = tuple(float(words[place]) for place in places)
    return Quantities(numbers, limits, both, frozenset(_periods(words)), phones, money, units, values)


def limits_broken(said: Quantities, held: Quantities) -> list[str]:
    """Limits of numbers that are said and not held, and those that are held and not said."""
    broken = [f"{limit} {value:g}" for value, limit in said.limits
              if limit and not any(one == value and other in MEET.get(limit, {limit}) for one, other in held.limits)]
    for value in {value for value, _ in said.limits}:
        known, own = ({limit for one, limit in limits if one == value} for limits in (held.limits, said.limits))
        broken += [f"{value:g} without its limit"] if known & KEPT and known <= KEPT | GROWTH and own <= {"", *GROWTH} else []
    return sorted(broken)


def _unit(words: Sequence[str], place: int) -> str:
    after = list(takewhile(lambda one: value_of(one) is None, (one for one in words[place + 1:place + 4] if one not in "·–")))
    before = words[place - 1] if place else ""
    unit = next((UNITS[word] for word in after if word in UNITS and not (word == "por" and "ciento" not in after)), "")
    money = UNITS[before] if UNITS.get(before) in MONEY else ""
    if money or after[:1] == ["%"]:
        return money or "percent"
    if before in ("$", "us$") and unit in TIME_UNITS:
        return ""
    other = _pair(words, place)
    return unit if unit or not other or other[0] != "range" else _unit(words, other[1])


def _pair(words: Sequence[str], place: int) -> tuple[str, int] | None:
    """Whether the number here begins a range or a share, and where its second number stands."""
    at = place + 1
    share = next((len(form) for form in SHARES if tuple(words[at:at + len(form)]) == form), 0)
    if share:
        return ("share", at + share) if at + share < len(words) and value_of(words[at + share]) is not None else None
    while at < len(words) and words[at] in UNITS:
        at += 1
    between = any(word in ("entre", "between") for word in words[max(0, place - 2):place])
    if at >= len(words) or words[at] not in {"a", "al", "to", "·", "–", *(("y", "and") if between else ())}:
        return None
    at += 1
    while at < len(words) and words[at] in ARTICLES:
        at += 1
    return ("range", at) if at < len(words) and value_of(words[at]) is not None else None


def _limits(words: Sequence[str], place: int, pairs: dict[int, tuple[str, int]]) -> list[tuple[float, str]]:
    value, found = float(words[place]), []
    pair = pairs.get(place)
    found += ["from"] if pair and pair[0] == "range" else []
    found += ["to"] if any(kind == "range" and other == place for kind, other in pairs.values()) else []
    start = place
    while start and words[start - 1] in ARTICLES:
        start -= 1
    near = words[max(0, start - 3):start] if words[start:place] != ["the"] else words[max(0, place - 4):place]
    before = " ".join(near)
    found += [limit for limit, pattern in LIMITS_BEFORE if pattern.search(before) and not (pair and limit == "least")][:1]
    end = place + 1
    while end < len(words) and (words[end] in UNITS or words[end] in ("ciento", "cumplidos", "old", "edad", "de", "age", "of")):
        end += 1
    found += [limit for limit, pattern in LIMITS_AFTER if pattern.search(" ".join(words[end:end + 4]))][:1]
    return [(value, limit) for limit in found or [""]]


def _periods(words: Sequence[str]) -> list[tuple[float, str]]:
    found = [EVERY[word] for word in words if word in EVERY]
    for place, word in enumerate(words[:-1]):
        after = words[place + 1]
        if word in ("cada", "every", "each"):
            value = value_of(after)
            unit = UNITS.get(words[place + 2] if value is not None and place + 2 < len(words) else after, "")
            found += [(value or 1.0, unit)] if unit in TIME_UNITS else []
        elif word in ("todos", "todas") and UNITS.get(words[min(place + 2, len(words) - 1)]) in TIME_UNITS:
            found.append((1.0, UNITS[words[place + 2]]))
        elif word in ("al", "por", "per", "a", "an") and UNITS.get(after) in TIME_UNITS:
            found.append((1.0, UNITS[after]))
    return found
