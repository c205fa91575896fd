"""Entries written back into files, and checked as files are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.domain.knowledge import Knowledge
from bot.library.correcting import EntryCheck, parsed
from bot.library.files import read_knowledge
from bot.library.kinds import KINDS, entries_of, laid_over
from bot.library.living import LivingKnowledge, Overlay
from bot.library.writing import write_entry

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
EVERY = {"certification": 12, "source": 40}  # of very long files only some entries are written
NEW = {"id": "cafeteria", "title": "¿Hay cafetería?", "title_en": "Is there a cafeteria?", "checked_on": "2026-11-20", "sections": [
    {"heading": "¿Hay cafetería?", "heading_en": "Is there a cafeteria?", "text": "Sí, en **todos** los planteles.\nAbre temprano.",
     "text_en": "Yes, at **every** campus.", "asked": ["hay cafeteria", "donde como", "venden comida", "is there a cafeteria"],
     "source": ["miespacios-2025"]}]}


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return read_knowledge(KNOWLEDGE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(KNOWLEDGE, tmp_path / "knowledge")
    return tmp_path / "knowledge"


@pytest.mark.parametrize("kind", KINDS)
def test_every_entry_that_is_written_is_read_back_the_same(knowledge: Knowledge, folder: Path, kind: str) -> None:
    for entry in [one for one in entries_of(knowledge) if one.kind == kind][::EVERY.get(kind, 1)]:
        write_entry(folder, entry)

    again = read_knowledge(folder)

    def without_lines(one: Knowledge) -> list[dict[str, object]]:
        rows = [entry.value.model_dump() for entry in entries_of(one) if entry.kind == kind]
        for row in rows:
            for section in row.get("sections", ()):
                section.pop("line")
        return sorted(rows, key=lambda row: str(row["id"]))

    assert without_lines(again) == without_lines(knowledge)


def test_one_entry_changes_and_the_rest_of_its_file_stays_as_it_is(knowledge: Knowledge, folder: Path) -> None:
    entry = next(one for one in entries_of(knowledge) if one.kind == "certification")
    changed = parsed("certification", entry.value.model_dump(mode="json") | {"notes_es": ["Una nota nueva."]})
    files = {path: path.read_text(encoding="utf-8") for path in folder.glob("certifications/*.yaml")}

    path = write_entry(folder, changed)

    before, after = files.pop(path).splitlines(), path.read_text(encoding="utf-8").splitlines()
    same_start = next(number for number, (old, new) in enumerate(zip(before, after, strict=False)) if old != new)
    assert same_start > 0 or before[0].startswith("- ")
    assert before[-50:] == after[-50:]
    assert all(path.read_text(encoding="utf-8") == text for path, text in files.items())


def test_a_new_entry_passes_the_check_and_can_be_read(folder: Path) -> None:
    checked = EntryCheck(folder).check("question", NEW)

    assert checked.mistakes == ()
    assert checked.form["sections"][0]["text"] == "Sí, en **todos** los planteles.\nAbre temprano."
    assert not (folder / "questions" / "cafeteria.md").exists()


@pytest.mark.parametrize(("change", "said"), [
    ({"checked_on": "ayer"}, "checked_on"), ({"id": "Con Espacios"}, "id"), ({"title": ""}, "title"), ({"nada": 1}, "nada")])
def test_a_wrong_entry_is_refused_with_the_reason(folder: Path, change: dict[str, object], said: str) -> None:
    checked = EntryCheck(folder).check("question", NEW | change)

    assert said in " ".join(str(one) for one in checked.mistakes)


def test_a_source_that_does_not_exist_is_noticed_as_in_a_file(folder: Path) -> None:
    wrong = NEW | {"sections": [NEW["sections"][0] | {"source": ["no-existe"]}]}  # type: ignore[index,operator]

    [mistake] = EntryCheck(folder).check("question", wrong).mistakes

    assert "no-existe" in str(mistake)


def test_corrected_entries_stand_in_place_of_the_files_until_they_are_taken_back(knowledge: Knowledge) -> None:
    old = knowledge.questions[0]
    corrected = parsed("question", NEW | {"id": old.id})
    new = parsed("question", NEW)
    overlay = [Overlay(1, (corrected, new))]
    living = LivingKnowledge(knowledge, lambda: overlay[0], lambda: overlay[0].version)

    first, second = living.refresh(), living.refresh()
    questions = {one.id: one for one in living.now.questions}
    overlay[0] = Overlay(2)
    taken_back = living.refresh()

    assert (first, second, taken_back) == (True, False, True)
    assert questions[old.id].title == "¿Hay cafetería?"
    assert questions["cafeteria"] == new.value
    assert len(questions) == len(knowledge.questions) + 1
    assert living.now == knowledge
    assert living.directory.title(old.id) == old.title


def test_sources_can_be_added_too(knowledge: Knowledge) -> None:
    source = parsed("source", {"id": "nueva", "title": "Una página", "url": "https://conalep.example/x"})

    assert laid_over(knowledge, [source]).sources["nueva"].title == "Una página"
