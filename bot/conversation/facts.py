"""Says single fields of a certification, from its typed form: what is known, what is not published, and what nobody has confirmed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.conversation.enumerated import enumerated
from bot.conversation.ports import Phrases
from bot.domain.knowledge import Certification

OVERVIEW = ("cost", "hours", "languages", "level")
UNVERIFIED = {"hours": ("hours", "duration_text"), "exam": (), "kind": (), "provider": (), "steps": ("prerequisites",)}
SHOWN = {"skills": 5, "roles": 3}
SPOKEN = 2  # languages named in a list
UP_TO = re.compile(r"[,(;]")


@dataclass(frozen=True)
class Fact:
    """One field said: a text without a subject ("dura unas 6 horas"), and whether the value is known."""

    text: str
    known: bool


class FieldWording:
    """Words for every field of a certification."""

    def __init__(self, entries: Mapping[str, Certification], phrases: Phrases) -> None:
        self._entries, self._phrases, self._say = entries, phrases, phrases.say

    def card(self, entry: Certification, fields: Sequence[str], language: str) -> str:
        """One line that says these fields of the entry; an overview when there are none."""
        wanted = fields or OVERVIEW
        facts = self._say("and_list", language).join(self.fact(entry, name, language).text for name in wanted)
        name = entry.name_es if language == "es" else entry.name
        return self._say("card", language, name=name, provider=entry.platform, facts=facts)

    def brief(self, entry: Certification, fields: Sequence[str], language: str) -> str:
        """One short line for a list: cost, hours, languages and these fields; one mark where something of it is not confirmed."""
        say, spanish = self._say, language == "es"
        length = UP_TO.split(length_in_words(entry, language))[0]
        said = [self._price(entry, language),
                say("plan.hours", language, hours=f"{entry.hours:g}") if entry.hours else length[:1].lower() + length[1:]
                or say("plan.hours_none", language)]
        if entry.languages:
            said.append(say("brief_languages", language, languages=self._languages(entry, language, SPOKEN)))
        said += [self.fact(entry, name, language).text for name in fields]
        doubted = {"all", "cost", "languages", *UNVERIFIED["hours"]} & set(entry.unverified)
        mark = say("brief_unverified", language)
        facts = ", ".join(said) + (f" {mark}" if doubted and mark not in said[-1] else "")
        return say("brief", language, name=entry.name_es if spanish else entry.name, provider=entry.platform, facts=facts)

    def _price(self, entry: Certification, language: str) -> str:
        """What it costs, in two words."""
        cost = entry.cost
        key = "cost_none" if cost.free is None else "free" if cost.free else "cost_month" if cost.per == "month" else "cost"
        return self._say(f"plan.{key}", language, amount=f"{cost.amount or 0:g}", currency=cost.currency)

    def _languages(self, entry: Certification, language: str, most: int = 99) -> str:
        """Its languages, the reader's own first; of more than `most` how many others there are."""
        codes = sorted(entry.languages, key=lambda code: (code != language, code not in ("es", "en")))
        names = [self._say(f"language_{code}", language) for code in codes]
        if len(names) > most:
            names = [*names[:most], self._say("more_languages", language, count=len(names) - most)]
        return enumerated(names, self._phrases, language)

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
            return "fact_duration", {"duration": length_in_words(entry, language)}
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
                return {"languages": self._languages(entry, language)}
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


def length_in_words(entry: Certification, language: str) -> str:
    """How long it takes, as the source says it; "" where none says so."""
    return (entry.duration_es if language == "es" else entry.duration_en or entry.duration_es) or ""


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

