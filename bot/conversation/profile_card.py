"""The profile, shown and edited: /perfil, a button for each item, everything skippable, changed at any time by saying it.

Actions: "profile:show", "profile:ask:<item>", "profile:set:<item>:<value>", "profile:next", "profile:clear".
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.conversation.commands import command_of
from bot.conversation.draft import Draft
from bot.conversation.ports import Phrases
from bot.conversation.profile import ADULT, merged
from bot.conversation.wording_of_profile import ProfileWords
from bot.domain.conversation import Facts, Memory
from bot.domain.message import Message, MessageKind
from bot.domain.reading import Reading
from bot.domain.reply import Button, ReplyKind

NAMES = frozenset({"perfil", "profile"})
PENDING = "profile:"
YES_OR_NO = frozenset({"computer", "internet", "english", "work"})
CHOICES: Mapping[str, tuple[tuple[str, Mapping[str, object]], ...]] = {
    "age": (("minor", {"age": None, "adult": False}), ("adult", {"age": None, "adult": True})),
    "schooling": tuple((f"schooling_{one}", {"schooling": one}) for one in ("primary", "secondary", "high_school", "university")),
    "enrolled": (("enrolled_none", {"enrolled": None, "studying": False}), *(
        (f"enrolled_{one}", {"enrolled": one, "studying": True}) for one in ("secondary", "high_school", "conalep", "university"))),
    "place": (),
    "interests": (),
    "hours": tuple((f"hours_{hours}", {"hours_a_week": float(hours)}) for hours in (2, 5, 10, 20)),
    "budget": (("free_only", {"free_only": True, "budget_month": None}), ("i_can_pay", {"free_only": False})),
    "computer": (("computer", {"computer": True}), ("no_computer", {"computer": False})),
    "internet": (("internet", {"internet": True}), ("no_internet", {"internet": False})),
    "english": (("english", {"reads_english": True}), ("no_english", {"reads_english": False})),
    "work": (("works", {"working": True}), ("no_work", {"working": False})),
    "goal": tuple((f"goal_{one}", {"goal": one}) for one in ("study", "first_job", "change", "certificate")),
}


class ProfileCard:
    """Fits the engine's Dialogue."""

    def __init__(self, phrases: Phrases, words: ProfileWords) -> None:
        self._say, self._words = phrases.say, words

    def turn(self, message: Message, reading: Reading, memory: Memory) -> Draft | None:
        """The reply when the turn is about the profile."""
        if message.kind is MessageKind.COMMAND:
            return self._shown(memory) if command_of(message.text)[0] in NAMES else None
        if message.kind is MessageKind.BUTTON:
            return self._pressed(message.text.removeprefix(PENDING), memory) if message.text.startswith(PENDING) else None
        item, _, turn = memory.pending.removeprefix(PENDING).partition(":")
        if message.kind is MessageKind.TEXT and memory.pending.startswith(PENDING) and turn == str(memory.turn):
            return self._typed(item, message.text, reading, memory)
        return None

    def _pressed(self, action: str, memory: Memory) -> Draft | None:
        verb, _, rest = action.partition(":")
        match verb:
            case "show":
                return self._shown(memory)
            case "clear":
                return self._shown(memory.model_copy(update={"facts": Facts(), "pending": ""}), "profile.cleared")
            case "ask" if rest in CHOICES:
                return self._asked(rest, memory)
            case "next":
                return self._following(rest, memory)
            case "set":
                item, _, value = rest.partition(":")
                chosen = dict(CHOICES.get(item, ())).get(value)
                if chosen is not None:
                    facts = Facts.model_validate(memory.facts.model_dump() | dict(chosen))
                    return self._following(item, memory.model_copy(update={"facts": facts, "pending": ""}))
        return None

    def _typed(self, item: str, text: str, reading: Reading, memory: Memory) -> Draft | None:
        """An answer in words to what was asked; what is no answer is left to the others."""
        memory = memory.model_copy(update={"pending": ""})
        number = re.fullmatch(r"\D*(\d{1,3}(?:[.,]\d)?)\D*", text)
        update: dict[str, object] = {}
        if item == "age" and number and 9 <= float(number[1].replace(",", ".")) <= 80:
            update = {"age": int(float(number[1].replace(",", "."))), "adult": float(number[1].replace(",", ".")) >= ADULT}
        elif item == "hours" and number and float(number[1].replace(",", ".")) > 0:
            update = {"hours_a_week": min(60.0, float(number[1].replace(",", ".")))}
        elif item == "place" and (reading.facts.state or reading.facts.country or reading.places):
            return self._following(item, self._placed(reading, memory))
        elif item == "interests" and reading.topics:
            facts = merged(memory.facts, Facts(interests=reading.topics))
            return self._following(item, memory.model_copy(update={"facts": facts}))
        elif reading.facts != Facts():
            return self._following(item, memory)
        if not update:
            return None
        facts = Facts.model_validate(memory.facts.model_dump() | update)
        return self._following(item, memory.model_copy(update={"facts": facts}))

    def _placed(self, reading: Reading, memory: Memory) -> Memory:
        if reading.facts.state or reading.facts.country or not reading.places:
            return memory
        place = reading.places[0]
        facts = Facts(state=place, country="mexico") if self._words.is_state(place) else Facts(country=place)
        return memory.model_copy(update={"facts": merged(memory.facts, facts)})

    def _shown(self, memory: Memory, first: str = "profile.head") -> Draft:
        """What is known, and a button for each thing to change."""
        language = memory.language
        known = self._words.items(memory.facts, language)
        lines = [self._say(first, language), *(f"• {self._say(f'profile.item_{name}', language)}: {value}" for name, value in known)]
        if not known:
            lines.append(self._say("profile.nothing_yet", language))
        buttons = [Button(self._say(f"profile.item_{name}", language), f"profile:ask:{name}") for name in CHOICES]
        clear = [Button(self._say("profile.button_clear", language), "profile:clear")] if known else []
        plan = Button(self._say("plan.button_back", language), "plan:show")
        return Draft("\n".join(lines), ReplyKind.COMMAND, buttons=(*buttons, plan, *clear), memory=memory)

    def _asked(self, item: str, memory: Memory) -> Draft:
        language = memory.language
        choices = [Button(self._label(item, key, language), f"profile:set:{item}:{key}") for key, _ in CHOICES[item]]
        quiz = [Button(self._say("plan.button_quiz", language), "quiz:start")] if item == "interests" else []
        skip = Button(self._say("profile.button_skip", language), f"profile:next:{item}")
        back = Button(self._say("profile.button_show", language), "profile:show")
        return Draft(self._say(f"profile.ask_{item}", language), ReplyKind.CLARIFY, buttons=(*choices, *quiz, skip, back),
                     memory=memory.model_copy(update={"pending": f"{PENDING}{item}:{memory.turn + 1}"}))

    def _label(self, item: str, key: str, language: str) -> str:
        if item in YES_OR_NO:
            return self._say("profile.button_no" if key.startswith("no_") else "profile.button_yes", language)
        hours = key.removeprefix("hours_")
        return self._say("profile.hours", language, hours=hours) if hours != key else self._say(f"profile.{key}", language)

    def _following(self, item: str, memory: Memory) -> Draft:
        """The next thing not known yet, after this one; at the end the whole profile."""
        known = {name for name, _ in self._words.items(memory.facts, memory.language)}
        names = list(CHOICES)
        after = names[names.index(item) + 1:] if item in names else names
        coming = next((name for name in after if name not in known), None)
        if coming is None:
            return self._shown(memory.model_copy(update={"pending": ""}), "profile.done")
        return self._asked(coming, memory)
