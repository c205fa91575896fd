"""Says a case again as people write: with typos, without accents, in slang, as it sounds, as a phone writes down what is spoken.

Every variant depends only on the case's id, the kind of noise and the seed, so that a run can be repeated. Words with a digit or written
in capitals stay as they are: nobody writes CCNA as it sounds.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Literal, get_args

from pydantic import Field

from bot.domain.conversation import Frozen
from bot.domain.knowledge import Line
from bot.evaluation.cases import Case, Style

Noise = Literal["typo", "noaccent", "slang", "phonetic", "voice"]
KINDS: tuple[Noise, ...] = get_args(Noise)
STYLES: Mapping[Noise, Style] = {"typo": "typo", "noaccent": "noaccent", "slang": "slang", "phonetic": "slang", "voice": "voice"}
NEAR = {"a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk", "k": "jl", "l": "kñ",
        "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "w", "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "qe", "x": "zc",
        "y": "tu", "z": "x"}
TYPOS = 0.18  # share of words of four letters or more that get one wrong key; at least one word of a message does
SOUNDS = 0.5  # share of the places where a sound can be written in another way that are
ALTERNATIVES = ((r"qu(?=[eiéí])", "k"), (r"c(?=[aouáóú])", "k"), (r"c(?=[eiéí])", "s"), (r"(?<!^)z", "s"), (r"(?<=[aeiou])s(?=[ei])", "c"),
                (r"^h(?=[aeiouáéíóú])", ""), (r"ll", "y"), (r"v", "b"), (r"g(?=[eiéí])", "j"))


class Tables(Frozen):
    """What counselors keep in tests/evaluation/noise.yaml: slang by language (word or words → ways to write it), and spoken openings."""

    slang: dict[str, dict[Line, tuple[Line, ...]]] = Field(default_factory=dict)
    openings: dict[str, tuple[Line, ...]] = Field(default_factory=dict)


def variants(cases: Iterable[Case], noise: Noise, tables: Tables, seed: int = 0) -> tuple[tuple[Case, Case], ...]:
    """Pairs of a case and its noisy variant; a case that the noise leaves as it is has none."""
    pairs = []
    for case in cases:
        chance = random.Random(f"{seed} {noise} {case.id}")
        turns = tuple(_noisy(turn, noise, case.language, tables, chance) for turn in case.turns)
        if turns != case.turns:
            pairs.append((case, case.model_copy(update={"id": f"{case.id}-{noise}", "style": STYLES[noise], "turns": turns,
                                                        "paraphrases": (), "family": case.family or case.id})))
    return tuple(pairs)


def _noisy(text: str, noise: Noise, language: str, tables: Tables, chance: random.Random) -> str:
    match noise:
        case "typo":
            return _typos(text, chance)
        case "noaccent":
            return re.sub("[¿¡]", "", _bare(text.lower()))
        case "slang":
            return _slang(text, tables.slang.get(language, {}), chance)
        case "phonetic":
            return text if language == "en" else _each_word(text.lower(), lambda word: _as_it_sounds(word, chance))
        case "voice":
            return _spoken(text, tables.openings.get(language, ()), chance)


def _typos(text: str, chance: random.Random) -> str:
    words = re.split(r"(\W+)", text)
    long = [number for number, word in enumerate(words) if len(word) > 3 and _plain_word(word)]
    chosen = [number for number in long if chance.random() < TYPOS] or chance.sample(long, min(1, len(long)))
    for number in chosen:
        words[number] = _one_wrong_key(words[number], chance)
    return "".join(words)


def _one_wrong_key(word: str, chance: random.Random) -> str:
    """Two letters swapped, one left out, one doubled, or the key beside it; the first letter stays."""
    place = chance.randrange(1, len(word) - 1)
    match chance.randrange(4):
        case 0:
            return word[:place] + word[place + 1] + word[place] + word[place + 2:]
        case 1:
            return word[:place] + word[place + 1:]
        case 2:
            return word[:place] + word[place] + word[place:]
        case _:
            beside = NEAR.get(_bare(word[place].lower()), word[place])
            return word[:place] + chance.choice(beside) + word[place + 1:]


def _slang(text: str, table: Mapping[str, tuple[str, ...]], chance: random.Random) -> str:
    bare = re.sub("[¿¡]", "", _bare(text.lower()))
    for proper, ways in sorted(table.items(), key=lambda item: -len(item[0])):
        bare = re.sub(rf"\b{re.escape(_bare(proper))}\b", lambda _, ways=ways: chance.choice(ways), bare)  # type: ignore[misc]
    return bare


def _as_it_sounds(word: str, chance: random.Random) -> str:
    for written, said in ALTERNATIVES:
        word = re.sub(written, lambda found, said=said: said if chance.random() < SOUNDS else found[0], word)  # type: ignore[misc]
    return _bare(word)


def _spoken(text: str, openings: tuple[str, ...], chance: random.Random) -> str:
    """All in one breath: no punctuation, no capitals, with an opening as people have when they speak."""
    run_on = " ".join(re.findall(r"[\w%+#]+(?:[.,-]\d+)*", text.lower()))
    return f"{chance.choice(openings)} {run_on}" if openings else run_on


def _each_word(text: str, change: Callable[[str], str]) -> str:
    return re.sub(r"[^\W\d_]+", lambda word: change(word[0]) if len(word[0]) > 2 else word[0], text)


def _plain_word(word: str) -> bool:
    return word.isalpha() and not word.isupper()


def _bare(text: str) -> str:
    """Without accents; ñ becomes n, as on a foreign keyboard."""
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
