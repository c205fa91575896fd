"""The unit of retrieval: one section of a knowledge entry that answers one question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.reply import Source


@dataclass(frozen=True)
class Passage:
    """One section, in Spanish and (where there is one) in English.

    `id` is "<entry id>#<slug of the heading>" and does not change when the text does. `asked` are ways people ask for it;
    they are searched, never shown. `valid_until` is the last day the statement holds as written. `unconfirmed` marks what no
    official source confirms, `unpublished` what says only that something is published nowhere. `places` are states and countries
    it is about, as ids.
    """

    id: str
    entry_id: str
    kind: str
    title: str
    heading: str
    text: str
    title_en: str = ""
    heading_en: str = ""
    text_en: str = ""
    asked: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    valid_until: date | None = None
    unconfirmed: bool = False
    unpublished: bool = False
    places: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    facets: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Found:
    """A passage with how well it fits: cosine similarity, BM25 score, and the fused score (higher is better)."""

    passage: Passage
    dense: float
    words: float
    score: float
    matched: str = ""


@dataclass(frozen=True)
class Sought:
    """A question to the library. `filters` are exact, as pairs of name and value: ("kind", "topic"), ("entry", "conalep"), or a facet
    such as ("provider", "cisco") and ("state", "puebla"); ("place", "puebla") also lets pass what is about no place in particular.
    """

    text: str
    filters: tuple[tuple[str, str], ...] = ()
    about: tuple[str, ...] = ()
    limit: int = 8
