"""The grounding check: a sentence that a model wrote goes out only when the statements that it cites support it.

To the letter: numbers with their units, dates, names, codes, links and what is denied (`claims.py`, `amounts.py`, `denials.py`). By
meaning, only for sentences whose words the statements do not cover (`meaning.py`). What tells nothing goes too (`idle.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.conversation.amounts import has_number, moved_number
from bot.conversation.claims import LINK, NUMERALS, claims
from bot.conversation.denials import denial
from bot.conversation.idle import BEFORE, IDLE, idle, repeated
from bot.conversation.known_words import Vocabulary
from bot.conversation.meaning import Meaning, other_meaning
from bot.conversation.ports import Vectors
from bot.conversation.sentences import sentences as sentences_of
from bot.conversation.stated import stems
from bot.domain.generation import CitedSentence, Dropped, Evidence
from bot.domain.knowledge import WordingChecks
from bot.domain.text import content_words, plain, stem

FREE = re.compile(r"\b(?:sin (?:ning[uú]n )?costo|at no (?:extra )?cost|cost nothing|no cuestan?|free(?: of charge)?)\b",
                  re.IGNORECASE)


class GroundingCheck:
    """Judges sentences against the statements that they cite."""

    def __init__(self, vectors: Vectors, vocabulary: Vocabulary, checks: WordingChecks, meaning: Meaning | None = None) -> None:
        self._vectors, self._known, self._names = vectors, vocabulary, vocabulary.names
        self._forbidden = tuple(re.compile(pattern) for pattern in checks.forbidden)
        openings = "|".join(re.escape(one) for one in sorted(checks.courtesy, key=len, reverse=True))
        self._opening = re.compile(rf"^[¡¿]*(?:{openings})[!,:.]+\s*", re.IGNORECASE) if openings else re.compile(r"(?!)")
        self._meaning = meaning or Meaning()

    def sift(self, sentences: Sequence[CitedSentence], statements: Sequence[Evidence],
             meaning: Meaning | None = None) -> tuple[list[CitedSentence], list[Dropped]]:
        """The sentences that pass, in order, and those that do not, each with its reason. `meaning`: another than the usual one."""
        return sifted(sentences, lambda one: self.reason(one, statements, meaning))

    def reason(self, sentence: CitedSentence, statements: Sequence[Evidence], meaning: Meaning | None = None) -> str:
        """Why a sentence may not go out by what it cites of the statements; empty when it may."""
        cited = [statements[number - 1] for number in sentence.cites if 0 < number <= len(statements)]
        if not cited or len(cited) < len(sentence.cites):
            return "cites nothing"
        return self.problem(sentence.text, cited, meaning) or denial(sentence.text, claims(sentence.text, self._known), statements)

    def problem(self, text: str, cited: Sequence[Evidence], meaning: Meaning | None = None) -> str:
        """Why a text is not supported by these statements, the first reason of its sentences; empty when all are."""
        text = _same(self._opening.sub("", text.strip()))
        cited = [replace(one, texts=tuple(_same(part) for part in one.texts)) for one in cited]
        words = plain(text)
        found = next((pattern.pattern for pattern in self._forbidden if pattern.search(words)), "")
        if found:
            return f"forbidden: {found}"
        evidence = " . ".join(part for one in cited for part in (*one.titles, *one.texts))
        reasons = (idle(part, cited) or self._letter(part, evidence, cited)
                   or other_meaning(part, cited, self._vectors, meaning or self._meaning) for part in sentences_of(text))
        return next(filter(None, reasons), "") or repeated(words, cited)

    def _letter(self, text: str, evidence: str, cited: Sequence[Evidence]) -> str:
        """What the statements do not say to the letter."""
        said, held = claims(text, self._known), claims(evidence)
        written = frozenset(plain(evidence).split())
        links = held.links | claims(" ".join(url for one in cited for url in one.links)).links
        strange = {name for name in said.names | (frozenset(plain(text).split()) & self._names) if name not in written}
        problems = (
            ("number", sorted(f"{value:g} {unit}".strip() for value, unit in said.numbers if not has_number(held, value, unit))),
            ("date", sorted(str(day) for day in said.days - held.days if held.days or day[1] not in held.months)),
            ("month", sorted(str(month) for month in said.months - held.months)),
            ("name", sorted(strange)),
            ("word", sorted(self._unknown(text, evidence))),
            ("code", sorted(said.codes - held.codes - written)),
            ("link", sorted(link for link in said.links if not any(link == one or one.startswith(link + "/") for one in links))),
        )
        first = next((f"{what} {', '.join(which)}" for what, which in problems if which), "")
        return first or moved_number(text, evidence) or denial(text, said, cited)

    def _unknown(self, text: str, evidence: str) -> set[str]:
        """Words that neither the statements nor anything we know has, in any form."""
        near = stems(evidence)
        return {word for word in content_words(LINK.sub(" ", text)) if word.isalpha() and word not in self._known and stem(word) not in near
                and word not in NUMERALS}


def sifted(sentences: Sequence[CitedSentence], reason: Callable[[CitedSentence], str]) -> tuple[list[CitedSentence], list[Dropped]]:
    """The sentences without a reason against them, and the others with it. What was said is not said again."""
    kept: list[CitedSentence] = []
    dropped: list[Dropped] = []
    for sentence in sentences:
        why = reason(sentence) or (BEFORE if plain(sentence.text) in {plain(one.text) for one in kept} else "")
        if why:
            dropped.append(Dropped(sentence.text, why))
        else:
            kept.append(sentence)
    return kept, dropped


def has_its_point(sentences: Sequence[CitedSentence], kept: Sequence[CitedSentence], dropped: Sequence[Dropped]) -> bool:
    """Whether the first sentence that states something is among those kept: without it a text has lost its point."""
    idle = {one.text for one in dropped if one.reason in IDLE}
    first = next((one for one in sentences if one in kept or one.text not in idle), None)
    return first is not None and first in kept


def _same(text: str) -> str:
    """Ways of saying "free" that contain a "not" become one that does not."""
    return FREE.sub("gratis", text)
