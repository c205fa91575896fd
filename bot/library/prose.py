"""Reads a Markdown entry: a form between two '---' lines, then one '##' section for each question that it answers.

Lines that begin with one of the labels below belong to the section's form, all others to its text. The labels are Spanish because
counselors write them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ValidationError

from bot.domain.knowledge import Prose
from bot.errors import Mistake

Entry = TypeVar("Entry", bound=Prose)

LABEL = re.compile(r"^- (En inglés|Se pregunta|Fuente|Vigente hasta|Sin confirmar|Lugar):\s*(.*)$")
NEEDED = {"heading_en": "- En inglés: heading | text", "source": "- Fuente: clave-de-la-fuente"}


def read_prose(folder: Path, pattern: str, form: type[Entry], mistakes: list[Mistake]) -> tuple[Entry, ...]:
    """Every file that fits `pattern`, checked; what is wrong is added to `mistakes`."""
    entries = (_read(path, str(path.relative_to(folder)), form, mistakes) for path in sorted(folder.glob(pattern)))
    return tuple(entry for entry in entries if entry is not None)


def _read(path: Path, name: str, form: type[Entry], mistakes: list[Mistake]) -> Entry | None:
    text = path.read_text(encoding="utf-8", errors="replace")
    parts = re.split(r"^---[ \t]*$", text, maxsplit=2, flags=re.MULTILINE)
    if len(parts) != 3 or parts[0].strip():
        mistakes.append(Mistake(name, 1, "the form on top is missing", "start with '---', the fields, and '---'"))
        return None
    try:
        fields = yaml.safe_load(parts[1]) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        mistakes.append(Mistake(name, mark.line + 1 if mark else 1, f"not YAML: {getattr(error, 'problem', error)}"))
        return None
    first = (parts[0] + parts[1]).count("\n") + 1
    try:
        return form.model_validate({"id": path.stem, **fields, "sections": _sections(parts[2], first)})
    except ValidationError as error:
        for problem in error.errors():
            where = problem["loc"]
            section = where[1] if len(where) > 2 and where[0] == "sections" else None
            line = _lines(parts[2], first)[section] if isinstance(section, int) else 1
            write = NEEDED.get(str(where[-1]), "")
            mistakes.append(Mistake(name, line, f"{'.'.join(map(str, where))}: {problem['msg']}", write))
        return None


def _lines(body: str, first: int) -> list[int]:
    return [first + number for number, line in enumerate(body.split("\n")) if line.startswith("## ")]


def _sections(body: str, first: int) -> list[dict[str, object]]:
    """One form of Section for each '##' heading."""
    lines = _lines(body, first)
    return [_section(block, line) for block, line in zip(re.split(r"^## ", body, flags=re.MULTILINE)[1:], lines, strict=True)]


def _section(block: str, line: int) -> dict[str, object]:
    heading, _, rest = block.partition("\n")
    form: dict[str, object] = {"heading": heading.strip(), "line": line}
    text: list[str] = []
    for row in rest.split("\n"):
        label = LABEL.match(row)
        if label is None:
            text.append(row)
            continue
        name, value = label[1], label[2].strip()
        match name:
            case "En inglés":
                heading_en, _, text_en = value.partition("|")
                form |= {"heading_en": heading_en.strip(), "text_en": text_en.strip()}
            case "Se pregunta":
                form["asked"] = _list(value, "|")
            case "Fuente":
                form["source"] = _list(value, ",")
            case "Lugar":
                form["places"] = _list(value, ",")
            case "Vigente hasta":
                form["valid_until"] = value
            case "Sin confirmar":
                form["unconfirmed"] = value.lower() in ("sí", "si")
    return form | {"text": "\n".join(text).strip()}


def _list(value: str, separator: str) -> list[str]:
    return [part.strip() for part in value.split(separator) if part.strip()]
