"""What the reader takes words for, with the counselors' real tables."""

from pathlib import Path

import pytest

from bot.domain.conversation import Memory
from bot.language.reader import MessageReader
from bot.library.files import read_knowledge


@pytest.fixture(scope="module")
def reader() -> MessageReader:
    return MessageReader(read_knowledge(Path(__file__).parents[2] / "knowledge"))


def test_an_exam_of_admission_is_no_certification_exam(reader: MessageReader) -> None:
    reading = reader.read("¿hay examen de admisión para entrar a conalep?", Memory())

    assert (reading.constraints.kinds, "certification" in reading.collections, "idiom" in reading.signs) == ((), False, True)


def test_a_certification_exam_is_one(reader: MessageReader) -> None:
    reading = reader.read("¿qué exámenes tiene cisco?", Memory())

    assert (reading.constraints.kinds, reading.constraints.providers) == (("exam",), ("cisco",))


def test_a_name_in_part_does_not_count_inside_a_whole_name_of_something_else(reader: MessageReader) -> None:
    reading = reader.read("cuándo cierran las inscripciones del centro público de formación en ia", Memory())

    assert {one.kind for one in reading.mentions} == {"topic"}


def test_a_pronoun_names_no_course(reader: MessageReader) -> None:
    assert reader.read("how long is it?", Memory()).named("certification") == ()


def test_the_area_of_a_list_is_not_generic(reader: MessageReader) -> None:
    assert "generic" not in reader.read("cursos de programación gratis para principiantes", Memory()).signs
