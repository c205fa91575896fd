"""Measures the grounding check on pairs of a sentence and a statement, made from the knowledge by a seed.

True: a sentence of the passage, as it stands or in other words. False: the same with a number, date, amount, name or link changed, with
its "not" turned round, with a plausible addition, or a sentence of another entry. Half of the additions and entries calibrate the look
at meaning, the other half measure it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversation.check import GroundingCheck
from bot.conversation.claims import LINK, NUMBER
from bot.domain.conversation import Frozen
from bot.domain.generation import Evidence
from bot.domain.passage import Passage
from bot.domain.text import FUNCTION_WORDS, content_words, plain
from bot.evaluation.scoring import Share

LITERAL = ("number", "date", "name", "link")
MONTHS = {"es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),  # noqa: SIM905
          "en": "January February March April May June July August September October November December".split()}  # noqa: SIM905
VERB = re.compile(r"\b(es|son|pide|piden|puedes|hay|tiene|cuesta|da|dan|ofrece|incluye|is|are|has|costs|offers|can|includes)\b")
STRANGERS = ("Oxford", "Microsoft", "Toluca", "Harvard", "Amazon", "Oracle")
NAME = re.compile(r"(?<=[a-záéíóúñ,] )[A-ZÁÉÍÓÚ][\wáéíóúñ]{3,}")


class Wordings(Frozen):
    """The data of `tests/evaluation/grounding.yaml`."""

    reworded: dict[str, tuple[tuple[str, str], ...]]
    openings: dict[str, tuple[str, ...]]
    additions: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Pair:
    """A sentence, what it is said to rest on, what was done to it, and whether it is held back for measuring."""

    sentence: str
    evidence: Evidence
    kind: str
    held_out: bool

    @property
    def supported(self) -> bool:
        """Whether the sentence is true."""
        return self.kind in ("verbatim", "reworded")


@dataclass(frozen=True)
class GroundingFigures:
    """By kind: the share judged rightly (true ones kept, false ones dropped), and the pairs judged wrongly, with the check's reason."""

    right: tuple[tuple[str, Share], ...]
    wrong: tuple[tuple[Pair, str], ...]


def pairs(passages: Sequence[Passage], wordings: Wordings, seed: int = 1, count: int = 150) -> list[Pair]:
    """`count` sentences drawn from the passages in each language, each true in two ways and false in every way that it allows."""
    chance = random.Random(seed)
    drawn = [(passage, language) for passage in passages for language in ("es", "en") if language == "es" or passage.text_en]
    chance.shuffle(drawn)
    made: list[Pair] = []
    for number, (passage, language) in enumerate(drawn[:count * 2]):
        text, title = (passage.text, passage.title) if language == "es" else (passage.text_en, passage.title_en)
        sentences = [one for one in re.split(r"(?<=[.!?])\s+", text.replace("**", "")) if len(content_words(one)) >= 4]
        if not sentences:
            continue
        sentence = chance.choice(sentences)
        links = tuple(source.url for source in passage.sources if source.url)
        evidence = Evidence((text.replace("**", ""),), links, (title,))
        other = chance.choice(drawn)[0]
        foreign = other.text if language == "es" else other.text_en or other.text
        for kind, changed in _versions(sentence, language, foreign, wordings, number, chance):
            if kind in ("verbatim", "reworded") or plain(changed) not in plain(evidence.texts[0]):
                made.append(Pair(changed, evidence, kind, bool(number % 2)))
    return made


def _versions(sentence: str, language: str, foreign: str, wordings: Wordings, number: int, chance: random.Random) -> list[tuple[str, str]]:
    additions = wordings.additions[language][number % 2::2]
    versions = [("verbatim", sentence), ("reworded", _reworded(sentence, language, wordings, chance)),
                ("addition", f"{sentence.rstrip('.!?')} {chance.choice(additions)}.")]
    others = [one for one in re.split(r"(?<=[.!?])\s+", foreign.replace("**", "")) if len(content_words(one)) >= 4]
    if others:
        versions.append(("other_entry", chance.choice(others)))
    versions += [(kind, changed) for kind, changed in (
        ("number", _one_changed(NUMBER, sentence, lambda old: _number(old, chance), chance)),
        ("date", _one_changed(re.compile("|".join(MONTHS[language])), sentence, lambda _: chance.choice(MONTHS[language]), chance)),
        ("name", _one_changed(NAME, sentence, lambda _: chance.choice([one for one in STRANGERS if one not in sentence]), chance)),
        ("link", _one_changed(LINK, sentence, lambda _: chance.choice(("conalep-becas.com", "inscripciones-mx.org")), chance)),
        ("negated", VERB.sub(lambda found: f"no {found[0]}" if language == "es" else f"{found[0]} not", sentence, count=1)),
    ) if changed != sentence]
    return versions


def _reworded(sentence: str, language: str, wordings: Wordings, chance: random.Random) -> str:
    text = sentence
    for old, new in wordings.reworded[language]:
        if chance.random() < 0.8:
            text = re.sub(rf"\b{old}\b", new, text)
    opening = chance.choice(wordings.openings[language])
    return opening + (text[:1].lower() + text[1:] if plain(text.split()[0]) in FUNCTION_WORDS else text)


def _number(old: str, chance: random.Random) -> str:
    value = float(re.sub(r"[,\s]", "", old))
    new = value + chance.choice((1, 2, 3, 5, 10)) if value < 100 else value * chance.choice((2, 1.5, 0.5))
    return f"{new:,.0f}" if "," in old else f"{new:g}"


def _one_changed(pattern: re.Pattern[str], sentence: str, change: object, chance: random.Random) -> str:
    found = list(pattern.finditer(sentence))
    if not found or not callable(change):
        return sentence
    one = chance.choice(found)
    return f"{sentence[:one.start()]}{change(one[0])}{sentence[one.end():]}"


def measured(check: GroundingCheck, made: Sequence[Pair]) -> GroundingFigures:
    """How the check judges the pairs."""
    rows: dict[str, list[bool]] = {}
    wrong: list[tuple[Pair, str]] = []
    for pair in made:
        reason = check.problem(pair.sentence, [pair.evidence])
        right = (not reason) == pair.supported
        rows.setdefault(pair.kind, []).append(right)
        if not right:
            wrong.append((pair, reason))
    return GroundingFigures(tuple((kind, Share(sum(held), len(held))) for kind, held in sorted(rows.items())), tuple(wrong))
