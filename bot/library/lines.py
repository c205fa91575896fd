"""Reading YAML without losing where things stand, so that every mistake names its exact line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.errors import Mistake

Where = Sequence[str | int]
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C where there is one: ten times as fast


@dataclass(frozen=True)
class Origin:
    """Where an entry stands in its file.

    `node` is its YAML, `before` the number of lines above that YAML's text; `labels` are, for each section of a prose entry, the line of
    each of its fields ("heading" among them).
    """

    file: str
    node: yaml.Node | None = None
    before: int = 0
    labels: tuple[Mapping[str, int], ...] = ()

    def line(self, where: Where = ()) -> int:
        """The line, from 1, of the field at this place, or of the nearest thing around it that is there."""
        if self.labels and where and where[0] == "sections":
            number = where[1] if len(where) > 1 and isinstance(where[1], int) else 0
            labels = self.labels[min(number, len(self.labels) - 1)]
            return labels.get(str(where[2]), labels["heading"]) if len(where) > 2 else labels["heading"]
        line, node = 1, self.node
        if node is not None:
            line = node.start_mark.line + 1 + self.before
        for step in where:
            found = _inside(node, step)
            if found is None:
                break
            key, node = found
            line = key.start_mark.line + 1 + self.before
        return line

    def mistake(self, where: Where, what: str, write: str = "") -> Mistake:
        """A mistake at this place."""
        return Mistake(self.file, self.line(where), what, write)


def _inside(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """The node to point at and the node to go on from, one step further in."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


@dataclass(frozen=True)
class Document:
    """A YAML file that could be read: its value and its nodes. `before`: lines above it, where it is the form of a prose file."""

    file: str
    value: object
    node: yaml.Node | None
    before: int = 0

    @property
    def origin(self) -> Origin:
        """Where the whole of it stands."""
        return Origin(self.file, self.node, self.before)

    def entries(self) -> Iterator[tuple[object, Origin]]:
        """Each entry of a list."""
        nodes = self.node.value if isinstance(self.node, yaml.SequenceNode) else []
        for value, node in zip(self.value if isinstance(self.value, list) else [], nodes, strict=False):
            yield value, Origin(self.file, node, self.before)

    def rows(self) -> Iterator[tuple[str, object, Origin]]:
        """Each key of a table, with its value."""
        pairs = self.node.value if isinstance(self.node, yaml.MappingNode) else []
        nodes = {key.value: (key, node) for key, node in pairs}
        for name, value in (self.value if isinstance(self.value, dict) else {}).items():
            key, node = nodes.get(str(name), (self.node, None))
            yield str(name), value, Origin(self.file, node if isinstance(node, yaml.CollectionNode) else key, self.before)


def read_text(folder: Path, name: str, mistakes: list[Mistake]) -> str | None:
    """The text of a file; None, with the mistake added, when there is none."""
    try:
        return (folder / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        mistakes.append(Mistake(name, 1, "falta este archivo", "recupéralo de la última versión"))
    except UnicodeDecodeError:
        mistakes.append(Mistake(name, 1, "el archivo no está guardado como texto UTF-8", "guárdalo otra vez con codificación UTF-8"))
    return None


def read_yaml(text: str, name: str, mistakes: list[Mistake], before: int = 0) -> Document | None:
    """YAML as value and nodes; None, with the mistake added, when it is not YAML. A key written twice is a mistake too."""
    loader = LOADER(text)
    try:
        node = loader.get_single_node()
        value = None if node is None else loader.construct_document(node)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = (mark.line + 1 if mark else 1) + before
        mistakes.append(Mistake(name, line, "aquí o un poco antes hay algo que no se puede leer",
                                "revisa comillas, dos puntos, corchetes y que los espacios de la izquierda sean parejos"))
        return None
    except ValueError as error:
        mistakes.append(Mistake(name, before + 1, f"hay una fecha o un número imposible: {error}", "AAAA-MM-DD, por ejemplo 2026-11-10"))
        return None
    mistakes.extend(Mistake(name, line + before, f"«{key}» está dos veces", "deja solo una") for key, line in _twice(node))
    return Document(name, value, node, before)


def _twice(node: yaml.Node | None) -> Iterator[tuple[str, int]]:
    """Keys that their table has already, with the line of the second; YAML itself would silently keep only the last."""
    if isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _twice(child)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, child in node.value:
            if key.value in seen:
                yield key.value, key.start_mark.line + 1
            seen.add(key.value)
            yield from _twice(child)
