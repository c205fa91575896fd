"""Messages with invented personal data, made by seed, and how many of the data are masked.

Data are planted in the forms people write them: with spaces, hyphens, in lower case, in words. Ordinary messages full of numbers are
mixed in; what is masked there, or masked besides what was planted, is a false alarm.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pydantic import Field

from bot.domain.conversation import Frozen
from bot.evaluation.scoring import Share

ORDINARY = 0.3  # the share of ordinary messages
CONSONANTS, VOWELS = "BCDFGHJKLMNPRSTVZ", "AEIOU"
STATES = ("AS", "BC", "CM", "DF", "GT", "HG", "JC", "MC", "MN", "OC", "PL", "SL", "TL", "VZ", "YN")
SPOKEN = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
TENS = ("treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
MASK = re.compile(r"\[[^\[\]]{2,22}\]")


class Templates(Frozen):
    """personal.yaml: sentences by kind of datum with a gap for it, and what data are made of."""

    frames: dict[str, tuple[str, ...]] = Field(alias="marcos")
    streets: tuple[str, ...] = Field(alias="calles")
    street_names: tuple[str, ...] = Field(alias="nombres_de_calle")
    inner: tuple[str, ...] = Field(alias="interiores")
    first_names: tuple[str, ...] = Field(alias="nombres")
    last_names: tuple[str, ...] = Field(alias="apellidos")
    health: tuple[str, ...] = Field(alias="salud")
    words: tuple[str, ...] = Field(alias="palabras")
    ordinary: tuple[str, ...] = Field(alias="comunes")


@dataclass(frozen=True)
class Planted:
    """A message, the kind of datum in it, and the datum as written; both empty in an ordinary message."""

    text: str
    kind: str = ""
    datum: str = ""


@dataclass(frozen=True)
class Masking:
    """How the masking went: data no longer readable, by kind and in all; masks that hit a datum; what was missed or masked wrongly."""

    recall: Share
    precision: Share
    by_kind: tuple[tuple[str, Share], ...]
    wrong: tuple[tuple[Planted, str], ...]


def generated(templates: Templates, seed: int, count: int) -> tuple[Planted, ...]:
    """`count` messages; the same seed gives the same."""
    chance = random.Random(seed)
    return tuple(_message(templates, chance) for _ in range(count))


def measured(mask: Callable[[str], str], messages: Sequence[Planted]) -> Masking:
    """The figures of a masking."""
    shown = [(one, mask(one.text)) for one in messages]
    planted = [(one, text) for one, text in shown if one.datum]
    hidden = [one for one, text in planted if one.datum not in text]
    extra = sum(max(len(MASK.findall(text)) - bool(one.datum), 0) for one, text in shown)
    kinds = sorted({one.kind for one, _ in planted})
    wrong = [(one, text) for one, text in shown if (one.datum and one.datum in text) or len(MASK.findall(text)) > bool(one.datum)]
    by_kind = tuple((kind, Share(sum(one.kind == kind for one in hidden), sum(one.kind == kind for one, _ in planted))) for kind in kinds)
    return Masking(Share(len(hidden), len(planted)), Share(len(hidden), len(hidden) + extra), by_kind, tuple(wrong))


def _message(templates: Templates, chance: random.Random) -> Planted:
    if chance.random() < ORDINARY:
        year = chance.randint(2019, 2026)
        gaps = {"n": chance.randint(12, 49), "m": chance.randint(10, 60), "d": chance.randint(1, 9), "anio": year, "siguiente": year + 1,
                "precio": chance.choice(("1,900", "12500", "9,582", "350", "4 mil"))}
        return Planted(chance.choice(templates.ordinary).format(**gaps))
    kind = chance.choice(sorted(templates.frames))
    datum = next(_data(kind, templates, chance))
    return Planted(chance.choice(templates.frames[kind]).format(dato=datum), kind, datum)


def _data(kind: str, templates: Templates, chance: random.Random) -> Iterator[str]:
    """One datum of a kind in one of the ways people write it."""
    match kind:
        case "curp":
            yield _written(_curp(chance), (4, 10, 16), chance)
        case "rfc":
            yield _written(f"{_letters(chance, 4)}{_day(chance)}{_any(chance, 3)}", (4, 10), chance)
        case "voter_key":
            state = f"{chance.randint(1, 32):02d}"
            yield _written(f"{_letters(chance, 6)}{_day(chance)}{state}{chance.choice('HM')}{_digits(chance, 3)}", (), chance)
        case "nss":
            yield _written(_digits(chance, 11), (2, 4, 6, 10), chance)
        case "folio":
            yield chance.choice((f"{chance.randint(2024, 2026)}-{_digits(chance, 7)}", _digits(chance, 9),
                                 f"{_digits(chance, 8)}-{_digits(chance, 1)}", f"{_letters(chance, 1)}{_digits(chance, 7)}"))
        case "phone":
            number = f"{chance.choice(('55', '33', '81', '222', '656', '999'))}{_digits(chance, 8)}"[:10]
            yield chance.choice(("", "+52 ", "52", "044 ", "")) + _written(number, chance.choice(((2, 6), (3, 6), (2, 4, 6, 8))), chance)
        case "email":
            yield _email(templates, chance)
        case "address":
            yield (f"{chance.choice(templates.streets)} {chance.choice(templates.street_names)} "
                   f"{chance.choice(('', '#', 'num ', 'numero '))}{chance.randint(3, 2400)}{chance.choice(templates.inner)}")
        case "card":
            yield _written(_luhn(f"{chance.choice(('4', '51', '55'))}{_digits(chance, 15)}"[:15]), (4, 8, 12), chance)
        case "clabe":
            yield _clabe(_digits(chance, 17))
        case "password":
            yield f"{chance.choice(templates.words)}{_digits(chance, chance.randint(2, 4))}{chance.choice(('', '!', '_'))}"
        case "spoken":
            yield _spoken(chance)
        case "name":
            names = chance.sample(templates.last_names, 2)
            yield f"{chance.choice(templates.first_names)} {names[0]} {names[1]}"
        case _:
            yield chance.choice(templates.health)


def _written(value: str, breaks: Sequence[int], chance: random.Random) -> str:
    """As people write it: joined, or broken with spaces or hyphens; sometimes in lower case."""
    joint = chance.choice(("", "", " ", "-"))
    ends = [0, *breaks, len(value)]
    text = joint.join(value[start:end] for start, end in pairwise(ends))
    return text.lower() if chance.random() < 0.4 else text


def _curp(chance: random.Random) -> str:
    return (f"{_letters(chance, 4)}{_day(chance)}{chance.choice('HM')}{chance.choice(STATES)}"
            f"{''.join(chance.choice(CONSONANTS) for _ in range(3))}{chance.choice('0123456789AB')}{_digits(chance, 1)}")


def _email(templates: Templates, chance: random.Random) -> str:
    user = f"{chance.choice(templates.first_names).lower()}{chance.choice(('.', '_', ''))}{chance.choice(templates.last_names).lower()}"
    host = chance.choice(("gmail.com", "hotmail.com", "outlook.es", "example.org", "yahoo.com.mx"))
    if chance.random() < 0.35:
        return f"{user.replace('.', ' punto ').replace('_', ' guion bajo ')} arroba {host.replace('.', ' punto ')}"
    return f"{user}{chance.choice(('', _digits(chance, 2)))}@{host}"


def _spoken(chance: random.Random) -> str:
    """Ten digits in words, in pairs or one by one."""
    if chance.random() < 0.5:
        return ", ".join(f"{chance.choice(TENS)} y {chance.choice(SPOKEN[1:])}" for _ in range(5))
    return " ".join(chance.choice(SPOKEN) for _ in range(10))


def _day(chance: random.Random) -> str:
    year = chance.randint(70, 99) if chance.random() < 0.4 else chance.randint(0, 12)
    return f"{year:02d}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"


def _letters(chance: random.Random, count: int) -> str:
    return "".join(chance.choice(CONSONANTS if place != 1 else VOWELS) for place in range(count))


def _any(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789") for _ in range(count))


def _digits(chance: random.Random, count: int) -> str:
    return "".join(str(chance.randint(0, 9)) for _ in range(count))


def _luhn(start: str) -> str:
    """The digits with their check digit (Luhn 1960)."""
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(start))]
    return start + str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)


def _clabe(start: str) -> str:
    """The 17 digits with their check digit (Banco de México)."""
    total = sum(int(digit) * weight % 10 for digit, weight in zip(start, (3, 7, 1) * 6, strict=False))
    return start + str(-total % 10)
