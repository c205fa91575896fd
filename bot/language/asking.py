"""Whether some clause of a message asks for a fact, beside what it tells or likes: "me gusta la enfermería, ¿qué papeles piden?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from bot.domain.text import plain

ENDS = re.compile(r"[.,;:?!¿¡\n]+|\s(?:y|o|pero|porque|es que|and|but|or|because)\s|(?=\b(?:ah[ií]|all[ií]|aqu[ií]|ustedes) "
                  r"(?:hay|tienen|dan|dejan|piden|aceptan)\b)", re.IGNORECASE)
TELL = (r"(?:.*\b(?:saber|sabes|sabe|sabras|decirme|decir|dime|diganme|explicas|explicar|averiguar|know|tell me|wonder|wondering|explain) "
        r"(?:si |if |whether )?)?")
BEFORE = (r"(?:(?:y|o|pero|and|but|or|so|oye|entonces|pues|ahi|alli|aqui|ustedes|a|en|de|por|para|con|desde|hasta|at|in|from|for|to|by|"
          r"until|since|la|el|si|then)\s+){0,3}")
QUE = r"que (?!(?:tal|onda|bueno|padre|chido)\b|(?:estudio|hago|ago|hacer|curso|sigue)$)\w"
SPANISH = (rf"{QUE}|cual|cuales|cuando (?:es|son|fue|sera|abren|cierra|empieza|sale|me|se|hay|toca)|cuant[oa]s?\b|donde\b|quien(?:es)?\b|"
           r"como (?:es|son|se|le|me|puedo|hago|funciona|entro)\b|hay\b|existe|tienen\b|dan\b|dejan\b|piden\b|aceptan\b|se puede\b|"
           r"puedo (?:ir|entrar|inscribir\w*|meter\w*|hacer|tomar\w*|sacar|usar)\b|pueden\b")
ENGLISH = (r"what\b|which\b|how\b|where\b|who\b|why\b|when (?:is|are|do|does|did|will|can)\b|is (?:there|it)\b|are (?:there|they)\b|"
           r"do (?:they|i|you)\b|does\b|did\b|can (?:i|he|she|they|you)\b|will (?:i|they|it)\b")
ASKS = re.compile(rf"{TELL}{BEFORE}(?:{SPANISH}|{ENGLISH})")


def asks_a_fact(text: str, advised: Set[int]) -> bool:
    """Whether a clause asks, by how it begins or by its mark, without a word at the positions `advised`, which ask for advice or a list."""
    return any(ASKS.match(clause) or (marked and len(clause.split()) > 1)
               for start, clause, marked in _clauses(text) if advised.isdisjoint(range(start, start + len(clause.split()))))


def _clauses(text: str) -> Iterator[tuple[int, str, bool]]:
    """Each clause: the position of its first plain word, its plain words, and whether a question mark ends it."""
    at = last = 0
    for end in [*ENDS.finditer(text), None]:
        clause = plain(text[last:end.start() if end else len(text)])
        if clause:
            yield at, clause, end is not None and "?" in end[0]
        at += len(clause.split()) + (len(plain(end[0]).split()) if end else 0)
        last = end.end() if end else last
