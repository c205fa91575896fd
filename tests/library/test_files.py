"""Reading knowledge/: the real files are right, and every kind of mistake is reported with its file, its line and what to write."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.library.files import read_knowledge

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
COSTA_RICA = "topics/costa-rica.md"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge"))


def edit(file: Path, old: str, new: str, after: str = "") -> int:
    """Replace the first `old` that stands after `after`; the line it stood on, from 1."""
    text = file.read_text(encoding="utf-8")
    start = text.index(after)
    place = text.index(old, start)
    file.write_text(text[:place] + new + text[place + len(old):], encoding="utf-8")
    return text[:place].count("\n") + 1


def mistakes(folder: Path, today: date | None = None) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        read_knowledge(folder, today)
    return [str(mistake) for mistake in caught.value.mistakes]


def test_the_real_files_are_right_and_complete() -> None:
    knowledge = read_knowledge(KNOWLEDGE, date(2026, 11, 24))

    assert knowledge.campuses is not None
    assert (len(knowledge.certifications), len(knowledge.paths), len(knowledge.campuses.campuses)) == (120, 21, 315)
    assert len([place for place in knowledge.places if place.kind == "state"]) == 32
    assert len(knowledge.hubs) == 15
    assert len({hub.state for hub in knowledge.hubs}) == 14
    assert len(knowledge.programs) >= 25
    assert len(knowledge.questions) >= 60


def test_every_campus_of_a_state_is_found_by_its_state() -> None:
    knowledge = read_knowledge(KNOWLEDGE)

    assert knowledge.campuses is not None
    assert sum(campus.state == "queretaro" for campus in knowledge.campuses.campuses) == 5


def test_all_mistakes_of_all_files_come_at_once_with_their_lines(copy: Path) -> None:
    first = edit(copy / "certifications/cisco.yaml", "  level: beginner", "  level: beginner\n  colour: red") + 1
    second = edit(copy / "certifications/ibm.yaml", "- id: ", "- id: Mal Id ")
    third = edit(copy / COSTA_RICA, "- Fuente: ", "- Fuentes: ")

    found = mistakes(copy)

    assert found[0].startswith(f"certifications/cisco.yaml:{first}: «colour» no es un campo de esta ficha → bórralo")
    assert found[1].startswith(f"certifications/ibm.yaml:{second}: «Mal Id ibm-getting-started-cybersecurity» no sirve en «id»")
    assert f"{COSTA_RICA}:{third}: no conozco la etiqueta «- Fuentes» → escribe «- Fuente: …»" in found


FORM = [
    ("certifications/cisco.yaml", "  level: beginner", "  level: facil", "«facil» no vale en «level» → escribe uno de: 'beginner', "),
    ("certifications/cisco.yaml", "  hours: 6\n", "  hours: seis\n", "«hours» debe ser un número sin letras"),
    ("certifications/cisco.yaml", "  min_age: 13", "  min_aje: 13",
     "«min_aje» no es un campo de esta ficha → ¿quisiste escribir «min_age»?"),
    ("certifications/cisco.yaml", "  checked_on: 2026-11-10", "  checked_on: ayer", "«ayer» no es una fecha en «checked_on» → AAAA-MM-DD"),
    ("certifications/cisco.yaml", "    free: true", "    free: tal vez", "«free» debe ser true o false"),
    ("certifications/cisco.yaml", "  url: ", "  url:\n  # ", "«url» debe ser texto"),
    ("hubs.yaml", "  municipalities: [Seybaplaya]", "  municipalities: Seybaplaya", "«municipalities» debe ser una lista: [uno, dos]"),
    ("paths.yaml", "  area: cybersecurity\n", "  area: cybersecurity\n  area: cloud\n", "«area» está dos veces → deja solo una"),
    (COSTA_RICA, "title: Costa Rica", "titulo: Costa Rica", "falta «title» → title: el nombre en español"),
    (COSTA_RICA, "- Fuente: diarioextra-2025-08\n", "", "falta «Fuente» → - Fuente: clave-de-sources.yaml"),
    (COSTA_RICA, " | Costa Rica's", " - Costa Rica's",
     "«En inglés» está vacío → - En inglés: pregunta en inglés | respuesta en inglés"),
    (COSTA_RICA, "- Lugar: costa-rica", "- Lugar: costa-rica\n- Lugar: panama", "«Lugar» está dos veces en la misma pregunta"),
    (COSTA_RICA, "checked_on: 2026-11-10", "checked_on: 2026-13-45", "hay una fecha o un número imposible"),
    ("topics/guatemala.md", "- Fuente: prensalibre-2025", "- Vigente hasta: diciembre\n- Fuente: prensalibre-2025",
     "«diciembre» no es una fecha"),
]


@pytest.mark.parametrize(("name", "old", "new", "said"), FORM)
def test_a_mistake_of_form_says_what_is_wrong_and_what_to_write(copy: Path, name: str, old: str, new: str, said: str) -> None:
    edit(copy / name, old, new)

    found = mistakes(copy)

    assert any(one.startswith(f"{name}:") and said in one for one in found), found


LINKS = [
    ("paths.yaml", "  - cisco-networking-basics", "  - cisco-networking-basic",
     "no hay certificación con la clave «cisco-networking-basic» → ¿quisiste escribir «cisco-networking-basics»?"),
    ("certifications/cisco.yaml", "  - catalogo-de-cursos-de-village-netacad", "  - catalogo-inventado",
     "no hay fuente con la clave «catalogo-inventado»"),
    ("hubs.yaml", "  state: campeche", "  state: campeches", "no hay estado con la clave «campeches» → ¿quisiste escribir «campeche»?"),
    ("hubs.yaml", "sectors: [agroindustria, energia, logistica]", "sectors: [zapateria]", "no hay sector con la clave «zapateria»"),
    (COSTA_RICA, "- Lugar: costa-rica", "- Lugar: costarrica", "no hay estado o país con la clave «costarrica»"),
    ("questions/es-gratis.md", "links: [", "links: [no-existe, ", "no hay entrada con la clave «no-existe»"),
    ("campuses.yaml", '"state": "queretaro"', '"state": "keretaro"', "no hay estado con la clave «keretaro»"),
]


@pytest.mark.parametrize(("name", "old", "new", "said"), LINKS)
def test_a_link_that_leads_nowhere_is_said_with_its_line(copy: Path, name: str, old: str, new: str, said: str) -> None:
    line = edit(copy / name, old, new)

    found = mistakes(copy)

    assert any(one.startswith(f"{name}:{line}: ") and said in one for one in found), found


def test_an_id_used_by_two_kinds_is_said_with_both_places(copy: Path) -> None:
    line = edit(copy / "sectors.yaml", "- id: textil-calzado", "- id: mecatronica")

    found = mistakes(copy)

    said = f"«mecatronica» ya se usa en sectors.yaml, línea {line}"
    assert any(one.startswith("programs/mecatronica.md:") and said in one for one in found)


RULES = [
    (COSTA_RICA, "**749 cupos**", "**750 cupos**", "la cifra 750 falta en inglés → traduce la respuesta completa"),
    (COSTA_RICA, "**749 places**", "**749 places** in 2030", "la cifra 2030 está solo en inglés"),
    (COSTA_RICA, "- Se pregunta: ina formacion dual | ", "- Se pregunta: que es el ina | ",
     "«que es el ina» ya está en topics/costa-rica.md, línea "),
    (COSTA_RICA, "checked_on: 2026-11-10", "checked_on: 2027-01-01", "2027-01-01 todavía no llega"),
    (COSTA_RICA, "checked_on: 2026-11-10", "checked_on: 1999-01-01", "1999-01-01 no parece una fecha de este proyecto"),
    ("certifications/cisco.yaml", "  - Kinds of threats and attacks\n", "", "«skills_en» tiene 3 elementos y «skills_es» 4"),
    ("certifications/cisco.yaml", "  credential_en: Cisco digital badge and certificate of completion\n", "",
     "«credential_en» falta → tradúcelo al inglés"),
    ("questions/es-gratis.md", "**49 USD**", "**59 USD**", "la cifra 59 no está en ninguna entrada de «links»"),
    ("intents.yaml", "[adios, bye, nos vemos, hasta luego,", "[adios, bye,", "hay 11 ejemplos; hacen falta 12"),
    ("intents.yaml", "[gracias, ", "[adios, gracias, ", "«adios» ya es ejemplo de «thanks»"),
    (COSTA_RICA, "Es el **Instituto", "Es " + "muy " * 110 + "el **Instituto", "caben 450"),
]


@pytest.mark.parametrize(("name", "old", "new", "said"), RULES)
def test_a_broken_rule_is_said(copy: Path, name: str, old: str, new: str, said: str) -> None:
    edit(copy / name, old, new)

    found = mistakes(copy, today=date(2026, 11, 24))

    assert any(one.startswith(f"{name}:") and said in one for one in found), found


def test_too_few_ways_to_ask_are_said(copy: Path) -> None:
    asked = next(one for one in (copy / COSTA_RICA).read_text(encoding="utf-8").splitlines() if one.startswith("- Se pregunta: "))
    line = edit(copy / COSTA_RICA, asked, "- Se pregunta: que es el ina | what is ina costa rica")

    found = mistakes(copy)

    assert found == [f"{COSTA_RICA}:{line}: hay 2 formas de preguntarlo; hacen falta 4 → agrega otras, como las escribe la gente"]


def test_phrases_of_both_languages_have_the_same_keys_and_gaps(copy: Path) -> None:
    edit(copy / "phrases/en.yaml", "list_none:", "list_nothing:")
    line = edit(copy / "phrases/en.yaml", "{count}", "{number}")

    found = mistakes(copy)

    assert "phrases/en.yaml:1: falta «list_none», que está en otro idioma → list_none: \"…\"" in found
    assert f"phrases/en.yaml:{line}: «list» tiene otros huecos que su versión en español → usa los mismos: {{count}}" in found


def test_missing_files_and_broken_yaml_are_said_together(copy: Path) -> None:
    (copy / "places.yaml").unlink()
    (copy / "paths.yaml").write_text("- id: [", encoding="utf-8")
    (copy / "topics/panama.md").write_text("sin ficha", encoding="utf-8")
    (copy / "slang.yaml").write_bytes("words: {año: ñ}".encode("latin-1"))

    found = mistakes(copy)

    assert [line.split(":")[0] for line in found] == ["paths.yaml", "places.yaml", "slang.yaml", "topics/panama.md"]
    assert "el archivo no está guardado como texto UTF-8" in found[2]
    assert "falta la ficha de arriba" in found[3]


def test_a_list_that_is_a_table_and_a_table_that_is_a_list_are_said(copy: Path) -> None:
    (copy / "hubs.yaml").write_text("polo-nuevo: {name: Polo}", encoding="utf-8")
    (copy / "sources.yaml").write_text("- fuente", encoding="utf-8")

    found = mistakes(copy)

    assert "hubs.yaml:1: el archivo debe ser una lista → empieza cada entrada con «- id: …»" in found
    assert "sources.yaml:1: el archivo debe ser una tabla → empieza cada fuente con «clave:»" in found
