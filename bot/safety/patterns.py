"""Phrases that psychologists write, as patterns over the sounds of words.

    (a|b c)  one of these      (a|b)?  may be there or not      {list}  a word of a list
    …        up to four words  word*   any ending               .       the end of the sentence
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.errors import KnowledgeError, Mistake
from bot.safety.wording import folded, sound

TOKEN = re.compile(r"\{[^{}]+\}|…|\.|\)\?|[()|]|[^\s(){}|…]+")
START = r"(?<!\S)"
GAP = r"(?:\S+ ){0,4}?"
FILE = "danger/patterns.yaml"


_sound = lru_cache(maxsize=20_000)(sound)  # of the words of the phrases only, never of what people type


@dataclass(frozen=True)
class Pattern:
    """A phrase and the expression that finds it among the sounds of a sentence."""

    phrase: str
    expression: re.Pattern[str]

    def found(self, sounds: str) -> bool:
        """Whether the phrase stands in a sentence given as sounds, single spaces between."""
        return self.expression.search(f"{sounds} ") is not None


def compiled(phrases: Sequence[str], lists: Mapping[str, Sequence[str]], written: Mapping[str, str] | None = None,
             file: str = FILE) -> tuple[Pattern, ...]:
    """The phrases as patterns; `written`: what shortened words stand for, as in messages.

    KnowledgeError names each phrase that cannot be read or would match anything.
    """
    full = written or {}
    patterns, mistakes = [], []
    for phrase in phrases:
        try:
            expression = re.compile(f"{START}(?:{_expression(phrase, lists, full)})")
        except (re.error, KeyError) as error:
            mistakes.append(Mistake(file, 1, f"«{phrase}»: {error}", "revisa paréntesis y nombres de listas"))
            continue
        if expression.search("") or expression.search("xq "):
            mistakes.append(Mistake(file, 1, f"«{phrase}» coincide con cualquier cosa", "deja al menos una palabra fija"))
        patterns.append(Pattern(phrase, expression))
    if mistakes:
        raise KnowledgeError(mistakes)
    return tuple(patterns)


class Phrases:
    """A list of patterns, asked all at once first: most messages hold none of them, and one expression says so a hundred times sooner."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = tuple(patterns)
        self._any = re.compile(START + "(?:" + "|".join(one.expression.pattern.removeprefix(START) for one in patterns) + ")")

    def first(self, sounds: str) -> str:
        """The first phrase that stands in a sentence given as sounds; "" when none does."""
        return next((one.phrase for one in self.found(sounds)), "")

    def found(self, sounds: str) -> Iterator[Pattern]:
        """The patterns that stand in a sentence given as sounds, in their order."""
        if self._patterns and self._any.search(f"{sounds} ") is not None:
            yield from (one for one in self._patterns if one.found(sounds))


def _expression(phrase: str, lists: Mapping[str, Sequence[str]], full: Mapping[str, str]) -> str:
    """Every word carries the space after it, so that optional parts leave none behind."""
    return "".join(_part(token, lists, full) for token in TOKEN.findall(phrase))


def _part(token: str, lists: Mapping[str, Sequence[str]], full: Mapping[str, str]) -> str:
    match token:
        case "(":
            return "(?:"
        case ")" | ")?" | "|":
            return token
        case "…":
            return GAP
        case ".":
            return "$"
    if token.startswith("{"):
        choices = sorted(lists[token[1:-1]], key=len, reverse=True)
        return "(?:" + "|".join("".join(_part(word, lists, full) for word in choice.split()) for choice in choices) + ")"
    word = folded(token)
    if word.endswith("*"):
        return re.escape(_sound(re.sub(r"[^a-z0-9]", "", word))) + r"\S* "
    word = re.sub(r"[^a-z0-9]", "", word)
    return "".join(re.escape(_sound(one)) + " " for one in (full.get(word) or word).split())


def vocabulary(phrases: Sequence[str]) -> frozenset[str]:
    """Every plain word of the phrases."""
    return frozenset(folded(token) for phrase in phrases for token in TOKEN.findall(phrase) if token.isalpha())
