"""What comes after courses that somebody has done: the next step of the path that they named, or of those that hold what they did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversation.draft import Draft
from bot.conversation.entries import Entries
from bot.conversation.facts import FieldWording
from bot.conversation.ports import Phrases
from bot.conversation.question import Question
from bot.domain.reply import Button, ReplyKind

SHOWN = 2  # paths of which the next step is told


@dataclass(frozen=True)
class _Way:
    """A path or a certificate of several courses: its id and its courses in their order."""

    id: str
    steps: Sequence[str]


class NextStep:
    """Composes the answer from the order of paths."""

    def __init__(self, entries: Entries, phrases: Phrases) -> None:
        self._entries, self._say = entries, phrases.say
        self._wording = FieldWording(entries.certifications, phrases)
        made = (_Way(one.id, one.prerequisites) for one in entries.certifications.values() if one.kind in ("learning_path", "certificate"))
        self._ways = [*(_Way(path.id, path.steps) for path in entries.paths.values()), *(way for way in made if len(way.steps) > 1)]

    def draft(self, question: Question) -> Draft | None:
        """The next step after the courses of the question; None when it asks for none, or no path holds them."""
        if not question.has("next"):
            return None
        named = [one.id for one in question.reading.mentions if one.kind == "certification" and one.fit >= 1.0] or list(question.subjects)
        ways = self._of(named, (*question.subjects, *question.before))
        done = [one for one in named if one in self._entries.certifications and one not in {way.id for way in ways}]
        steps = dict.fromkeys(step for way in ways if (step := _after(way, done)))
        if not done or not steps:
            return None
        language = question.language
        names = ", ".join(self._entries.name(one, language) for one in dict.fromkeys(done))
        lines = [f"• {self._wording.brief(self._entries.certifications[step], (), language)}" for step in list(steps)[:SHOWN]]
        head = self._say("next_step", language, done=names, path=self._entries.name(ways[0].id, language))
        buttons = tuple(Button(self._entries.name(step, language), f"ask:{self._say('ask_what', language)} "
                               f"{self._entries.certifications[step].name}?") for step in list(steps)[:SHOWN])
        known = [self._entries.certifications[step] for step in list(steps)[:SHOWN]]
        return Draft("\n".join([head, *lines]), ReplyKind.ANSWER, self._entries.sources(known), buttons, 0.92,
                     tuple(list(steps)[:SHOWN]))

    def _of(self, named: Sequence[str], spoken: Sequence[str]) -> list[_Way]:
        """The path spoken of, newest first, that holds something of what is named; else those that hold most of it."""
        held = {way.id: len(set(way.steps) & set(named)) for way in self._ways}
        meant = [way for one in (*named, *spoken) for way in self._ways if way.id == one and held[way.id]]
        most = max(held.values(), default=0)
        return meant[:1] or [way for way in self._ways if most and held[way.id] == most][:SHOWN]


def _after(way: _Way, done: Sequence[str]) -> str:
    """The first step behind the last one done that is not done; "" when there is none."""
    last = max((at for at, step in enumerate(way.steps) if step in done), default=-1)
    return next((step for step in way.steps[last + 1:] if step not in done), "")
