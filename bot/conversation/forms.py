"""Forms that an answer may have to have: a phone number, a date, an amount. A text without the form asked for does not answer."""

from __future__ import annotations

import re

MONTHS = (r"enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|"
          r"january|february|march|april|may|june|july|august|september|october|november|december")
NUMBERS = (r"\b(?:un|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|quince|veinte|treinta|mil|mill[oó]n(?:es)?|"
           r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|thousand|million)\b")
FORMS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in {
    "phone": r"\b\d{2,3}[ -]\d{3,4}[ -]\d{3,4}\b|\b\d{2} \d{4} \d{4}\b|\b911\b|\*\d{4}|\b\d{3} \d{4} \d{3}\b",
    "date": rf"\b(?:{MONTHS})\b|\b(?:19|20)\d\d\b|\bsemestre\b",
    "money": r"\$|\bpesos?\b|\bUSD\b|\bd[oó]lares\b|\bdollars?\b|\beuros?\b|\bcolones\b|\blempiras\b|\bMXN\b|\bgratis\b|\bgratuit|\bfree\b|"
             r"salario m[ií]nimo|minimum wage|\bcuota\b|\bcosto\b|\bcost\b|\bfee\b|\bpaga\w*\b|\bpaid\b",
    "salary": r"\b(?:sueldos?|salarios?|ganan?|ganaron|mejor pagad\w+|al mes|salary|salaries|wages?|earn\w*|a month|pesos)\b",
    "count": rf"\d|{NUMBERS}",
    "percent": r"%|por ciento|percent",
    "link": r"\b[\w-]+(?:\.[\w-]+)+\b",
    "time": r"\b\d{1,2}:\d\d\b|\b\d{1,2} ?(?:am|pm|a\. ?m\.|p\. ?m\.)|24 horas|24 hours|\bmatutino\b|\bmorning\b|"
            r"\bhoras diarias\b|hours a day",
    "email": r"\S+@\S+\.\w+|\bcorreo\b|\bemail\b",
    "address": r"\b(?:calle|av\.|avenida|blvd|carretera|carr\.|núm|col\.|km\.?) |\best[aá]n? en\b|\bare in\b|\bis in\b|\bqueda\b|"
               r"\bmunicipio\b|\bstreet\b",
    "score": r"\bpuntaje\b|\baciertos\b|\bscore\b|\bpromedio\b|\baverage\b|\bpuntos\b|\bpoints\b",
    "person": r"\b(?:director\w*|dirige|encabeza|president\w*|head|heads|headed|leads)\b",
    "age": r"\b\d+ (?:a \d+ )?años\b|\bedad\b|\bage\b|\bage[ds]? \D{0,6}\d+|\d+ (?:to \d+ )?years",
}.items()}


EXACT = frozenset({"phone", "email", "time", "score", "person", "address", "salary", "percent"})  # nothing else answers these


def formed(asks: frozenset[str], text: str) -> float:
    """1 when the text has every form asked for, -1 when it lacks one, 0 when none is asked for."""
    wanted = [FORMS[name] for name in asks if name in FORMS]
    if not wanted:
        return 0.0
    plain = text.replace("**", "")  # bold marks are not part of a form: "**2026**" is no short phone number
    return 1.0 if all(form.search(plain) for form in wanted) else -1.0
