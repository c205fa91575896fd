"""Personal data in a message: found, and masked before anything else sees the text.

What has a check digit or a fixed form is known by it (python-stdnum, phonenumbers); passwords, folios and addresses by the word before
them (knowledge/safety/personal.yaml); long numbers by their length, also when they are written in words. Ordinary numbers stay: ages,
hours, years, dates, prices, exam codes (200-301), the keys of campuses (15ECT0001X), public help lines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

import phonenumbers
from stdnum import luhn
from stdnum.mx import rfc

from bot.domain.danger import PersonalWords
from bot.domain.guard import PersonalDatum
from bot.safety.names import Names
from bot.safety.spoken import spoken_numbers

MASKS = {"curp": "[CURP]", "rfc": "[RFC]", "nss": "[NSS]", "voter_key": "[clave de elector]", "folio": "[folio]", "phone": "[teléfono]",
         "email": "[correo]", "address": "[domicilio]", "card": "[tarjeta]", "clabe": "[CLABE]", "password": "[contraseña]",
         "number": "[número]", "name": "[nombre]", "health": "[condición de salud]"}
S = r"[\s.\-]?"  # what may stand between the parts of an id
DOT = r"(?:\s+(?:punto|dot|guion bajo|guion medio|guion)\s+|[.\-_]|\s*[\[(](?:punto|dot)[\])]\s*)"
FIXED = tuple((kind, re.compile(form)) for kind, form in (
    ("email", r"(?<![\w.+%-])[\w.+%-]+"
              r"(?:@[\w-]+(?:\.[a-z]\w+)+|\s?@\s?[\w-]+(?:\s\.\s?|\s?\.\s|\.)(?:com|org|net|mx|edu|es)(?:\s?\.\s?mx)?)\b"),
    ("email", rf"(?<![\w+])[\w+]++(?:{DOT}[\w+]++)*+\s*(?:\s(?:arr?oba|at)\s|[\[(](?:arroba|at)[\])])\s*[\w-]+(?:{DOT}\w+)+"),
    ("curp", rf"\b[a-z]{{4}}{S}\d{{6}}{S}[hmx]{S}(?:[a-z]{{2}}{S}[a-z]{{3}}|[a-z]{{4}}){S}[a-z0-9]{S}\d\b"),
    ("voter_key", rf"\b[a-z]{{6}}{S}\d{{8}}{S}[hm]{S}\d{{3}}\b"),
))
RFC = re.compile(rf"\b[a-z&]{{3,4}}{S}\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){S}[a-z0-9]{{3}}\b")
LONG = re.compile(r"(?<![\w$.,/-])\+?\(?\d(?:[\s.\-()/_]{0,2}\d){7,24}(?![\w/])")
NOT_PERSONAL = re.compile("|".join((
    r"(?:19|20)\d\d[-/. ]{1,3}(?:19|20)\d\d", r"(?:19|20)\d\d[-/. ]\d{1,2}[-/. ]\d{1,2}", r"\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d\d",
    r"(?:\+?52[\s-]?)?(?:01[\s-]?)?800[\s-]?\d{3}[\s-]?\d{4}", r"\d{3}-\d{3}(?:[\s,]+\d{3}-\d{3})*", r"(?:\d{1,3} )?\d{1,3}(?: 000)+")))
ONLY_DIGITS = re.compile(r"\W*(?:\d[\s.\-,/()]*){4,}\W*")
CAMPUS = re.compile(r"\d\d[a-z]{3}\d{4}[a-z]")
ENOUGH = 6  # digits that are masked when they are the whole message
SHORTEST_PHONE = 7


class PersonalData:
    """Finds and masks; `words` announce what no form tells."""

    def __init__(self, words: PersonalWords) -> None:
        self._names = Names(words)
        self._no_password = frozenset(words.no_password)
        self._labelled = tuple((kind, re.compile(form)) for kind, form in _labelled_forms(words))
        self._address = re.compile(_address_form(words))
        self._health, self._has, self._topic = (re.compile(rf"\b(?:{_any(part)})\b") for part in (words.health, words.has, words.topic))
        numbered = _any((*words.phone, *words.account, *words.nss))
        self._given = re.compile(rf"\[(?:telefono|numero|tarjeta|clabe|nss|folio)\]|\b(?:mi|my)\s+(?:{numbered})\b")

    def find(self, text: str, before: Sequence[str] = ()) -> tuple[PersonalDatum, ...]:
        """The personal data in a text, in the order they stand; `before` holds the messages just before it, the latest last."""
        taken: list[PersonalDatum] = []
        for kind, start, end in self._candidates(text, before):
            if all(end <= one.start or start >= one.end for one in taken):
                taken.append(PersonalDatum(kind, start, end))
        return tuple(sorted(taken, key=lambda one: one.start))

    def mask(self, text: str) -> str:
        """The text without personal data; for logs and everything else that is kept."""
        return masked(text, self.find(text))

    def _candidates(self, text: str, before: Sequence[str]) -> Iterator[tuple[str, int, int]]:
        """What may be personal, the surest first."""
        plain = same_length(text)
        for kind, form in FIXED:
            yield from ((kind, *found.span()) for found in form.finditer(plain))
        yield from (("rfc", *found.span()) for found in RFC.finditer(plain) if rfc.is_valid(found[0], validate_check_digits=False))
        yield from self._announced(plain)
        yield from (("address", *found.span()) for found in self._address.finditer(plain))
        yield from _long_numbers(plain)
        yield from (("phone", match.start, match.end) for match in phonenumbers.PhoneNumberMatcher(text, "MX")
                    if not NOT_PERSONAL.fullmatch(match.raw_string))
        yield from (("phone", start, end) for start, end in spoken_numbers(plain))
        if ONLY_DIGITS.fullmatch(plain) and not NOT_PERSONAL.fullmatch(plain.strip()) and self._continues(plain, before):
            yield "number", len(text) - len(text.lstrip()), len(text.rstrip())
        yield from (("name", start, end) for start, end in self._names.find(text, plain))
        if self._has.search(plain) and not self._topic.search(plain):
            yield from (("health", *found.span()) for found in self._health.finditer(plain))

    def _announced(self, plain: str) -> Iterator[tuple[str, int, int]]:
        for kind, form in self._labelled:
            for found in form.finditer(plain):
                datum = found["datum"].rstrip(".,;:!?\"'")
                digits = sum(sign.isdigit() for sign in datum)
                if kind == "password" and (datum in self._no_password or not datum or CAMPUS.fullmatch(datum)):
                    continue
                if kind in ("phone", "number", "nss") and (NOT_PERSONAL.fullmatch(datum) or digits < SHORTEST_PHONE):
                    continue
                yield _clabe_or(kind, datum), found.start("datum"), found.start("datum") + len(datum)

    def _continues(self, plain: str, before: Sequence[str]) -> bool:
        """Whether a message of nothing but digits is part of a number: long enough, or after one begun or announced."""
        if sum(sign.isdigit() for sign in plain) >= ENOUGH:
            return True
        return any(self._given.search(same_length(one)) or ONLY_DIGITS.fullmatch(one) for one in before[-2:])


def masked(text: str, data: Iterable[PersonalDatum]) -> str:
    """The text with each datum replaced by its mask, such as "[CURP]"."""
    for one in sorted(data, key=lambda one: -one.start):
        text = f"{text[:one.start]}{MASKS[one.kind]}{text[one.end:]}"
    return text


def same_length(text: str) -> str:
    """The text in lower case without accents, each sign where it stood."""
    return "".join((unicodedata.normalize("NFKD", sign)[0].lower() or sign)[0] for sign in text)


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def _labelled_forms(words: PersonalWords) -> tuple[tuple[str, str], ...]:
    """Kind and form of what a word announces."""
    password = rf"\b(?:{_any(words.password)})"
    filler = r"(?: (?:del?|es|mi|la|el|numero|ficha|registro|solicitud|examen|is|number|con|escolar|beca|ecoems|original|son))*"
    between = r"(?:\W+(?:es|del?|mi|mama|papa|casa|al|el|is|a|su|the|my|at|me|en|este|para|emergencia|contacto|son|de))*\W{1,3}"
    return (
        ("password", rf"{password}(?: (?:del?|para|of|for|en)(?: (?:mi|la|el|los|my|the))? [\w@.]+){{0,2}}\s*(?:(?:es|era|is|son|:|=)\s*)+"
                     r"[\"«']?(?P<datum>[^\s,;\"»']{3,40})"),
        ("password", rf"{password}\s+(?P<datum>(?=\S*\d)[^\s,;]{{3,40}})"),
        ("nss", rf"\b(?:{_any(words.nss)})\b[^\d\n]{{0,25}}(?P<datum>\d[\d\s.\-]{{7,18}}\d)"),
        ("curp", r"\bcurp\b[\s:=]*(?:es|is)?[\s:=]*(?P<datum>(?=[a-z]*\d)[a-z0-9]{10,20})\b"),
        ("rfc", r"\brfc\b[\s:=]*(?:es|is)?[\s:=]*(?P<datum>(?=[a-z]*\d)[a-z0-9]{9,14})\b"),
        ("folio", rf"\b(?:{_any(words.folio)})\b{filler}[\s:#=.]*(?P<datum>(?=(?:[\w\-/]*\d){{5}})\w[\w\-/]{{4,24}})"),
        ("phone", rf"\b(?:{_any(words.phone)})\b{between}(?P<datum>\+?\(?\d[\d\s.\-()]{{5,20}}\d)"),
        ("address", rf"\b(?:{_any(words.postal_code)})\s*:?\s*(?:es\s*)?(?P<datum>\d{{5}})\b"),
        ("number", rf"\b(?:{_any(words.account)})\b[^\d\n]{{0,25}}(?P<datum>\d[\d\s.\-]{{6,28}}\d)"),
    )


def _address_form(words: PersonalWords) -> str:
    """A street with up to six words of a name and a number, and what follows inside it."""
    inside = rf"(?:[\s,.]+(?:{_any(words.inner)})\.?\s*#?\s*(?:\d{{1,4}}[a-z]?|[a-z]\d{{0,3}}|[a-z]+(?=\s*[,.\d]|$))\b)*"
    no_name = r"(?!(?:que|y|para|hay|queda|esta|es|donde|del? plantel|el plantel)\b)"
    return (rf"\b(?:{_any(words.street)})\s+(?:{no_name}[^\W\d]+\.?\s+|\d{{1,2}}\s+(?:de\s+\w+\s+)?){{0,6}}?"
            rf"(?:#|num(?:ero)?\.?|no\.?)?\s*\d{{1,5}}[a-z]?\b{inside}")


def _long_numbers(plain: str) -> Iterator[tuple[str, int, int]]:
    for found in LONG.finditer(plain):
        digits = re.sub(r"\D", "", found[0])
        if NOT_PERSONAL.fullmatch(found[0].strip()):
            continue
        yield _clabe_or("phone" if len(digits) <= 12 else "number", digits), *found.span()


def _clabe_or(kind: str, datum: str) -> str:
    """Bank account or card when its check digit says so, else the kind given. CLABE: weights 3, 7, 1, each product modulo 10."""
    digits = re.sub(r"\D", "", datum)
    if len(digits) == 18:
        total = sum(int(digit) * weight % 10 for digit, weight in zip(digits[:17], ((3, 7, 1) * 6)[:17], strict=True))
        if (10 - total % 10) % 10 == int(digits[17]):
            return "clabe"
    if 13 <= len(digits) <= 19 and luhn.is_valid(digits):
        return "card"
    return kind
