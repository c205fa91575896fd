"""Decides whether a message tells danger, from two independent signals combined for recall.

A phrase marked "segura" is enough. Otherwise a logistic regression decides from weaker phrases, from what is usually said without
danger, and from the nearest examples, for the message and each of its sentences. What was said in the messages just before counts:
the same is asked of them joined to this one, with a higher bar. When the embedding fails, weaker phrases alone are believed.
"""

from __future__ import annotations

import logging
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.danger import DangerPatterns, PatternGroup, Strength, Weights
from bot.domain.guard import Danger
from bot.errors import RumboError
from bot.safety.examples import Leaning, NearestExamples
from bot.safety.patterns import Pattern, compiled, vocabulary
from bot.safety.wording import Wording, sentences

MOST = 3  # hits of one strength that count
MOST_SENTENCES = 6
BEFORE = 2  # earlier messages that count
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Hit:
    """A group of phrases that fired, and its first phrase that did."""

    group: PatternGroup
    phrase: str


@dataclass(frozen=True)
class Sense:
    """What is seen in a message: hits of phrases, how many usual phrases there are, and how message and sentences lean."""

    hits: tuple[Hit, ...]
    calm: int
    words: int
    leanings: tuple[Leaning, ...] = ()

    def count(self, strength: Strength) -> int:
        """How many groups of this strength fired."""
        return sum(hit.group.strength == strength for hit in self.hits)

    def features(self) -> Mapping[str, float]:
        """The named numbers that the decision weighs."""
        scores = [leaning.score for leaning in self.leanings] or [0.0]
        return {"probable": min(self.count("probable"), MOST), "pista": min(self.count("pista"), MOST), "calma": min(self.calm, MOST),
                "entero": scores[0], "oracion": max(scores), "breve": float(self.words <= MOST_SENTENCES)}


@dataclass(frozen=True)
class Judgement:
    """`danger` is None when none is seen; `score` is the chance, 0 to 1; `signals` say why, without the person's words."""

    danger: Danger | None
    score: float
    signals: tuple[str, ...] = ()
    other: bool = False


class DangerSense:
    """Judges messages by the counselors' phrases, and by the nearest examples when they are given."""

    def __init__(self, patterns: DangerPatterns, weights: Weights, wording: Wording, examples: NearestExamples | None = None) -> None:
        self._weights, self._wording, self._examples = weights, wording, examples
        self._groups = tuple((group, compiled(group.phrases, patterns.lists), compiled(group.unless, patterns.lists))
                             for group in patterns.groups)
        self._calm = compiled(patterns.calm, patterns.lists)

    def warm(self) -> None:
        """Make the examples ready; takes a while the first time. LibraryError without the model."""
        if self._examples is not None:
            self._examples.warm()

    def judge(self, text: str, shown: str = "", before: Sequence[str] = (), alert: bool = False) -> Judgement:
        """The judgement on a message. `shown` is it without personal data, the only form that is embedded; `before` holds the messages
        before it, the latest last; `alert`: danger was just seen, so that less is enough."""
        sense = self.sense(text, shown or text)
        threshold = self._weights.unsure if alert and not sense.calm else self._weights.threshold
        judged = self._decided(sense, threshold)
        if judged.danger is not None or not before:
            return judged
        joined = self._sense_of(" ".join([*before[-BEFORE:], text]))
        known = {hit.phrase for last in before for hit in self._hits(last)}
        fresh = tuple(hit for hit in joined.hits if hit.phrase not in known)
        again = self._decided(Sense(fresh, joined.calm + sense.calm, joined.words), threshold)
        return again if again.danger is not None else judged

    def alarming(self, text: str) -> bool:
        """Whether any phrase, sure or not, fires in a text."""
        return any(hit.group.strength != "pista" for hit in self._hits(text))

    def sense(self, text: str, shown: str = "", without: str = "") -> Sense:
        """Everything seen in one message; `shown` is what may be embedded of it; examples of the family `without` do not count."""
        seen = self._sense_of(text)
        shown = shown or text
        if self._examples is None or not shown.strip():
            return seen
        parts = sentences(shown)
        units = [shown, *(parts[:MOST_SENTENCES] if len(parts) > 1 else ())]
        try:
            leanings = self._examples.leanings(units, without)
        except (RumboError, RuntimeError, ValueError, OSError):
            log.warning("the examples of danger cannot be compared; phrases alone decide", exc_info=True)
            return seen
        return Sense(seen.hits, seen.calm, seen.words, tuple(leanings))

    def chance(self, sense: Sense) -> float:
        """The chance of danger, 0 to 1, leaving sure phrases aside."""
        features = sense.features()
        total = self._weights.intercept + sum(weight * features[name] for name, weight in self._weights.features.items())
        return 1 / (1 + math.exp(-total))

    def _sense_of(self, text: str) -> Sense:
        sounds = self._wording.sounds(text)
        return Sense(self._hits(text), sum(pattern.found(sounds) for pattern in self._calm), len(sounds.split()))

    def _hits(self, text: str) -> tuple[Hit, ...]:
        heard = [self._wording.sounds(sentence) for sentence in sentences(text)]
        found: dict[str, Hit] = {}
        for sounds in heard:
            for group, phrases, unless in self._groups:
                phrase = _first(phrases, sounds)
                if phrase and not _first(unless, sounds):
                    found.setdefault(group.name, Hit(group, phrase))
        return tuple(found.values())

    def _decided(self, sense: Sense, threshold: float) -> Judgement:
        sure = [hit for hit in sense.hits if hit.group.strength == "segura"]
        if sure:
            return Judgement(_kind(sure), 1.0, tuple(f"frase: {hit.group.name}" for hit in sure), all(hit.group.other for hit in sure))
        if not sense.leanings:
            believed = sense.count("probable") > 0 and not sense.calm
            return Judgement(_kind(sense.hits) if believed else None, self._weights.unsure if believed else 0.0,
                             tuple(f"frase: {hit.group.name}" for hit in sense.hits) if believed else ())
        chance = self.chance(sense)
        if chance < threshold:
            return Judgement(None, chance)
        nearest = max(sense.leanings, key=lambda leaning: leaning.score)
        likely = [hit for hit in sense.hits if hit.group.strength == "probable"]
        signals = (f"ejemplos: {nearest.family}", *(f"frase: {hit.group.name}" for hit in sense.hits))
        return Judgement(_kind(likely) if likely else nearest.kind, chance, signals, nearest.other and not likely)


def wording_of(patterns: DangerPatterns, slang: Mapping[str, str]) -> Wording:
    """The wording that the patterns are written in: the words they use are never taken for misspellings of others."""
    phrases = [phrase for group in patterns.groups for phrase in (*group.phrases, *group.unless)]
    words = vocabulary([*phrases, *patterns.calm, *(word for words in patterns.lists.values() for word in words)])
    return Wording({**slang, **patterns.written}, patterns.emojis, patterns.keys, [*patterns.correct, *words])


def _first(patterns: Sequence[Pattern], sounds: str) -> str:
    return next((pattern.phrase for pattern in patterns if pattern.found(sounds)), "")


def _kind(hits: Sequence[Hit]) -> Danger:
    """The kind most hits tell; among equals the one told first."""
    return Counter(hit.group.kind for hit in hits).most_common(1)[0][0]
