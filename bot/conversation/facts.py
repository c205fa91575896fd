"""Says single fields of a certification, from its typed form: what is known, what is not published, and what nobody has confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.conversation.ports import Phrases
from bot.domain.knowledge import Certification

OVERVIEW = ("cost", "hours", "languages", "level")
UNVERIFIED = {"hours": ("hours", "duration_text"), "exam": (), "kind": (), "provider": (), "steps": ("prerequisites",)}
SHOWN = {"skills": 5, "roles": 3}


@dataclass(frozen=True)
class Fact:
    """One field said: a text without a subject ("dura unas 6 horas"), and whether the value is known."""

    text: str
    known: bool


class FieldWording:
    """Words for every field of a certification."""

    def __init__(self, entries: Mapping[str, Certification], phrases: Phrases) -> None:
        self._entries, self._say = entries, phrases.say

    def card(self, entry: Certification, fields: Sequence[str], language: str) -> str:
        """One line that says these fields of the entry; an overview when there are none."""
        wanted = fields or OVERVIEW
        facts = self._say("and_list", language).join(self.fact(entry, name, language).text for name in wanted)
        name = entry.name_es if language == "es" else entry.name
        return self._say("card", language, name=name, provider=entry.platform, facts=facts)

    def fact(self, entry: Certification, field: str, language: str) -> Fact:
        """One field of the entry."""
        key, gaps = self._filled(entry, field, language)
        known = not key.endswith("_none")
        text = self._say(key, language, 0, **gaps)
        if field == "cost":
            condition = entry.cost.condition_es if language == "es" else entry.cost.condition_en or entry.cost.condition_es
            text = f"{text} ({condition})" if condition else text
        doubted = UNVERIFIED.get(field, (field,))
        if known and field not in ("url", "min_age") and ("all" in entry.unverified or any(name in entry.unverified for name in doubted)):
            text = self._say("fact_unverified", language, fact=text)
        return Fact(text, known)

    def _filled(self, entry: Certification, field: str, language: str) -> tuple[str, dict[str, object]]:
        """The phrase of a field with what fills its gaps; "…_none" when the value is unknown."""
        if field == "cost":
            cost = entry.cost
            key = "none" if cost.free is None else "free" if cost.free else "month" if cost.per == "month" else "paid"
            return f"fact_cost_{key}", {"amount": f"{cost.amount:g}", "currency": cost.currency} if key in ("month", "paid") else {}
        if field == "hours" and entry.hours is None and entry.duration_es:
            return "fact_duration", {"duration": entry.duration_es if language == "es" else entry.duration_en or entry.duration_es}
        if field == "hours" and entry.hours == 1:
            return "fact_hour", {}
        gaps = self._gaps(entry, field, language)
        return (f"fact_{field}", gaps) if all(gaps.values()) else (f"fact_{field}_none", {})

    def _gaps(self, entry: Certification, field: str, language: str) -> dict[str, object]:
        spanish, say = language == "es", self._say
        match field:
            case "hours":
                return {"hours": f"{entry.hours:g}" if entry.hours else ""}
            case "languages":
                return {"languages": _joined([say(f"language_{code}", language) for code in entry.languages], say("and_last", language))}
            case "min_age":
                return {"age": entry.min_age}
            case "prerequisites" | "steps":
                names = [self._name(one, spanish) for one in entry.prerequisites]
                other = entry.prerequisites_es if spanish else entry.prerequisites_en or entry.prerequisites_es
                return {"names": "; ".join([*names, *([other] if other else [])])}
            case "level":
                return {"level": say(f"level_{entry.level}", language)}
            case "credential":
                return {"credential": entry.credential_es if spanish else entry.credential_en or entry.credential_es}
            case "validity":
                return {"years": f"{entry.validity_years:g}" if entry.validity_years else ""}
            case "skills" | "roles":
                rows = getattr(entry, f"{field}_es") if spanish else getattr(entry, f"{field}_en") or getattr(entry, f"{field}_es")
                return {field: "; ".join(rows[:SHOWN[field]])}
            case "exam":
                return {"code": entry.exam_code}
            case "modality":
                return {"modality": entry.modality_es if spanish else entry.modality_en or entry.modality_es}
            case "kind":
                return {"kind": say(f"kind_{entry.kind}", language)}
            case "provider":
                return {"provider": entry.platform}
        return {"url": entry.url}

    def _name(self, entry: str, spanish: bool) -> str:
        one = self._entries[entry]
        return one.name_es if spanish and one.name_es == one.name else f"{one.name_es} ({one.name})" if spanish else one.name


def verdict(entry: Certification, fields: Sequence[str], languages: Sequence[str], levels: Sequence[str], free: bool | None,
            age: int | None) -> bool | None:
    """What a yes-or-no question about a field comes to; None where the fields do not answer it by yes or no."""
    if languages and "languages" in fields:
        return all(code in entry.languages for code in languages) if entry.languages else None
    if free and "cost" in fields:
        return entry.cost.free
    if levels and "level" in fields:
        return entry.level in levels
    if age is not None and "min_age" in fields and entry.min_age is not None:
        return age >= entry.min_age
    return None


def _joined(names: Sequence[str], last: str) -> str:
    return last.join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
