"""The counselors' guide, knowledge/README.md, followed to the letter: its example passes the check and is found; its messages exist."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

from bot.domain.passage import Sought
from bot.library.checking import checked
from bot.library.files import read_knowledge
from bot.library.passages import passages_of
from bot.library.search import PassageLibrary

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "knowledge/README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"<!-- ejemplo: (\S+) -->\n```\w+\n(.*?)```", GUIDE, re.DOTALL)
TODAY = date(2026, 11, 24)


def followed(folder: Path) -> Path:
    """A copy of knowledge/ with the guide's examples put where it says."""
    copy = Path(shutil.copytree(ROOT / "knowledge", folder / "knowledge"))
    for name, text in EXAMPLES:
        before = (copy / name).read_text(encoding="utf-8") if (copy / name).exists() else ""
        (copy / name).write_text(before + text, encoding="utf-8")
    return copy


def test_the_degree_of_the_guide_passes_the_check(tmp_path: Path) -> None:
    before = read_knowledge(ROOT / "knowledge")

    _, said = checked(followed(tmp_path), TODAY)

    assert [name for name, _ in EXAMPLES] == ["sources.yaml", "programs/robotica.md"]
    assert said[0].startswith(f"Todo bien: {len(before.programs) + 1} carreras")
    assert f"{len(before.sources) + 1} fuentes" in said[0]


def test_the_degree_of_the_guide_is_found_with_its_source(tmp_path: Path) -> None:
    library = PassageLibrary(passages_of(read_knowledge(followed(tmp_path))))

    found = library.search(Sought("que se ve en la carrera de robotica", limit=1))[0].passage

    assert found.id == "robotica#que-aprendes-en-robotica"
    assert found.text == "Armas robots y **programas brazos industriales**, con sensores y motores."
    assert [source.title for source in found.sources] == ["El Ejemplo, noviembre de 2026"]


def test_every_file_and_folder_of_knowledge_is_in_the_guide() -> None:
    named = set(re.findall(r"`([a-z_]+(?:\.yaml|/))`", GUIDE))
    there = {f"{path.name}/" if path.is_dir() else path.name for path in (ROOT / "knowledge").iterdir() if path.name != "README.md"}

    assert there <= named


def test_what_grows_old_is_said_without_being_a_mistake() -> None:
    _, said = checked(ROOT / "knowledge", TODAY)

    assert said[1].startswith("Para actualizar cuando haya datos nuevos (")
    assert any("¿Cuándo es el registro en CDMX? (valía hasta 2026-04-14)" in line for line in said)
