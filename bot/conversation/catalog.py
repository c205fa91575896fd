"""Answers from the certification catalog: single facts, comparisons and filtered lists, each composed from typed fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.conversation.ports import Phrases
from bot.domain.conversation import Constraints
from bot.domain.knowledge import Certification

ADULT = 18
OVERVIEW = ("cost", "hours", "languages", "level")
SHOWN = 6


class Catalog:
    """The certifications by id, and how to speak of them."""

    def __init__(self, certifications: Iterable[Certification], phrases: Phrases) -> None:
        self.entries: Mapping[str, Certification] = {entry.id: entry for entry in certifications}
        self._phrases = phrases

    def card(self, entry: Certification, fields: Iterable[str], language: str) -> str:
        """One line that says these fields of the entry; an overview when there are none."""
        wanted = tuple(fields) or OVERVIEW
        facts = ", ".join(self._fact(entry, name, language) for name in wanted)
        name = entry.name_es if language == "es" else entry.name
        return self._phrases.say("card", language, name=name, provider=entry.platform, facts=facts)

    def fitting(self, limits: Constraints, age: int | None) -> list[Certification]:
        """Entries that meet every limit, the easiest and shortest first. Unknown values meet no limit."""
        found = [entry for entry in self.entries.values() if _meets(entry, limits) and _allowed(entry, age)]
        order = {"beginner": 0, "intermediate": 1, "advanced": 2}
        return sorted(found, key=lambda entry: (order[entry.level], entry.hours is None, entry.hours or 0.0, entry.id))

    def notes(self, entry: Certification, question: str, language: str) -> list[str]:
        """The notes of the entry that share most words with the question, at most two and 280 characters."""
        asked = {word[:5] for word in question.lower().split() if len(word) > 3}
        notes = entry.notes_es if language == "es" else entry.notes_en or entry.notes_es
        shared = sorted(((len(asked & {word[:5] for word in note.lower().split()}), note) for note in notes), reverse=True)
        kept: list[str] = []
        for count, note in shared[:2]:
            if count and sum(map(len, kept)) + len(note) <= 280:
                kept.append(note)
        return kept or list(notes[:1] if notes and len(notes[0]) <= 200 else [])

    def _fact(self, entry: Certification, field: str, language: str) -> str:
        gaps = self._gaps(entry, field, language)
        key = f"fact_{field}"
        if field == "cost":
            key = "fact_cost_" + ("none" if entry.cost.free is None else "free" if entry.cost.free
                                  else "month" if entry.cost.per == "month" else "paid")
        elif not all(gaps.values()):
            key, gaps = f"fact_{field}_none", {}
        said = self._phrases.say(key, language, 0, **gaps)
        condition = entry.cost.condition_es if language == "es" else entry.cost.condition_en
        return f"{said} ({condition})" if field == "cost" and condition else said

    def _gaps(self, entry: Certification, field: str, language: str) -> dict[str, object]:
        spanish = language == "es"
        say = self._phrases.say
        match field:
            case "cost":
                return {"amount": f"{entry.cost.amount or 0:g}", "currency": entry.cost.currency}
            case "hours":
                return {"hours": f"{entry.hours:g}" if entry.hours else ""}
            case "languages":
                return {"languages": ", ".join(say(f"language_{code}", language) for code in entry.languages)}
            case "min_age":
                return {"age": entry.min_age}
            case "prerequisites":
                names = [self.entries[one].name_es if spanish else self.entries[one].name for one in entry.prerequisites]
                other = entry.prerequisites_es if spanish else entry.prerequisites_en or entry.prerequisites_es
                return {"names": "; ".join([*names, *([other] if other else [])])}
            case "level":
                return {"level": say(f"level_{entry.level}", language)}
            case "credential":
                return {"credential": entry.credential_es if spanish else entry.credential_en or entry.credential_es}
            case "validity":
                return {"years": f"{entry.validity_years:g}" if entry.validity_years else ""}
            case "skills":
                return {"skills": ", ".join((entry.skills_es if spanish else entry.skills_en or entry.skills_es)[:4])}
            case "roles":
                return {"roles": ", ".join((entry.roles_es if spanish else entry.roles_en or entry.roles_es)[:3])}
            case "exam":
                return {"code": entry.exam_code}
            case _:
                return {"url": entry.url}


def _meets(entry: Certification, limits: Constraints) -> bool:
    return ((not limits.kinds or entry.kind in limits.kinds) and (not limits.providers or entry.provider in limits.providers)
            and (not limits.areas or entry.area in limits.areas) and (not limits.levels or entry.level in limits.levels)
            and (limits.free is None or entry.cost.free is limits.free)
            and all(code in entry.languages for code in limits.languages)
            and (limits.max_hours is None or (entry.hours is not None and entry.hours <= limits.max_hours))
            and (limits.min_hours is None or (entry.hours is not None and entry.hours >= limits.min_hours)))


def _allowed(entry: Certification, age: int | None) -> bool:
    """Whether a person of this age may take it; an unknown minimum counts as 18 for a minor."""
    return age is None or age >= ADULT or (entry.min_age is not None and entry.min_age <= age)
