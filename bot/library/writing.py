"""Writes entries into the files of knowledge/, in the form that counselors write them themselves; the rest of a file stays as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bot.domain.knowledge import Prose, Section
from bot.library.kinds import KINDS, Entry

WIDTH = 140
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where libyaml is there
LABELS = (("asked", "Se pregunta", " | "), ("source", "Fuente", ", "), ("places", "Lugar", ", "))
FLAGS = (("unconfirmed", "Sin confirmar"), ("unpublished", "Sin publicar"))


def write_entry(folder: Path, entry: Entry) -> Path:
    """Put an entry into its file under `folder`, in place of the one with its id if there is one; gives the file."""
    if isinstance(entry.value, Prose):
        path = file_of(folder, entry)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(prose_text(entry.value), encoding="utf-8")
        return path
    path = file_of(folder, entry)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(_replaced(text, entry), encoding="utf-8")
    return path


def prose_text(entry: Prose) -> str:
    """The Markdown file of an entry: its form on top, then its questions."""
    front = entry.model_dump(mode="json", exclude={"id", "sections"}, exclude_defaults=True)
    needed = {"title": entry.title, "title_en": entry.title_en, "checked_on": entry.checked_on}
    return f"---\n{_yaml({**front, **needed})}---\n" + "\n".join(_section_text(section) for section in entry.sections)


def _section_text(section: Section) -> str:
    english = " ".join(section.text_en.split("\n"))
    lines = [f"## {section.heading}", section.text, "", f"- En inglés: {section.heading_en} | {english}"]
    for name, label, separator in LABELS:
        values = getattr(section, name)
        if values:
            lines.append(f"- {label}: {separator.join(values)}")
    if section.valid_until is not None:
        lines.append(f"- Vigente hasta: {section.valid_until.isoformat()}")
    lines += [f"- {label}: sí" for name, label in FLAGS if getattr(section, name, False)]
    return "\n".join(lines) + "\n"


def file_of(folder: Path, entry: Entry) -> Path:
    """The file that holds the entry; for a new one of a list the last of its kind's files."""
    if KINDS[entry.kind].is_prose:
        return folder / KINDS[entry.kind].files.replace("*", entry.id)
    files = sorted(folder.glob(KINDS[entry.kind].files))
    holding = [file for file in files if _span(file.read_text(encoding="utf-8"), entry) is not None]
    return (holding or files or [folder / KINDS[entry.kind].files.replace("*", "more")])[-1]


def written(entry: Entry) -> str:
    """An entry of a list as its file holds it."""
    values = entry.value.model_dump(mode="json", exclude_defaults=True)
    if entry.kind == "source":
        values.pop("id")
        return _yaml({entry.id: values})
    return _yaml([values])


def _replaced(text: str, entry: Entry) -> str:
    span, new = _span(text, entry), written(entry)
    if span is None:
        return f"{text.rstrip()}\n{new}" if text.strip() else new
    lines = text.splitlines(keepends=True)
    return "".join(lines[:span[0]]) + new + "".join(lines[span[1]:])


def _span(text: str, entry: Entry) -> tuple[int, int] | None:
    """The lines of the entry in its file, the end excluded; blank and comment lines after it stay where they are."""
    node = yaml.compose(text, LOADER) if text.strip() else None
    if isinstance(node, yaml.MappingNode):
        found = [(key.start_mark.line, value.end_mark.line) for key, value in node.value if key.value == entry.id]
    elif isinstance(node, yaml.SequenceNode):
        found = [(child.start_mark.line, child.end_mark.line) for child in node.value if _id_of(child) == entry.id]
    else:
        return None
    if not found:
        return None
    start, end = found[0]
    lines = text.splitlines()
    end = max(end, start + 1)
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return start, end


def _id_of(node: yaml.Node) -> str:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((str(value.value) for key, value in pairs if key.value == "id"), "")


def _yaml(value: Any) -> str:
    text: str = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=WIDTH, default_flow_style=None)
    return text
