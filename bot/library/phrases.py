"""The wording of what Rumbo says: knowledge/phrases/<language>.yaml and <language>.<part>.yaml, key → one phrasing or several."""

from __future__ import annotations

import string
from collections.abc import Mapping
from pathlib import Path

import yaml

from bot.errors import LibraryError, Mistake

Wording = Mapping[str, Mapping[str, tuple[str, ...]]]


def read_phrases(folder: Path, mistakes: list[Mistake]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Language → key → phrasings; a key or a gap that only one language has is a mistake."""
    phrases: dict[str, dict[str, tuple[str, ...]]] = {}
    for path in sorted(folder.glob("phrases/*.yaml")):
        rows = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        said = {key: (value,) if isinstance(value, str) else tuple(value) for key, value in rows.items()}
        phrases.setdefault(path.stem.partition(".")[0], {}).update(said)
    keys = {key for rows in phrases.values() for key in rows}
    for language, rows in phrases.items():
        name = f"phrases/{language}.yaml"
        mistakes.extend(Mistake(name, 1, f"'{key}' is missing", "translate it") for key in sorted(keys - set(rows)))
    for key in sorted(keys):
        gaps = {frozenset(_gaps(text)) for rows in phrases.values() for text in rows.get(key, ())}
        if len(gaps) > 1:
            mistakes.append(Mistake("phrases/", 1, f"'{key}' has different gaps in its phrasings", "use the same {gaps} in all"))
    return phrases


def _gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


class PhraseBook:
    """Says a phrase in a language, one phrasing by seed."""

    def __init__(self, phrases: Wording) -> None:
        self._phrases = phrases

    def say(self, key: str, language: str, seed: int = 0, **gaps: object) -> str:
        """The phrasing of `key` for `seed`, with its gaps filled; LibraryError when there is no such phrase."""
        try:
            phrasings = self._phrases[language][key]
            return phrasings[seed % len(phrasings)].format(**gaps)
        except KeyError as missing:
            raise LibraryError(f"knowledge/phrases/{language}.yaml: '{key}' lacks {missing}") from missing
