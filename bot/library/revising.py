"""Entries as the counselors' site shows, edits and checks them. Fits the site's port `Editing`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.domain.entry import CheckedEntry, EntrySeen, FormField
from bot.domain.knowledge import Knowledge, Prose, SourceEntry
from bot.library.correcting import EntryCheck, parsed
from bot.library.forms import fields_of, values_of
from bot.library.kinds import KINDS, Entry, entries_of
from bot.library.living import LivingKnowledge
from bot.library.writing import file_of, prose_text, written


class Revising:
    """The entries of what is known at this moment; `folder`: the files behind it."""

    def __init__(self, folder: Path, knowing: LivingKnowledge) -> None:
        self._folder, self._knowing, self._check = folder, knowing, EntryCheck(folder)
        self._kept: tuple[Knowledge, tuple[EntrySeen, ...]] | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of entries."""
        return tuple(KINDS)

    def entries(self) -> tuple[EntrySeen, ...]:
        """Every entry, without the exact file of those that share files."""
        known = self._knowing.now
        if self._kept is None or self._kept[0] is not known:
            corrected = {(one.kind, one.id) for one in self._knowing.entries}
            self._kept = known, tuple(_seen(one, KINDS[one.kind].files, (one.kind, one.id) in corrected) for one in entries_of(known))
        return self._kept[1]

    def entry(self, name: str, kind: str = "") -> EntrySeen | None:
        """The entry with this id, or that a passage with this id belongs to ("certification:ccst#ccst"); `kind` where several share it."""
        left = name.partition("#")[0]
        named, _, entry_id = left.rpartition(":")
        kind = kind or named
        found = next((one for one in self.entries() if one.id == entry_id and kind in ("", one.kind)), None)
        if found is None:
            return None
        file = file_of(self._folder, parsed(found.kind, found.form)).relative_to(self._folder)
        return _seen(parsed(found.kind, found.form), str(file), found.corrected)

    def original(self, entry_id: str, kind: str) -> dict[str, Any]:
        """The entry as the files have it; {} when they do not."""
        found = next((one for one in entries_of(self._knowing.files) if (one.kind, one.id) == (kind, entry_id)), None)
        return found.value.model_dump(mode="json") if found else {}

    def fields(self, kind: str, form: Mapping[str, Any]) -> tuple[FormField, ...]:
        """The boxes of an entry's form."""
        return tuple(fields_of(KINDS[kind].form, form))

    def form(self, kind: str, typed: Mapping[str, str]) -> dict[str, Any]:
        """What was typed into these boxes."""
        return values_of(KINDS[kind].form, typed)

    def check(self, kind: str, form: dict[str, Any], beside: Sequence[tuple[str, dict[str, Any]]] = ()) -> CheckedEntry:
        """As `rumbo check`, with everything that is corrected already and these new entries (kind and form) beside it."""
        checked = self._check.check(kind, form, (*self._knowing.entries, *(parsed(*one) for one in beside)))
        said = tuple(f"{one.what}{f' → {one.write}' if one.write else ''}" for one in checked.mistakes)
        return CheckedEntry(str(checked.form.get("id", "")), checked.form, said)

    def text(self, kind: str, form: dict[str, Any]) -> str:
        """The entry as its file would show it; "" for none."""
        if not form:
            return ""
        try:
            entry = parsed(kind, form)
        except ValidationError:
            return "\n".join(f"{name}: {value}" for name, value in form.items())
        return prose_text(entry.value) if isinstance(entry.value, Prose) else written(entry)


def parsed_or_none(kept: tuple[str, dict[str, Any]]) -> Entry | None:
    """The entry of a kept form; None when this release's definition of it is another."""
    kind, form = kept
    if kind not in KINDS:
        return None
    try:
        return parsed(kind, form)
    except ValidationError:
        return None


def _seen(entry: Entry, file: str, corrected: bool) -> EntrySeen:
    value = entry.value
    title = next((str(getattr(value, name)) for name in ("title", "title_es", "name_es", "name") if getattr(value, name, "")), entry.id)
    until = min((day for day in _ends(value) if day is not None), default=None)
    sources = tuple(dict.fromkeys(_sources(value)))
    if isinstance(value, SourceEntry):
        sources = (entry.id,)
    return EntrySeen(entry.kind, entry.id, title, getattr(value, "checked_on", None), until, sources, file.replace("*", entry.id),
                     value.model_dump(mode="json"), corrected)


def _ends(value: BaseModel) -> Iterator[date | None]:
    for one in (value, *getattr(value, "sections", ())):
        yield getattr(one, "valid_until", None)
        yield getattr(one, "open_until", None)


def _sources(value: BaseModel) -> Iterator[str]:
    for one in (value, *getattr(value, "sections", ())):
        yield from getattr(one, "source", ())


def exported(folder: Path, knowing: LivingKnowledge) -> list[Path]:
    """Write every corrected entry into the files under `folder`; the files that changed."""
    return EntryCheck(folder).export(folder, knowing.entries)
