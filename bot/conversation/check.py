"""The grounding check: a sentence that a model wrote goes out only when the statements that it cites support it.

To the letter: numbers with their units, dates, names, codes, links and what is denied. By meaning, only for sentences whose words the
statements do not cover: the cosine of each clause to the nearest sentence of the statements, joined with the covered share of its words
in a logistic regression that `rumbo evaluate grounding` measures on pairs made from the knowledge.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.conversation.claims import LINK, NEGATORS, NUMERALS, Claims, claims
from bot.conversation.ports import Vectors
from bot.domain.generation import CitedSentence, Dropped, Evidence
from bot.domain.knowledge import WordingChecks
from bot.domain.text import FUNCTION_WORDS, content_words, plain, stem
from bot.errors import LibraryError

SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[\"«¿¡(*]*[A-ZÁÉÍÓÚÑ0-9])|\n+")
CLAUSE = re.compile(r"[,;:()](?!\d)|\s(?:y|e|pero|ademas|además|tambien|también|asi que|and|but|also|so|while|mientras|aunque)\s",
                    re.IGNORECASE)
PHRASE = re.compile(r"[,;](?!\d)|\.\s|\s(?:y|e|o|and|or)\s", re.IGNORECASE)
FREE = re.compile(r"\b(?:sin (?:ning[uú]n )?costo|at no (?:extra )?cost|cost nothing|no cuestan?|free(?: of charge)?)\b",
                  re.IGNORECASE)
ALIKE = 0.8  # share of common words from which on two sentences say the same but for their denials
PHRASE_WORDS = 5  # a phrase of so many words is said once
ASKS, TITLE, REPEATS, BEFORE = "asks and states nothing", "only a title", "repeats itself", "said before"
IDLE = frozenset({ASKS, TITLE, BEFORE})  # reasons of sentences without which a text has lost nothing
COVERED = 0.999  # a sentence with all its words in one place of the statements needs no look at its meaning


@dataclass(frozen=True)
class Meaning:
    """Logistic regression from the least supported clause of a sentence to the chance that it is supported."""

    intercept: float = -34.0
    covered: float = 6.0
    cosine: float = 35.0
    threshold: float = 0.5

    def chance(self, covered: float, cosine: float) -> float:
        """From 0 to 1; `covered` is a share, `cosine` between -1 and 1."""
        return 1 / (1 + math.exp(-(self.intercept + self.covered * covered + self.cosine * cosine)))


TRANSLATED = Meaning(-49.5, 0.5, 57.0)  # fitted on 656 English clauses of the knowledge and their Spanish, 653 of other passages


@dataclass(frozen=True)
class Vocabulary:
    """Words of the knowledge, plain: `common` ones are written small somewhere, `names` never are. `root` is what the forms of one word
    share, so that a form of a common word that stands nowhere ("empiezas") is a common word.
    """

    common: frozenset[str]
    names: frozenset[str]
    root: Callable[[str], str]
    roots: frozenset[str]

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and (word in self.common or word in FUNCTION_WORDS or self.root(word) in self.roots)


def vocabulary_of(texts: Iterable[str], root: Callable[[str], str] = stem) -> Vocabulary:
    """The vocabulary of these texts; the first word of a sentence tells nothing."""
    common: set[str] = set()
    names: set[str] = set()
    for text in texts:
        for found in re.finditer(r"[^\W\d_]\w*", text):
            words = plain(found[0]).split()
            if found[0][0].islower():
                common.update(words)
            elif found.start() > 1 and text[found.start() - 1] == " " and text[found.start() - 2] not in ".?!¿¡:|":
                names.update(word for word in words if len(word) > 2)
    return Vocabulary(frozenset(common), frozenset(names - common), root, frozenset(map(root, common)))


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
        return self.problem(sentence.text, cited, meaning) or _denial(sentence.text, claims(sentence.text, self._known), statements)

    def problem(self, text: str, cited: Sequence[Evidence], meaning: Meaning | None = None) -> str:
        """Why a text is not supported by these statements, the first reason of its sentences; empty when all are."""
        text = _same(self._opening.sub("", text.strip()))
        cited = [replace(one, texts=tuple(_same(part) for part in one.texts)) for one in cited]
        words = plain(text)
        found = next((pattern.pattern for pattern in self._forbidden if pattern.search(words)), "")
        if found:
            return f"forbidden: {found}"
        evidence = " . ".join(part for one in cited for part in (*one.titles, *one.texts))
        reasons = (_idle(part, cited) or self._letter(part, evidence, cited) or self._sense(part, cited, meaning or self._meaning)
                   for part in _sentences(text))
        return next(filter(None, reasons), "") or _repeated(words, cited)

    def _letter(self, text: str, evidence: str, cited: Sequence[Evidence]) -> str:
        """What the statements do not say to the letter."""
        said, held = claims(text, self._known), claims(evidence)
        written = frozenset(plain(evidence).split())
        links = held.links | claims(" ".join(url for one in cited for url in one.links)).links
        strange = {name for name in said.names | (frozenset(plain(text).split()) & self._names) if name not in written}
        problems = (
            ("number", sorted(f"{value:g} {unit}".strip() for value, unit in said.numbers if not _has_number(held, value, unit))),
            ("date", sorted(str(day) for day in said.days - held.days if held.days or day[1] not in held.months)),
            ("month", sorted(str(month) for month in said.months - held.months)),
            ("name", sorted(strange)),
            ("word", sorted(self._unknown(text, evidence))),
            ("code", sorted(said.codes - held.codes - written)),
            ("link", sorted(link for link in said.links if not any(link == one or one.startswith(link + "/") for one in links))),
        )
        first = next((f"{what} {', '.join(which)}" for what, which in problems if which), "")
        return first or _moved_number(text, evidence) or _denial(text, said, cited)

    def _unknown(self, text: str, evidence: str) -> set[str]:
        """Words that neither the statements nor anything we know has, in any form."""
        near = _stems(evidence)
        return {word for word in content_words(LINK.sub(" ", text)) if word.isalpha() and word not in self._known and stem(word) not in near
                and word not in NUMERALS}

    def _sense(self, text: str, cited: Sequence[Evidence], meaning: Meaning) -> str:
        """Whether the least supported clause means what the statements mean."""
        sentences = _stated(cited)
        pool = list(dict.fromkeys([*sentences, *(clause for sentence in sentences for clause in _clauses(sentence))]))
        stems = [_stems(sentence) for sentence in pool]
        everything = frozenset[str]().union(*stems, _stems(" ".join(one for one in _titles(cited) if "?" not in one)))
        weak = [(clause, share) for clause in _clauses(LINK.sub(" ", text)) if (share := _share(clause, everything)) < COVERED]
        if not weak:
            return ""
        try:
            rows = self._vectors.vectors([clause for clause, _ in weak] + pool)
        except LibraryError:
            return f"meaning unknown: {weak[0][0]}"
        for number, (clause, share) in enumerate(weak):
            cosine = max(sum(a * b for a, b in zip(rows[number], row, strict=True)) for row in rows[len(weak):])
            chance = meaning.chance(share, cosine)
            if chance < meaning.threshold:
                return f"meaning {chance:.2f}: {clause}"
        return ""


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


def _idle(text: str, cited: Sequence[Evidence]) -> str:
    """What a sentence is that tells nothing: a question, a title."""
    said = " ".join(plain(part) for one in cited for part in one.texts)
    if plain(text) in said:
        return ""
    if text.rstrip().endswith("?"):
        return ASKS
    stems = _stems(text)
    own = stems - _stems(said)
    return TITLE if own and stems <= _stems(" ".join(_titles(cited))) else ""


def _repeated(words: str, cited: Sequence[Evidence]) -> str:
    """Whether a phrase comes again and again, as small models do."""
    said, each = " ".join(plain(part) for one in cited for part in one.texts), words.split()
    phrases = [" ".join(each[at:at + PHRASE_WORDS]) for at in range(len(each) - PHRASE_WORDS + 1)]
    return REPEATS if any(phrases.count(one) > max(said.count(one), 1) for one in phrases) else ""


def _titles(cited: Sequence[Evidence]) -> list[str]:
    return [title for one in cited for title in one.titles]


def _stated(cited: Sequence[Evidence]) -> list[str]:
    """The sentences of the statements that state something: no questions."""
    return [sentence for one in cited for part in one.texts for sentence in _sentences(part) if not sentence.endswith("?")]


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in content_words(text))


def _same(text: str) -> str:
    """Ways of saying "free" that contain a "not" become one that does not."""
    return FREE.sub("gratis", text)


def _has_number(held: Claims, value: float, unit: str) -> bool:
    units = {one for number, one in held.numbers if number == value}
    return bool(units) and (not unit or unit in units or "" in units)


def _moved_number(text: str, evidence: str) -> str:
    """A number that the statements give to something else: the phrase most like this one has another number of that unit."""
    phrases = [(frozenset(stem(word) for word in content_words(one)), claims(one).numbers) for one in PHRASE.split(evidence)]
    for phrase in PHRASE.split(text):
        numbers = claims(phrase).numbers
        own = frozenset(stem(word) for word in content_words(phrase))
        if not numbers or len(own) < 2:
            continue
        most = max(len(own & stems) for stems, _ in phrases)
        if most < ALIKE * len(own):
            continue
        held = frozenset[tuple[float, str]]().union(*(numbers for stems, numbers in phrases if len(own & stems) == most))
        values, units = {value for value, _ in held}, {unit for _, unit in held}
        moved = sorted(f"{value:g} {unit}".strip() for value, unit in numbers if value not in values and unit in units)
        if moved:
            return f"number of something else: {', '.join(moved)}"
    return ""


def _denial(text: str, said: Claims, cited: Sequence[Evidence]) -> str:
    """A word that one side denies and the other does not, seen in the sentence of the statements that shares most words with this one; or
    that the statements deny of something else.
    """
    own = _stems(text)
    held = [(_stems(sentence), claims(sentence).denied, sentence) for sentence in _stated(cited)]
    if not held or not own:
        return ""
    near, denied, nearest = max(held, key=lambda one: len(own & one[0]))
    differing = sorted(own & near & (said.denied ^ denied))
    if not differing and len(own & near) >= ALIKE * len(own | near) and _negators(text) != _negators(nearest):
        return "another number of denials"
    elsewhere = [] if differing else _denied_elsewhere(own, said.denied, cited)
    return f"denial of {', '.join(differing or elsewhere)}" if differing or elsewhere else ""


def _denied_elsewhere(own: frozenset[str], denied: frozenset[str], cited: Sequence[Evidence]) -> list[str]:
    """Words that the statements deny only where nothing stands of what this sentence denies them of."""
    held = [(_stems(sentence) | _stems(" ".join(one.titles)), claims(sentence).denied) for one in cited for part in one.texts
            for sentence in _sentences(part)]
    known = own & frozenset[str]().union(*(stems for stems, _ in held)) - denied
    places = {word: [stems for stems, no in held if word in no] for word in denied & own}
    return sorted(word for word, where in places.items() if known and where and not any(known & stems for stems in where))


def _negators(text: str) -> int:
    return sum(word in NEGATORS for word in plain(text.replace("'", "")).split())


def _sentences(text: str) -> list[str]:
    return [one.strip() for one in SENTENCE.split(text) if one.strip()]


def _clauses(text: str) -> list[str]:
    """The clauses of a sentence that say something of their own: two words that carry meaning or more; else the whole."""
    parts = [part.strip() for part in CLAUSE.split(text) if part and len(content_words(part)) >= 2]
    return parts or [text]


def _share(clause: str, stems: frozenset[str]) -> float:
    words = [stem(word) for word in content_words(clause)]
    return sum(word in stems for word in words) / len(words) if words else 1.0
