"""Checks an entry written on the site exactly as `rumbo check` checks files: it is put into a copy of the files, and that is read."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.errors import KnowledgeError, Mistake
from bot.library.files import read_knowledge
from bot.library.kinds import KINDS, Entry, entries_of
from bot.library.writing import write_entry


@dataclass(frozen=True)
class Checked:
    """An entry that may go live, or what is wrong with it. `form` is the entry in the form that is kept."""

    form: dict[str, Any]
    mistakes: tuple[Mistake, ...] = ()


class EntryCheck:
    """Checks entries against the files in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def check(self, kind: str, form: dict[str, Any], laid_over: Iterable[Entry] = ()) -> Checked:
        """The entry, checked together with all files and the entries already laid over them. Takes as long as `rumbo check`."""
        try:
            entry = parsed(kind, form)
        except ValidationError as error:
            return Checked(form, tuple(Mistake(kind, 1, f"{'.'.join(map(str, one['loc']))}: {one['msg']}") for one in error.errors()))
        with tempfile.TemporaryDirectory() as made:
            copy = Path(made) / "knowledge"
            shutil.copytree(self._folder, copy)
            for one in (*laid_over, entry):
                path = write_entry(copy, one)
            name = str(path.relative_to(copy))
            try:
                knowledge = read_knowledge(copy)
            except KnowledgeError as error:
                return Checked(form, tuple(error.mistakes))
        read = next((one for one in entries_of(knowledge) if (one.kind, one.id) == (kind, entry.id)), None)
        if read is None:
            return Checked(form, (Mistake(name, 1, "the entry could not be read back"),))
        return Checked(read.value.model_dump(mode="json"))

    def export(self, folder: Path, entries: Sequence[Entry]) -> list[Path]:
        """Write these entries into the files under `folder`; the files that changed."""
        return sorted({write_entry(folder, entry) for entry in entries})


def parsed(kind: str, form: dict[str, Any]) -> Entry:
    """The entry of a kept form; ValidationError when it does not fit."""
    return Entry(kind, KINDS[kind].form.model_validate(form))
