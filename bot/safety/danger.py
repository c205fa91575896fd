"""Decides whether a message tells danger, from independent signals combined for recall.

Signals: the counselors' phrases (patterns.py), and how the message, each of its sentences and, of a long one, its most telling clause
compare with their examples, by meaning and by spelling (examples.py). A logistic regression weighs them; its weights stand in
decision.yaml and are fitted on messages that neither phrases nor examples were made from. What was said just before counts: the last
messages are looked at joined, too. Until the examples are learnt, phrases alone decide.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.danger import DangerPatterns, Decision, PatternGroup, Strength, Weights
from bot.domain.guard import Danger
from bot.errors import RumboError
from bot.safety.examples import Examples, Likeness
from bot.safety.patterns import Phrases, compiled, vocabulary
from bot.safety.wording import Wording, sentences

MOST = 3  # groups of one strength that count
MOST_SENTENCES = 6
BEFORE = 2  # earlier messages that count
ORDINARY = 0.15  # a message that scores less is not looked at together with those before it
BELIEVED = 0.6  # the score of what is believed without examples
IN_PART = "_parte"
LIKENESSES: Mapping[str, Callable[[Likeness], float | None]] = {
    "significado": lambda one: one.meaning, "cercano": lambda one: one.nearest, "vecinos": lambda one: one.neighbours,
    "alrededor": lambda one: one.around, "escritura": lambda one: one.spelling, "palabras": lambda one: one.phrasing}


@dataclass(frozen=True)
class Hit:
    """A group of phrases that fired, and its first phrase that did."""

    group: PatternGroup
    phrase: str


@dataclass(frozen=True)
class Sense:
    """What is seen in a message: hits of phrases, how many usual phrases there are, and how message and sentences compare."""

    hits: tuple[Hit, ...]
    calm: int
    likeness: tuple[Likeness, ...] = ()

    def told(self, *strengths: Strength) -> list[Hit]:
        """The hits of these strengths."""
        return [hit for hit in self.hits if hit.group.strength in strengths]

    @property
    def has_meaning(self) -> bool:
        """Whether it was compared by meaning."""
        return bool(self.likeness) and self.likeness[0].meaning is not None

    def features(self) -> Mapping[str, float]:
        """The named numbers that the decision weighs: each likeness of the whole message, and of the part of it that is most alike."""
        told = {"segura": float(bool(self.told("siempre", "segura"))), "probable": float(min(len(self.told("probable")), MOST)),
                "calma": float(min(self.calm, MOST))}
        for name, of_one in LIKENESSES.items():
            seen = [value for one in self.likeness if (value := of_one(one)) is not None] or [0.0]
            told |= {name: seen[0], f"{name}{IN_PART}": max(seen)}
        return told


@dataclass(frozen=True)
class Judgement:
    """`danger` is None when none is seen; `score` is the chance, 0 to 1; `signals` say why, without the person's words."""

    danger: Danger | None
    score: float
    signals: tuple[str, ...] = ()
    other: bool = False


class DangerSense:
    """Judges messages by the counselors' phrases and examples."""

    def __init__(self, patterns: DangerPatterns, weights: Weights, wording: Wording, examples: Examples | None = None) -> None:
        self._weights, self._wording, self._examples = weights, wording, examples
        lists, written = patterns.lists, wording.written
        self._groups = tuple((group, Phrases(compiled(group.phrases, lists, written)), Phrases(compiled(group.unless, lists, written)))
                             for group in patterns.groups)
        self._calm = Phrases(compiled(patterns.calm, lists, written))

    def warm(self) -> None:
        """Learn from the examples, which takes a while the first time. LibraryError without the model: then by their spelling only."""
        if self._examples is not None:
            self._examples.learn_spelling()
            self._examples.learn_meaning()

    def judge(self, text: str, shown: str = "", before: Sequence[str] = (), alert: bool = False) -> Judgement:
        """The judgement on a message.

        `shown` is it without personal data, the only form that is compared; `before` holds the messages before it, the latest last;
        `alert`: danger was just seen, so that less is enough.
        """
        shown = shown or text
        sense = self.sense(text, shown)
        judged = self._decided(sense, alert)
        if judged.danger is not None or not before:
            return judged
        joined = self._hits(" ".join([*before[-BEFORE:], text]))
        known = {hit.phrase for last in before for hit in self._hits(last)} | {hit.phrase for hit in sense.hits}
        fresh = tuple(hit for hit in joined if hit.phrase not in known)
        if not fresh and judged.score < ORDINARY:
            return judged
        again = self._decided(self.sense(text, " ".join([*before[-BEFORE:], shown]), fresh), alert)
        return again if again.danger is not None else judged

    def alarming(self, text: str) -> bool:
        """Whether any phrase, sure or probable, fires in a text."""
        return any(hit.group.strength != "pista" for hit in self._hits(text))

    def sense(self, text: str, shown: str = "", more: Sequence[Hit] = ()) -> Sense:
        """Everything seen in one message; `shown` is what may be compared of it; `more` are hits to add."""
        sounds = self._wording.sounds(text)
        seen = Sense((*self._hits(text), *more), len(list(self._calm.found(sounds))))
        shown = shown or text
        if self._examples is None or not shown.strip():
            return seen
        try:
            return replace(seen, likeness=tuple(self._examples.compare(self._units(shown))))
        except RumboError:
            return seen

    def compared(self, shown: str) -> tuple[str, ...]:
        """What is compared by meaning of a message without personal data, in the examples' wording; empty when nothing is."""
        return tuple(self._examples.worded(self._units(shown))) if self._examples is not None and shown.strip() else ()

    def _units(self, shown: str) -> list[str]:
        """The message; where it has several, its sentences; and its most telling clause, if one tells enough."""
        parts = sentences(shown)
        units = [shown, *(parts[:MOST_SENTENCES] if len(parts) > 1 else ())]
        clause = self._examples.telling(shown) if self._examples is not None else ""
        return units if not clause or clause in units else [*units, clause]

    def chance(self, sense: Sense) -> float:
        """The chance of danger, 0 to 1."""
        decision, features = self._decision(sense), sense.features()
        total = decision.intercept + sum(weight * features[name] for name, weight in decision.features.items())
        return 1 / (1 + math.exp(-total))

    def _decision(self, sense: Sense) -> Decision:
        return self._weights.full if sense.has_meaning else self._weights.without_meaning

    def _hits(self, text: str) -> tuple[Hit, ...]:
        found: dict[str, Hit] = {}
        for sounds in [self._wording.sounds(sentence) for sentence in sentences(text)]:
            for group, phrases, unless in self._groups:
                phrase = phrases.first(sounds)
                if phrase and not unless.first(sounds):
                    found.setdefault(group.name, Hit(group, phrase))
        return tuple(found.values())

    def _decided(self, sense: Sense, alert: bool) -> Judgement:
        if not sense.likeness or sense.told("siempre"):
            return _by_phrases(sense)
        chance, decision = self.chance(sense), self._decision(sense)
        if chance < (decision.unsure if alert and not sense.calm else decision.threshold):
            return Judgement(None, chance)
        told = sense.told("segura") or sense.told("probable")
        nearest = max(sense.likeness, key=lambda one: one.spelling + (one.meaning or 0.0))
        signals = (*(f"frase: {hit.group.name}" for hit in sense.hits), *((f"ejemplos: {nearest.family}",) if nearest.family else ()))
        other = all(hit.group.other for hit in told) if told else nearest.other
        return Judgement(_kind(told) if told else nearest.kind, chance, signals, other)


def wording_of(patterns: DangerPatterns, slang: Mapping[str, str]) -> Wording:
    """The wording that the patterns are written in: the words they use are never taken for misspellings of others."""
    phrases = [phrase for group in patterns.groups for phrase in (*group.phrases, *group.unless)]
    words = vocabulary([*phrases, *patterns.calm, *(word for words in patterns.lists.values() for word in words)])
    return Wording({**slang, **patterns.written}, patterns.emojis, patterns.keys, [*patterns.correct, *words])


def _by_phrases(sense: Sense) -> Judgement:
    """A phrase that always counts; without examples a sure one too, and a probable one where nothing usual stands beside it."""
    told = sense.told("siempre", "segura")
    score = 1.0 if told else BELIEVED
    told = told or (sense.told("probable") if not sense.calm else [])
    if not told:
        return Judgement(None, 0.0)
    return Judgement(_kind(told), score, tuple(f"frase: {hit.group.name}" for hit in told), all(hit.group.other for hit in told))


def _kind(hits: Sequence[Hit]) -> Danger:
    """The kind most hits tell; among equals the one told first."""
    return Counter(hit.group.kind for hit in hits).most_common(1)[0][0]
