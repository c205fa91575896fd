"""Answers about learning paths: what they are made of, how long they take, for whom they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.conversation.draft import Draft
from bot.conversation.entries import Entries
from bot.conversation.ports import Phrases
from bot.conversation.question import Question
from bot.domain.knowledge import Certification, LearningPath
from bot.domain.reply import Button, ReplyKind
from bot.domain.text import roots

SHOWN = 3
ROOM = 600
STEPS = 9


class PathAnswers:
    """Paths named, compared, or found by what they lead to."""

    def __init__(self, entries: Entries, phrases: Phrases) -> None:
        self._entries, self._say = entries, phrases.say
        self._words = {path.id: roots(" ".join((path.title_es, path.title_en, *path.aliases, *path.roles_es, *path.roles_en,
                                                path.for_whom_es, path.for_whom_en))) for path in entries.paths.values()}

    def draft(self, ids: Sequence[str], question: Question) -> Draft:
        """One path in full, or two or three beside each other with the shortest named first."""
        language = question.language
        paths = [self._entries.paths[one] for one in ids[:SHOWN]]
        lines = [self._whole(paths[0], language)] if len(paths) == 1 else [self._brief(path, language) for path in paths]
        if len(paths) > 1:
            lines.insert(0, self._compared(paths, language))
        more = [(path.id, path.title_es) for path in paths] if len(paths) > 1 else [
            (step, f"{self._say('ask_what', language)} {self._entries.certifications[step].name}?") for step in paths[0].steps[:2]]
        buttons = tuple(Button(self._entries.name(one, language), f"ask:{asks}") for one, asks in more)
        return Draft("\n".join(line for line in lines if line), ReplyKind.ANSWER, self._entries.sources(paths), buttons, 0.92,
                     tuple(path.id for path in paths))

    def fitting(self, question: Question) -> list[str]:
        """The paths that meet the limits and have most of the question's telling words."""
        limits, age = question.limits, question.facts.age if question.facts.age is not None else question.limits.max_age
        found = [path for path in self._entries.paths.values()
                 if (not limits.areas or path.area in limits.areas) and (not limits.providers or self._provided(path, limits.providers))
                 and (limits.free is not True or self._free(path)) and (age is None or self._allows(path, age))]
        words = {word.root: word.weight for word in question.reading.keywords if word.position not in question.reading.cued}
        scores = {path.id: sum(weight for word, weight in words.items() if word in self._words[path.id]) for path in found}
        best = max(scores.values(), default=0.0)
        kept = [path.id for path in found if scores[path.id] >= 0.7 * best] if best else [path.id for path in found]
        young = [one for one in kept if age is not None and age < 18 and (self._entries.paths[one].min_age or 18) <= age]
        return young or kept

    def of_each(self, question: Question) -> list[str]:
        """The path that fits best of each area or company named: "la ruta de redes o la de ciberseguridad"; none where it is only one."""
        limits = question.limits
        name = next((one for one in ("areas", "providers") if len(getattr(limits, one)) > 1), "")
        parts = [limits.model_copy(update={name: (one,)}) for one in getattr(limits, name)] if name else []
        found = [self.fitting(replace(question, limits=part)) for part in parts]
        return list(dict.fromkeys(paths[0] for paths in found if paths))

    def total(self, path: LearningPath) -> tuple[float, bool]:
        """The hours of the steps that publish theirs, and whether all of them that are studied do."""
        steps = [self._entries.certifications[step] for step in path.steps]
        return sum(step.hours or 0.0 for step in steps), all(step.hours is not None or step.kind == "exam" for step in steps)

    def _whole(self, path: LearningPath, language: str) -> str:
        spanish = language == "es"
        steps = " → ".join(self._entries.name(step, language) for step in path.steps[:STEPS])
        roles = ", ".join((path.roles_es if spanish else path.roles_en or path.roles_es)[:3])
        pieces = [self._say("path", language, name=self._entries.name(path.id, language), hours=self._hours(path, language), steps=steps),
                  path.for_whom_es if spanish else path.for_whom_en,
                  self._say("path_roles", language, roles=roles) if roles else "",
                  (path.notes_es if spanish else path.notes_en) or ""]
        text = pieces[0]
        for piece in pieces[1:]:
            if piece and len(text) + len(piece) < ROOM:
                text = f"{text} {piece}"
        return text

    def _brief(self, path: LearningPath, language: str) -> str:
        names = [self._entries.name(step, language) for step in path.steps[:3]]
        more = "…" if len(path.steps) > 3 else ""
        return self._say("path_brief", language, name=self._entries.name(path.id, language), hours=self._hours(path, language),
                         steps=", ".join(names) + more)

    def _hours(self, path: LearningPath, language: str) -> str:
        hours, complete = self.total(path)
        return self._say("path_hours" if complete else "path_hours_least", language, hours=f"{hours:g}")

    def _compared(self, paths: Sequence[LearningPath], language: str) -> str:
        ordered = sorted(paths, key=lambda path: self.total(path)[0])
        return self._say("path_compared", language, short=self._entries.name(ordered[0].id, language))

    def _provided(self, path: LearningPath, providers: Sequence[str]) -> bool:
        steps = [self._entries.certifications[step].provider for step in path.steps]
        wanted = {*providers, *(("google-cloud",) if "google" in providers else ())}
        return sum(provider in wanted for provider in steps) * 2 >= len(steps) or _named(path, providers)

    def _free(self, path: LearningPath) -> bool:
        return all(self._entries.certifications[step].cost.free is True for step in path.steps)

    def _allows(self, path: LearningPath, age: int) -> bool:
        least = path.min_age or max((_least(self._entries.certifications, step) for step in path.steps), default=0)
        return age >= least


def _least(certifications: Mapping[str, Certification], step: str) -> int:
    """The age a step asks for; 18 where it is not published."""
    age = certifications[step].min_age
    return 18 if age is None else age


def _named(path: LearningPath, providers: Sequence[str]) -> bool:
    return any(provider.split("-")[0] in path.id for provider in providers)
