"""The grounding check: a sentence that a model wrote goes out only when the statements that it cites support it.

To the letter: numbers with their units, dates, names, codes, links and what is denied (`claims.py`, `amounts.py`, `denials.py`). By
meaning, only for sentences whose words the statements do not cover (`meaning.py`). What tells nothing goes too (`idle.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot.conversation.amounts import moved_number, other_amounts
from bot.conversation.claims import LINK, claims, denied_in
from bot.conversation.denials import denial
from bot.conversation.held import Held
from bot.conversation.idle import BEFORE, IDLE, idle, repeated
from bot.conversation.known_words import CALENDAR, Vocabulary
from bot.conversation.marks import strange_marks
from bot.conversation.meaning import other_meaning
from bot.conversation.numerals import NUMERALS
from bot.conversation.places import Place, Placing
from bot.conversation.ports import Vectors
from bot.conversation.quantities import UNITS
from bot.conversation.sentences import sentences as sentences_of
from bot.conversation.weight import Weights
from bot.domain.generation import CitedSentence, Dropped, Evidence, MeaningScale
from bot.domain.speech import WordingChecks
from bot.domain.text import content_words, plain, stem

FREE = re.compile(r"\b(?:sin (?:ning[uú]n )?costo|at no (?:extra )?cost|cost nothing|no cuestan?|free(?: of charge)?)\b",
                  re.IGNORECASE)
DASH = re.compile(r"[–—]")


@dataclass(frozen=True)
class _Judging:
    """What a sentence is judged by: the statements that it cites, and their places."""

    held: Held
    placing: Placing

    @cached_property
    def places(self) -> list[Place]:
        return self.placing.places_of(self.held.cited)


class GroundingCheck:
    """Judges sentences against the statements that they cite."""

    def __init__(self, vectors: Vectors, vocabulary: Vocabulary, checks: WordingChecks, meaning: MeaningScale | None = None,
                 translation: MeaningScale | None = None) -> None:
        """`meaning`: the usual scale; `translation`: that of what is said in another language than the statements."""
        self._vectors, self._known, self._names = vectors, vocabulary, vocabulary.names
        self._forbidden = tuple(re.compile(pattern) for pattern in checks.forbidden)
        openings = "|".join(re.escape(one) for one in sorted(checks.courtesy, key=len, reverse=True))
        self._opening = re.compile(rf"^[¡¿]*(?:{openings})[!,:.]+\s*", re.IGNORECASE) if openings else re.compile(r"(?!)")
        self._meaning = meaning or MeaningScale()
        self.translation = translation or MeaningScale()
        self._placing = Placing(vocabulary, Weights(checks))

    def sift(self, sentences: Sequence[CitedSentence], statements: Sequence[Evidence],
             meaning: MeaningScale | None = None) -> tuple[list[CitedSentence], list[Dropped]]:
        """The sentences that pass, in order, and those that do not, each with its reason. `meaning`: another than the usual one."""
        return sifted(sentences, self.judge(statements, meaning))

    def reason(self, sentence: CitedSentence, statements: Sequence[Evidence], meaning: MeaningScale | None = None) -> str:
        """Why a sentence may not go out by what it cites of the statements; empty when it may."""
        return self.judge(statements, meaning)(sentence)

    def judge(self, statements: Sequence[Evidence], meaning: MeaningScale | None = None) -> Callable[[CitedSentence], str]:
        """Gives for each sentence of an answer why it may not go out; the statements are read once."""
        every = Held(statements)
        read: dict[tuple[int, ...], _Judging] = {}

        def reason(sentence: CitedSentence) -> str:
            cited = [statements[number - 1] for number in sentence.cites if 0 < number <= len(statements)]
            if not cited or len(cited) < len(sentence.cites):
                return "cites nothing"
            judging = read.setdefault(sentence.cites, self._judging(cited))
            return self._problem(sentence.text, judging, meaning) or denial(sentence.text, denied_in(sentence.text), every)

        return reason

    def problem(self, text: str, cited: Sequence[Evidence], meaning: MeaningScale | None = None) -> str:
        """Why a text is not supported by these statements, the first reason of its sentences; empty when all are."""
        return self._problem(text, self._judging(cited), meaning)

    def _judging(self, cited: Sequence[Evidence]) -> _Judging:
        return _Judging(Held([replace(one, texts=tuple(_same(part) for part in one.texts)) for one in cited]), self._placing)

    def _problem(self, text: str, by: _Judging, meaning: MeaningScale | None) -> str:
        strange = strange_marks(text)
        if strange:
            return f"mark {strange}"
        text = _same(self._opening.sub("", text.strip()))
        words = plain(text)
        found = next((pattern.pattern for pattern in self._forbidden if pattern.search(words)), "")
        if found:
            return f"forbidden: {found}"
        reasons = (idle(part, by.held.cited) or self._letter(part, by.held) or self._placing.problem(part, by.places)
                   or other_meaning(part, by.held.cited, self._vectors, meaning or self._meaning) for part in sentences_of(text))
        return next(filter(None, reasons), "") or repeated(words, by.held.cited)

    def _letter(self, text: str, held: Held) -> str:
        """What the statements do not say to the letter."""
        said, known = claims(text, self._known), held.claims
        others = self._known.said_in(" ".join(plain(held.text).split()))
        strange = {name for name in said.names | (frozenset(plain(text).split()) & self._names) if name not in held.words | others}
        problems = (
            *other_amounts(said.amounts, known.amounts),
            ("weekday", [str(day) for day in said.weekdays - known.weekdays]),
            ("date", [str(day) for day in said.days - known.days if known.days or day[1] not in known.months]),
            ("month", [str(month) for month in said.months - known.months]),
            ("name", list(strange)),
            ("word", list(self._unknown(text, held.stems) - others)),
            ("code", list(said.codes - known.codes - held.words)),
            ("link", [link for link in said.links if not any(link == one or one.startswith(link + "/") for one in held.links)]),
        )
        first = next((f"{what} {', '.join(sorted(which))}" for what, which in problems if which), "")
        return first or moved_number(text, held.phrases) or denial(text, said.denied, held)

    def _unknown(self, text: str, near: frozenset[str]) -> set[str]:
        """Words that neither the statements nor anything we know has, in any form."""
        return {word for word in content_words(LINK.sub(" ", text)) if word.isalpha() and word not in self._known and stem(word) not in near
                and word not in NUMERALS and word not in UNITS and word not in CALENDAR}


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
    """Ways of saying "free" that contain a "not" become one that does not; long dashes stand apart."""
    return DASH.sub(" – ", FREE.sub("gratis", text))
