"""The little language in which psychologists write phrases."""

from __future__ import annotations

import pytest

from bot.errors import KnowledgeError
from bot.safety.patterns import Pattern, Phrases, compiled, vocabulary
from bot.safety.wording import sound


def found(phrase: str, text: str, **lists: tuple[str, ...]) -> bool:
    [pattern] = compiled([phrase], lists)
    return pattern.found(" ".join(sound(word) for word in text.split()))


@pytest.mark.parametrize(("phrase", "text", "expected"), [
    ("no quiero (vivir|seguir viviendo)", "ya no quiero seguir viviendo", True),
    ("no quiero (vivir|seguir viviendo)", "no quiero seguir", False),
    ("me quiero (ya)? morir", "me quiero morir", True),
    ("me quiero (ya)? morir", "me quiero ya morir", True),
    ("mi papa … pega", "mi papa cuando toma mucho me pega", True),
    ("mi papa … pega", "mi papa dice que si voy a la escuela me pega", False),
    ("amenaz*", "me amenazaron", True),
    ("toca", "tocar", False),
    ("me toca .", "el me toca", True),
    ("me toca .", "me toca examen", False),
])
def test_a_phrase_is_found_where_it_stands(phrase: str, text: str, expected: bool) -> None:
    assert found(phrase, text) is expected


def test_a_list_stands_for_each_of_its_words() -> None:
    assert found("mi {familiar} me pega", "mi tio me pega", familiar=("mama", "tio"))


@pytest.mark.parametrize("phrase", ["(ya)? (no)?", "mi {nadie} me pega", "(sin cerrar"])
def test_a_phrase_that_cannot_work_is_refused_by_name(phrase: str) -> None:
    with pytest.raises(KnowledgeError) as refused:
        compiled([phrase], {})

    assert phrase in str(refused.value)


def test_the_vocabulary_is_every_plain_word() -> None:
    assert vocabulary(["no (quiero|puedo)? vivir", "amenaz* a mí"]) == {"no", "quiero", "puedo", "vivir", "a", "mi"}


WRITTEN = ("me quiero (ya)? morir", "amenaz*", "mi papa … pega", "me toca .", "me quiero")


@pytest.mark.parametrize("text", ["me quiero morir", "me amenazaron y mi papa me pega", "el me toca", "me toca examen", "que becas", ""])
def test_a_list_of_phrases_finds_what_each_of_them_finds_in_their_order(text: str) -> None:
    patterns, sounds = compiled(WRITTEN, {}), " ".join(sound(word) for word in text.split())

    found = list(Phrases(patterns).found(sounds))

    assert found == [one for one in patterns if one.found(sounds)]
    assert Phrases(patterns).first(sounds) == next((one.phrase for one in found), "")


def test_where_no_phrase_of_a_list_stands_none_is_looked_for_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    phrases, looked = Phrases(compiled(WRITTEN, {})), []
    monkeypatch.setattr(Pattern, "found", lambda pattern, sounds: looked.append(sounds) or True)

    assert phrases.first("ke bekas ay") == "" and Phrases(()).first("me toka") == ""
    assert looked == []
