"""Reads a Markdown entry: a form between two '---' lines, then one '##' section for each question that it answers.

Lines that begin with one of the labels below belong to the section's form, all others to its text. The labels are Spanish because
counselors write them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from bot.domain.knowledge import Prose
from bot.errors import Mistake
from bot.library.lines import Document, Origin, read_text, read_yaml
from bot.library.mistakes import mistakes_of

Entry = TypeVar("Entry", bound=Prose)

FIELDS = {"En inglés": "heading_en", "Se pregunta": "asked", "Fuente": "source", "Vigente hasta": "valid_until",
          "Sin confirmar": "unconfirmed", "Sin publicar": "unpublished", "Lugar": "places"}
LABEL = re.compile(r"^-\s+([^:|]{3,20}):\s*(.*)$")
YES = ("sí", "si")


def read_prose(folder: Path, pattern: str, form: type[Entry], mistakes: list[Mistake]) -> Iterator[tuple[Entry, Origin]]:
    """Every file that fits `pattern`, checked, with where it stands; what is wrong is added to `mistakes`."""
    for path in sorted(folder.glob(pattern)):
        read = _read(folder, str(path.relative_to(folder)), path.stem, form, mistakes)
        if read is not None:
            yield read


def split_front(text: str, name: str, mistakes: list[Mistake]) -> tuple[Document, str, int] | None:
    """The form on top, the text below, and the number of lines above that text; None, with the mistake added, when there is no form."""
    parts = re.split(r"^---[ \t]*$", text, maxsplit=2, flags=re.MULTILINE)
    if len(parts) != 3 or parts[0].strip():
        mistakes.append(Mistake(name, 1, "falta la ficha de arriba", "empieza con una línea «---», los campos, y otra línea «---»"))
        return None
    front = read_yaml(parts[1], name, mistakes, before=parts[0].count("\n"))
    if front is None:
        return None
    if not isinstance(front.value, dict):
        mistakes.append(Mistake(name, 1, "la ficha de arriba debe tener campos", "title: el nombre"))
        return None
    return front, parts[2], (parts[0] + parts[1]).count("\n")


def _read(folder: Path, name: str, stem: str, form: type[Entry], mistakes: list[Mistake]) -> tuple[Entry, Origin] | None:
    text = read_text(folder, name, mistakes)
    split = split_front(text, name, mistakes) if text is not None else None
    if split is None:
        return None
    front, body, before = split
    sections = [_section(block, line, name, mistakes) for block, line in _blocks(body, before)]
    origin = Origin(name, front.node, front.before, tuple(labels for _, labels in sections))
    if not sections:
        mistakes.append(Mistake(name, before + 1, "no hay ninguna pregunta", "agrega una línea que empiece con «## »"))
        return None
    fields = front.value if isinstance(front.value, dict) else {}
    try:
        return form.model_validate({**fields, "id": stem, "sections": [section for section, _ in sections]}), origin
    except ValidationError as error:
        mistakes.extend(mistakes_of(error, origin, form))
        return None


def _blocks(body: str, before: int) -> Iterator[tuple[str, int]]:
    """Each '##' section, without its marks, and its line."""
    lines = [before + number for number, line in enumerate(body.split("\n"), start=1) if line.startswith("## ")]
    yield from zip(re.split(r"^## ", body, flags=re.MULTILINE)[1:], lines, strict=True)


def _section(block: str, line: int, name: str, mistakes: list[Mistake]) -> tuple[dict[str, object], dict[str, int]]:
    """One form of Section, and the line of each of its fields."""
    heading, _, rest = block.partition("\n")
    form: dict[str, object] = {"heading": heading.strip(), "line": line}
    lines = {"heading": line, "text": line + 1}
    text: list[str] = []
    for number, row in enumerate(rest.split("\n"), start=line + 1):
        label = LABEL.match(row)
        field = FIELDS.get(label[1]) if label else None
        if label is None or field is None:
            near = get_close_matches(label[1].strip(), FIELDS, n=1, cutoff=0.75) if label else []
            if near:
                mistakes.append(Mistake(name, number, f"no conozco la etiqueta «{row.partition(':')[0]}»", f"escribe «- {near[0]}: …»"))
            else:
                text.append(row)
            continue
        if field in lines:
            mistakes.append(Mistake(name, number, f"«{label[1]}» está dos veces en la misma pregunta", "deja solo una línea"))
        lines[field] = number
        form |= _value(field, label[2].strip())
    lines.setdefault("text_en", lines.get("heading_en", line))
    return form | {"text": "\n".join(text).strip()}, lines


def _value(field: str, value: str) -> dict[str, object]:
    match field:
        case "heading_en":
            heading, _, text = value.partition("|")
            return {"heading_en": heading.strip(), "text_en": text.strip()}
        case "asked":
            return {field: _list(value, "|")}
        case "source" | "places":
            return {field: _list(value, ",")}
        case "unconfirmed" | "unpublished":
            return {field: value.lower() in YES}
    return {field: value}


def _list(value: str, separator: str) -> list[str]:
    return [part.strip() for part in value.split(separator) if part.strip()]
