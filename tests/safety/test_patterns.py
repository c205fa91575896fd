"""The little language in which psychologists write phrases."""

from __future__ import annotations

import pytest

from bot.errors import KnowledgeError
from bot.safety.patterns import compiled, vocabulary
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
