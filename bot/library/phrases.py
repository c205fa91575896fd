"""The wording of what Rumbo says: knowledge/phrases/<language>.yaml and <language>.<part>.yaml, key → one phrasing or several."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.errors import LibraryError, Mistake
from bot.library.lines import Document, Origin

Wording = Mapping[str, Mapping[str, tuple[str, ...]]]


def wording(documents: Sequence[Document], mistakes: list[Mistake]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Language → key → phrasings, of one file or several for each language; a key or a gap that only one language has is a mistake."""
    phrases: dict[str, dict[str, tuple[str, ...]]] = {}
    places: dict[tuple[str, str], Origin] = {}
    for document in documents:
        language = Path(document.file).stem.partition(".")[0]
        held = phrases.setdefault(language, {})
        for key, value, origin in document.rows():
            said = [value] if isinstance(value, str) else value
            if (language, key) in places:
                mistakes.append(origin.mistake((), f"«{key}» ya está en {places[language, key].file}", "deja solo una"))
            elif isinstance(said, list) and said and all(isinstance(one, str) and one.strip() for one in said):
                held[key] = tuple(said)
            else:
                mistakes.append(origin.mistake((), f"«{key}» debe ser un texto o una lista de textos", f'{key}: "lo que dice Rumbo"'))
            places.setdefault((language, key), origin)
    return _in_all_languages(phrases, places, mistakes)


def _in_all_languages(phrases: dict[str, dict[str, tuple[str, ...]]], places: Mapping[tuple[str, str], Origin],
                      mistakes: list[Mistake]) -> dict[str, dict[str, tuple[str, ...]]]:
    """The phrases, with what they lack added to the mistakes."""
    for (language, key), origin in places.items():
        for other in sorted(set(phrases) - {language}):
            if (other, key) not in places:
                name = origin.file.replace(f"/{language}.", f"/{other}.")
                mistakes.append(Mistake(name, 1, f"falta «{key}», que está en otro idioma", f'{key}: "…"'))
        mistakes.extend(_gap_mistakes(phrases, language, key, origin))
    return phrases


def _gap_mistakes(phrases: Wording, language: str, key: str, origin: Origin) -> list[Mistake]:
    """What differs from the gaps of the first phrasing in Spanish."""
    rows = phrases[language].get(key, ())
    model = next(iter(phrases.get("es", phrases[language]).get(key, rows)), "")
    try:
        wrong = [text for text in rows if _gaps(text) != _gaps(model)]
    except ValueError:
        return [origin.mistake((), f"«{key}» tiene una llave {{ o }} sin pareja", "cierra cada {hueco}")]
    wanted = ", ".join(f"{{{gap}}}" for gap in sorted(_gaps(model))) or "ninguno"
    return [origin.mistake((), f"«{key}» tiene otros huecos que su versión en español", f"usa los mismos: {wanted}")] if wrong else []


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
