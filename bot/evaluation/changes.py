"""What may be done to a true sentence: words that leave it true, and changes that make it false, each of a named kind.

The words of the changes are data (`tests/evaluation/grounding.yaml`); here is how they are put in.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence

from bot.conversation.claims import LINK
from bot.conversation.numerals import NUMBER
from bot.conversation.quantities import PHONE, quantities
from bot.domain.conversation import Frozen
from bot.domain.text import FUNCTION_WORDS, content_words, plain

TRUE = ("verbatim", "reworded", "shortened", "joined")
LITERAL = ("number", "number_in_words", "unit", "money", "telephone", "date", "weekday", "name", "link", "path")
MONTHS = {"es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),  # noqa: SIM905
          "en": "January February March April May June July August September October November December".split()}  # noqa: SIM905
WEEKDAYS = {"es": "lunes martes miércoles jueves viernes sábado domingo".split(),  # noqa: SIM905
            "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()}  # noqa: SIM905
IN_WORDS = {"es": "siete ocho nueve once doce trece catorce quince treinta noventa mil".split(),  # noqa: SIM905
            "en": "seven eight nine eleven twelve thirteen fourteen fifteen thirty ninety thousand".split()}  # noqa: SIM905
VERB = re.compile(r"\b(es|son|pide|piden|puedes|hay|tiene|cuesta|da|dan|ofrece|incluye|is|are|has|costs|offers|can|includes)\b")
NAME = re.compile(r"(?<=[a-záéíóúñ,] )[A-ZÁÉÍÓÚ][\wáéíóúñ]{3,}")
SENTENCE = re.compile(r"(?<=[.!?])\s+")


class Wordings(Frozen):
    """The data of `tests/evaluation/grounding.yaml`, by language. `swaps`: by kind, what becomes what; `before`, `behind`: by kind, what is
    put at either end.
    """

    reworded: dict[str, tuple[tuple[str, str], ...]]
    openings: dict[str, tuple[str, ...]]
    additions: dict[str, tuple[str, ...]]
    strangers: tuple[str, ...]
    swaps: dict[str, dict[str, tuple[tuple[str, str], ...]]]
    before: dict[str, dict[str, tuple[str, ...]]]
    behind: dict[str, dict[str, tuple[str, ...]]]
    links: tuple[str, ...]


def sentences_in(text: str) -> list[str]:
    """The sentences of a text that say something: four words that carry meaning, or a number."""
    return [one for one in SENTENCE.split(text.replace("**", "")) if len(content_words(one)) >= 4]


def true_versions(sentence: str, following: str, language: str, words: Wordings, chance: random.Random) -> Iterator[tuple[str, str]]:
    """The sentence said otherwise. `following`: the sentence after it, empty when it is the last."""
    yield "verbatim", sentence
    yield "reworded", reworded(sentence, language, words, chance)
    head = re.split(r"(?<=\w)[;:(]", sentence)[0].strip()
    if head != sentence and len(content_words(head)) >= 3:
        yield "shortened", f"{head}."
    if following and not following.startswith("¿") and not following.endswith("?"):
        both = f"{sentence.rstrip('.!')} {'y' if language == 'es' else 'and'} {following[:1].lower()}{following[1:]}"
        if plain(following.split()[0]) in FUNCTION_WORDS and sentence[-1] == ".":
            yield "joined", both


def false_versions(sentence: str, passage: str, foreign: str, language: str, words: Wordings, number: int,
                   chance: random.Random) -> Iterator[tuple[str, str]]:
    """The sentence made false, in every way that it allows. `foreign`: the text of another entry; `number` chooses among the additions."""
    yield "addition", f"{sentence.rstrip('.!?')} {chance.choice(words.additions[language][number % 2::2])}."
    others = sentences_in(foreign)
    if others:
        yield "other_entry", chance.choice(others)
    for kind, changed in _changed(sentence, passage, language, words, chance):
        same = kind == "number_in_words" and quantities(changed).values == quantities(sentence).values
        if changed != sentence and not same:
            yield kind, changed


def changed_to_the_letter(sentence: str, language: str, words: Wordings, chance: random.Random) -> Iterator[tuple[str, str]]:
    """The sentence with a number or a name changed; as it was where it has none."""
    yield "number", _one(NUMBER, sentence if not PHONE.search(sentence) else "", lambda old: _number(old, chance), chance) or sentence
    yield "name", _one(NAME, sentence, lambda _: chance.choice([one for one in words.strangers if one not in sentence]), chance)


def _changed(sentence: str, passage: str, language: str, words: Wordings, chance: random.Random) -> Iterator[tuple[str, str]]:
    months, days = MONTHS[language], WEEKDAYS[language]
    without_phones = sentence if not PHONE.search(sentence) else ""
    yield from changed_to_the_letter(sentence, language, words, chance)
    yield "number_in_words", _one(NUMBER, without_phones, lambda _: chance.choice(IN_WORDS[language]), chance) or sentence
    yield "date", _one(_any_of(months), sentence, lambda old: chance.choice([one for one in months if one != old]), chance)
    yield "weekday", _one(_any_of(days), sentence, lambda old: chance.choice([one for one in days if one != old]), chance)
    yield "telephone", _one(PHONE, sentence, lambda old: _telephone(old, chance), chance)
    yield "link", _one(LINK, sentence, lambda _: chance.choice(words.links), chance)
    yield "path", _one(LINK, sentence, lambda old: f"{old.rstrip('/.')}/{chance.choice(('registro-2027', 'becas/pago', 'login'))}", chance)
    yield "negated", VERB.sub(lambda found: f"no {found[0]}" if language == "es" else f"{found[0]} not", sentence, count=1)
    yield "name_of_its_neighbour", _from_neighbour(NAME, sentence, passage, chance)
    yield "number_of_its_neighbour", _from_neighbour(NUMBER, without_phones, passage, chance) or sentence
    for kind, pairs in words.swaps[language].items():
        fitting = [(old, new) for old, new in pairs if re.search(rf"\b(?:{old})(?!\w)", sentence)]
        if fitting:
            old, new = chance.choice(fitting)
            yield kind, re.sub(rf"\b(?:{old})(?!\w)", new, sentence, count=1)
    for kind, openings in words.before[language].items():
        yield kind, f"{chance.choice(openings)} {sentence[:1].lower()}{sentence[1:]}"
    for kind, ends in words.behind[language].items():
        yield kind, f"{sentence.rstrip('.!?')} {chance.choice(ends)}."


def reworded(sentence: str, language: str, words: Wordings, chance: random.Random) -> str:
    """The same fact with an opening and other words."""
    text = sentence
    for old, new in words.reworded[language]:
        if chance.random() < 0.8:
            text = re.sub(rf"\b{old}\b", new, text)
    opening = chance.choice(words.openings[language])
    return opening + (text[:1].lower() + text[1:] if plain(text.split()[0]) in FUNCTION_WORDS else text)


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b")


def _number(old: str, chance: random.Random) -> str:
    value = float(re.sub(r"[,\s]", "", old))
    new = value + chance.choice((1, 2, 3, 5, 10)) if value < 100 else value * chance.choice((2, 1.5, 0.5))
    return f"{new:,.0f}" if "," in old else f"{new:g}"


def _telephone(old: str, chance: random.Random) -> str:
    """One digit changed, or two groups in each other's place."""
    groups = old.split(" ")
    if len(groups) > 2 and len(groups[-1]) == len(groups[-2]) and groups[-1] != groups[-2] and chance.random() < 0.5:
        return " ".join([*groups[:-2], groups[-1], groups[-2]])
    at = chance.choice([place for place, sign in enumerate(old) if sign.isdigit()])
    return f"{old[:at]}{(int(old[at]) + chance.randint(1, 9)) % 10}{old[at + 1:]}"


def _from_neighbour(pattern: re.Pattern[str], sentence: str, passage: str, chance: random.Random) -> str:
    """One find of the pattern replaced by one that only other sentences of the passage have."""
    others = [found[0] for one in sentences_in(passage) if one != sentence for found in pattern.finditer(one) if found[0] not in sentence]
    return _one(pattern, sentence, lambda _: chance.choice(others), chance) if others else sentence


def _one(pattern: re.Pattern[str], sentence: str, change: Callable[[str], str], chance: random.Random) -> str:
    found = list(pattern.finditer(sentence))
    if not found:
        return sentence
    one = chance.choice(found)
    return f"{sentence[:one.start()]}{change(one[0])}{sentence[one.end():]}"
