"""Reading knowledge/: the real files are right, and every mistake is reported at once with its file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.library.files import read_knowledge

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge"))


def edit(file: Path, old: str, new: str) -> int:
    """Replace the first `old`; the line it stood on, from 1."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def mistakes(folder: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        read_knowledge(folder)
    return [str(mistake) for mistake in caught.value.mistakes]


def test_the_catalog_is_complete() -> None:
    knowledge = read_knowledge(KNOWLEDGE)

    assert knowledge.campuses is not None
    assert (len(knowledge.certifications), len(knowledge.paths), len(knowledge.campuses.campuses)) == (120, 21, 315)
    assert len([place for place in knowledge.places if place.kind == "state"]) == 32


def test_every_campus_of_a_state_is_found_by_its_state() -> None:
    knowledge = read_knowledge(KNOWLEDGE)

    assert knowledge.campuses is not None
    assert sum(campus.state == "queretaro" for campus in knowledge.campuses.campuses) == 5


def test_a_path_lists_only_existing_steps(copy: Path) -> None:
    edit(copy / "paths.yaml", "  - cisco-networking-basics", "  - cisco-networking-basic")

    assert "no certification is called 'cisco-networking-basic'" in mistakes(copy)[0]


def test_all_mistakes_come_at_once_with_their_lines(copy: Path) -> None:
    first = edit(copy / "certifications/cisco.yaml", "- id: cisco-intro-cybersecurity\n",
                 "- id: cisco-intro-cybersecurity\n  colour: red\n")
    second = edit(copy / "certifications/ibm.yaml", "- id: ", "- id: Mal Id ")

    found = mistakes(copy)

    assert found[0].startswith(f"certifications/cisco.yaml:{first}: colour:")
    assert found[1].startswith(f"certifications/ibm.yaml:{second}: id:")


def test_a_missing_file_and_broken_yaml_are_both_said(copy: Path) -> None:
    (copy / "places.yaml").unlink()
    (copy / "paths.yaml").write_text("- id: [", encoding="utf-8")

    found = mistakes(copy)

    assert [line.split(":")[0] for line in found] == ["paths.yaml", "places.yaml"]


def test_a_section_without_a_source_is_reported_with_its_line(copy: Path) -> None:
    line = edit(copy / "topics/honduras.md", "## ¿Qué puedo estudiar en el INFOP?", "## ¿Qué puedo estudiar en el INFOP?")
    text = (copy / "topics/honduras.md").read_text(encoding="utf-8")
    (copy / "topics/honduras.md").write_text(text.replace("- Fuente: elheraldo-2024", "", 2), encoding="utf-8")

    found = mistakes(copy)

    assert any(one.startswith(f"topics/honduras.md:{line}: sections.1.source:") for one in found)
    assert len(found) == 2
