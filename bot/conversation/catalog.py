"""The certifications: which of them meet the limits of a question, and in what order they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.conversation.facts import FieldWording
from bot.conversation.ports import Phrases
from bot.domain.conversation import Constraints
from bot.domain.knowledge import Certification
from bot.domain.text import roots

ADULT = 18
STRANGE = 0.7  # weight of a word that names something
LEVELS = {"beginner": 0, "intermediate": 1, "advanced": 2}
STUDIED = frozenset({"course", "badge", "learning_path"})  # what people call a course


class Catalog:
    """The certifications by id, and how to speak of them."""

    def __init__(self, certifications: Iterable[Certification], phrases: Phrases) -> None:
        self.entries: Mapping[str, Certification] = {entry.id: entry for entry in certifications}
        self._wording = FieldWording(self.entries, phrases)
        self._words = {entry.id: _words(entry) for entry in self.entries.values()}
        self._known = frozenset[str]().union(*self._words.values())

    def brief(self, entry: Certification, fields: Iterable[str], language: str) -> str:
        """One short line of a list: cost, length, languages, and these fields."""
        return self._wording.brief(entry, tuple(fields), language)

    def fitting(self, limits: Constraints, age: int | None) -> list[Certification]:
        """Entries that meet every limit, the easiest and shortest first. Unknown values meet no limit."""
        found = [entry for entry in self.entries.values()
                 if _meets(entry, limits) and allowed(entry, age) and allowed(entry, limits.max_age)]
        return sorted(found, key=lambda entry: (LEVELS[entry.level], entry.hours is None, entry.hours or 0.0, entry.id))

    def counterparts(self, entry: Certification, providers: Sequence[str], areas: Sequence[str] = ()) -> list[Certification]:
        """What each other company has beside this entry: of the areas named, what prepares for work first; where none is named, the entry
        of the same kind and area whose name has most words in common, none where none has any.
        """
        found = []
        for provider in providers:
            if provided(entry, (provider,)):
                continue
            same = [one for one in self.entries.values() if provided(one, (provider,)) and one.area in (areas or (entry.area,))]
            if areas:
                found += sorted(same, key=lambda one: (one.kind != "certificate", one.provider != provider, one.kind != entry.kind))[:1]
                continue
            shared = {one.id: len(_of_name(one) & _of_name(entry)) for one in same if one.kind == entry.kind}
            best = max(shared.values(), default=0)
            found += [one for one in same if best and shared.get(one.id) == best][:1]
        return found

    def strange(self, words: Mapping[str, float]) -> float:
        """The weight of the most telling of these words, when it tells much and no entry has it; else 0."""
        return max((weight for word, weight in words.items() if weight >= STRANGE and word not in self._known), default=0.0)

    def about(self, entries: Sequence[Certification], words: Mapping[str, float]) -> tuple[list[Certification], float]:
        """Those of the entries that have most of these telling words (root → weight), best first, and the share of the words they have."""
        total = sum(words.values())
        scores = {entry.id: sum(weight for word, weight in words.items() if word in self._words[entry.id]) for entry in entries}
        best = max(scores.values(), default=0.0)
        if not total or not best:
            return list(entries), 0.0 if total else 1.0
        kept = [entry for entry in entries if scores[entry.id] >= 0.6 * best]
        return sorted(kept, key=lambda entry: -scores[entry.id]), best / total


def allowed(entry: Certification, age: int | None) -> bool:
    """Whether a person of this age may take it; an unknown minimum counts as 18 for a minor."""
    return age is None or age >= ADULT or (entry.min_age is not None and entry.min_age <= age)


def provided(entry: Certification, providers: Sequence[str]) -> bool:
    """Whether it is of one of these companies; who says Google means Google Cloud too."""
    return entry.provider in providers or ("google" in providers and entry.provider == "google-cloud")


def _meets(entry: Certification, limits: Constraints) -> bool:
    kinds = {*limits.kinds, *(STUDIED if "course" in limits.kinds else ())}
    return ((not kinds or entry.kind in kinds)
            and (not limits.providers or provided(entry, limits.providers))
            and (not limits.platforms or any(name.lower() in entry.platform.lower() for name in limits.platforms))
            and (not limits.areas or entry.area in limits.areas) and (not limits.levels or entry.level in limits.levels)
            and (limits.free is None or entry.cost.free is limits.free)
            and all(code in entry.languages for code in limits.languages)
            and (limits.price is None or entry.cost.amount == limits.price)
            and (limits.min_validity is None or (entry.validity_years or 0) >= limits.min_validity)
            and (limits.max_price is None or entry.cost.free is True or 0 <= (entry.cost.amount or -1) <= limits.max_price)
            and (limits.max_hours is None or (entry.hours is not None and entry.hours <= limits.max_hours))
            and (limits.min_hours is None or (entry.hours is not None and entry.hours >= limits.min_hours)))


def _of_name(entry: Certification) -> frozenset[str]:
    return roots(f"{entry.name} {entry.name_es}")


def _words(entry: Certification) -> frozenset[str]:
    """The roots of everything the entry says."""
    return roots(" ".join((
        entry.name, entry.name_es, *entry.aliases, entry.platform, entry.exam_code, entry.credential_es, entry.credential_en,
        *entry.skills_es, *entry.skills_en, *entry.roles_es, *entry.roles_en, *entry.notes_es, *entry.notes_en, entry.prerequisites_es,
        entry.duration_es)))
