"""What a person says of themselves, or of the person they ask for, in one message.

Every statement is read clause by clause, and each clause has somebody it speaks of: "mi hermano tiene 12" says nothing of the one who
writes. Numbers are read here, everything else by the counselors' table `statements.yaml`. Nothing is inferred: who says no age has no
age. "Casi 18" is 17, because a minor becomes an adult only by saying so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.domain.conversation import Facts
from bot.domain.speech import Statement

YOUNGEST, OLDEST, ADULT = 9, 80, 18
PESOS_A_DOLLAR = 18.0
MOST_HOURS = 60.0
WORDS = {word: str(number) for words in (
    ("once", "doce", "trece", "catorce", "quince", "dieciseis", "diecisiete", "dieciocho", "diecinueve", "veinte", "veintiuno", "veintidos",
     "veintitres", "veinticuatro", "veinticinco", "veintiseis", "veintisiete", "veintiocho", "veintinueve", "treinta"),
    ("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
) for number, word in enumerate(words, start=11)}
FEW = {"un": "1", "una": "1", "one": "1", "an": "1", "dos": "2", "two": "2", "tres": "3", "three": "3", "cuatro": "4", "four": "4",
       "cinco": "5", "five": "5", "seis": "6", "six": "6", "siete": "7", "seven": "7", "ocho": "8", "eight": "8", "diez": "10", "ten": "10",
       "media": "0.5"}

KIN = (r"(?:hij[oa]s?|hijit[oa]|herman[oa]s?|hermanit[oa]|carnal\w*|prim(?:it)?[oa]s?|sobrin(?:it)?[oa]s?|niet(?:ecit)?[oa]s?|"
       r"novi[oa]|espos[oa]|marido|mama|papa|amig[oa]s?|vecin[oa]|alumn[oa]s?|son|daughter|brother|sister|cousin|kid|friend|nephew|niece|wife|husband|girlfriend|"
       r"boyfriend|mom|dad|child|student)")
OTHER = re.compile(rf"\b(?:mis?|una?|nuestr[oa]|my|our|a)\s+(?:\w+\s+)?{KIN}\b|\b(?:mama|papa|madre|padre|mother|father) (?:de|of)\b")
OWN = re.compile(r"\b(?:yo|tengo|soy|estoy|vivo|quiero|busco|trabajo|estudio|termine|acabe|cumpli|leo|puedo|necesito|ocupo|i|im|ive)\b")
THIRD = {"tiene": "tengo", "es": "soy", "esta": "estoy", "vive": "vivo", "quiere": "quiero", "termino": "termine", "acabo": "acabe",
         "cumplio": "cumpli", "sabe": "se", "lee": "leo", "habla": "hablo", "trabaja": "trabajo", "estudia": "estudio", "salio": "sali",
         "dejo": "deje", "va": "voy", "puede": "puedo", "he is": "i am", "she is": "i am", "is": "i am", "has": "have",
         "he turned": "i turned", "le interesa": "me interesa"}

OTHER_UNIT = (r"(?!\s*(?:hora|hour|h\b|hr|peso|dolar|dollar|mxn|usd|mes|month|semana|"
              r"week|dia|day|hij|kid|child|min|gb|mil|%|materia|herman|"
              r"semestre|curso|veces|anos?\s+(?:de (?:exp|trab|casad|viv|serv)|trabaja|"
              r"en (?:\w+ )?(?:empresa|trabajo|puesto|ramo)|sin |que |"
              r"vivie|estudia)|years?\s+(?:of|work|in|experience)))")
AGES = (
    re.compile(rf"\b(?:tengo|tenemos|cumpli|i am|i m|im|i turned|edad es|my age is|edad|age)\s+(?:ya\s+|apenas\s+|como\s+|de\s+|now\s+)?"
               rf"(\d{{1,2}})\b{OTHER_UNIT}"),
    re.compile(rf"\bsoy\s+(?:(?!mama|papa|madre|padre)\w+\s+){{0,3}}?de\s+(\d{{1,2}})\b{OTHER_UNIT}"),
    re.compile(r"^(?:hola |hi )?(\d{2})$"),
    re.compile(r"^(?:hola |hi )?(\d{2}) (?:anos|anitos|years? old|yo)\b(?! (?:de|of|trabaj|work))"),
    re.compile(r"^(?:chavo|chava|joven|estudiante|mujer|hombre|senora?|male|female) (?:de )?(\d{2})\b"),
    re.compile(r"\b(\d{2}) ?(?:years? old|yo)\b"),
)
SOON = re.compile(r"\b(?:casi|ya mero|a punto de|pronto|voy a cumplir|por cumplir|cumplo|cumplire|me falta\w*|almost|nearly|about to|"
                  r"(?:i ll|i will) (?:be|turn)|turning)\s+(?:\w+\s+){0,3}?(\d{2})\b" + OTHER_UNIT)
NOT_YET = re.compile(r"\b(?:no (?:tengo|cumplo|he cumplido)|aun no|todavia no|not|menos de|under)\s+(?:\w+\s+){0,2}?18\b")
MINOR = re.compile(r"\b(?:soy|i am|i m|im)\s+(?:\w+\s+)?(?:menor(?: de edad)?|minor|underage)\b")
GROWN = re.compile(r"\b(?:soy|i am|i m|im)\s+(?:\w+\s+)?(?:mayor de edad|adult|of legal age|over 18)\b|\btengo mas de 18\b")
KIN_AGE = re.compile(rf"\b(?:{KIN}|chav[oa]|joven|nin[oa]|teenager|boy|girl)\s+(?:de|of|aged|who is)\s+(\d{{1,2}})\b{OTHER_UNIT}")

HOUR = r"(\d+(?:\.\d+)?) ?(?:horas?|hrs?|h|hours?)\b"
HOURS = (
    (1.0, re.compile(rf"\b{HOUR} (?:\w+ ){{0,2}}?(?:a la semana|por semana|semanal\w*|(?:a|per|each|every) week|weekly|cada semana|"
                     r"(?:los|el|cada) (?:sabados?|domingos?|fin de semana|fines)|on weekends)")),
    (5.0, re.compile(rf"\b{HOUR} (?:\w+ ){{0,3}}?(?:entre semana|lunes a viernes|weekdays|monday to friday)")),
    (7.0, re.compile(rf"\b{HOUR} (?:\w+ ){{0,2}}?(?:al dia|por dia|diari\w+|(?:a|per|each|every) (?:day|night)|daily|cada dia|"
                     r"todos los dias|cada noche|(?:por|en) las noches)")),
    (1.0, re.compile(rf"\b(?:tengo|solo|nomas|dedicar\w*|darle|have|only|spend) (?:\w+ ){{0,3}}?{HOUR}"
                     r"(?! (?:de clase|de curso|de experiencia|de camino|de duracion))")),
)
BUDGET = re.compile(r"\b(?:pagar|gastar|presupuesto(?: es)?(?: de)?|pay|spend|budget(?: is)?(?: of)?)\s+(?:\w+ ){0,3}?\$?(\d{2,6})\s*"
                    r"(pesos|mxn|dolares|dollars|usd)?")


def facts_said(text: str, statements: Sequence[Statement]) -> Facts:
    """What the writer says of themselves; fields they say nothing about are None. Places and interests are read elsewhere."""
    return _facts([clause for clause, own in clauses(text) if own], statements)


def facts_of_another(text: str, statements: Sequence[Statement]) -> Facts | None:
    """What is said of the person they ask for ("mi hija tiene 15 y acabó la secundaria"); None when they speak of nobody else."""
    every = list(clauses(text))
    facts = _facts([_first_person(clause) for clause, own in every if not own], statements)
    found = KIN_AGE.search(" ".join(clause for clause, _ in every))
    if facts.age is None and found and YOUNGEST <= int(found[1]) <= OLDEST:
        facts = facts.model_copy(update={"age": int(found[1]), "adult": int(found[1]) >= ADULT})
    return facts if found or not all(own for _, own in every) else None


def ages_in_words(age: int) -> frozenset[str]:
    """An age as it may be written: in figures, or in words of either language."""
    return frozenset({str(age), *(word for word, number in WORDS.items() if number == str(age))})


def kin(words: Sequence[str]) -> frozenset[int]:
    """Where plain words name somebody of the writer's: "mi hija", "my cousin"."""
    text = " ".join(words)
    return frozenset(at for found in OTHER.finditer(text)
                     for at in range(text[:found.start()].count(" "), text[:found.end()].count(" ") + 1))


def clauses(text: str) -> Iterator[tuple[str, bool]]:
    """Each clause in plain lower case, and whether it speaks of the writer."""
    ascii_only = unicodedata.normalize("NFD", text.lower()).encode("ascii", "ignore").decode()
    counted = re.sub(r"\b[a-z]+\b", lambda word: WORDS.get(word[0], word[0]), ascii_only.replace("'", " "))
    own = True
    for part in re.split(r"(?<!\d)\.|\.(?!\d)|[,;:!?()\n]+|\b(?:pero|but|aunque)\b|\by (?=yo\b)|\band (?=i\b)", counted):
        clause = " ".join(re.findall(r"[a-z0-9.+#%$]+", part))
        other, first = OTHER.search(clause), OWN.search(clause)
        if other or first:
            own = other is None or (first is not None and first.start() < other.start())
        if clause:
            yield clause, own


def _first_person(clause: str) -> str:
    for third, first in THIRD.items():
        clause = re.sub(rf"\b{third}\b", first, clause)
    return clause


def _facts(said: Sequence[str], statements: Sequence[Statement]) -> Facts:
    facts: dict[str, object] = {}
    for clause in said:
        here: dict[str, object] = _age(clause) | _hours(clause)
        for statement in statements:
            if any(cue_pattern(cue).search(clause) for cue in statement.cues):
                here = statement.says.model_dump(exclude_none=True, exclude_defaults=True) | here
        facts = facts | here | _budget(clause)
    return Facts.model_validate(facts)


@lru_cache(maxsize=4096)
def cue_pattern(cue: str) -> re.Pattern[str]:
    """The regular expression of a counselor's cue: "…" lets up to three words pass, "*" ends a beginning of a word."""
    words = re.sub(r"\s*…\s*", " (?:[^ ]+ ){0,3}?", cue.strip())
    return re.compile(r"\b(?:" + words.replace("*", r"\w*") + r")(?!\w)")


def _age(clause: str) -> dict[str, object]:
    soon = SOON.search(clause)
    if soon and YOUNGEST < int(soon[1]) <= OLDEST:
        return {"age": int(soon[1]) - 1, "adult": int(soon[1]) > ADULT}
    if NOT_YET.search(clause):
        return {"adult": False}
    for pattern in AGES:
        found = pattern.search(clause)
        if found and YOUNGEST <= int(found[1]) <= OLDEST:
            return {"age": int(found[1]), "adult": int(found[1]) >= ADULT}
    if MINOR.search(clause):
        return {"adult": False}
    return {"adult": True} if GROWN.search(clause) else {}


def _hours(clause: str) -> dict[str, object]:
    counted = re.sub(r"\b[a-z]+(?= (?:horas?|hrs?|hours?)\b)", lambda word: FEW.get(word[0], word[0]), clause)
    for days, pattern in HOURS:
        found = pattern.search(counted)
        if found and float(found[1]) > 0:
            return {"hours_a_week": min(float(found[1]) * days, MOST_HOURS)}
    return {}


def _budget(clause: str) -> dict[str, object]:
    found = BUDGET.search(clause)
    if found is None:
        return {}
    rate = PESOS_A_DOLLAR if found[2] in ("dolares", "dollars", "usd") else 1.0
    return {"budget_month": float(found[1]) * rate, "free_only": False}
