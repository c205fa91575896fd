"""Asking for reminders, stopping them with one tap, and how a reminder is worded when its moment has come.

Nobody is reminded without having asked. Actions: "remind:ask", "remind:step", "remind:opening", "remind:news", "remind:stop",
"remind:stop_news" (the button under an announcement: whoever stops those keeps the reminders they asked for).
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.conversation.commands import command_of
from bot.conversation.draft import Draft
from bot.conversation.plan_cards import PlanCards
from bot.conversation.ports import Clock, Phrases, Planner
from bot.conversation.profile import subject
from bot.conversation.told import Teller
from bot.domain.conversation import Facts, Memory, Wish
from bot.domain.message import Message, MessageKind
from bot.domain.outgoing import Outgoing, as_html
from bot.domain.reading import Reading
from bot.domain.reminders import Due
from bot.domain.reply import Button, ReplyKind

NAMES = frozenset({"recordatorios", "reminders"})
NEWS = "news"


class Timing(Protocol):
    """When reminders are due."""

    def step(self, facts: Facts, now: datetime) -> Wish:
        """A reminder of the next step."""
        ...

    def opening(self, facts: Facts) -> Wish:
        """A word when the next call is published."""
        ...

    def news(self, facts: Facts) -> Wish:
        """Consent to announcements."""
        ...


class Reminding:
    """Fits the engine's Dialogue; `worded` fits what releases reminders."""

    def __init__(self, timing: Timing, planner: Planner, cards: PlanCards, teller: Teller, phrases: Phrases, clock: Clock) -> None:
        self._timing, self._planner, self._cards, self._teller = timing, planner, cards, teller
        self._say, self._clock = phrases.say, clock

    def turn(self, message: Message, reading: Reading, memory: Memory) -> Draft | None:
        """The reply when the turn is about reminders."""
        if message.kind is MessageKind.COMMAND:
            return self._asked(memory) if command_of(message.text)[0] in NAMES else None
        if message.kind is MessageKind.BUTTON:
            return self._pressed(message.text.removeprefix("remind:"), message, memory) if message.text.startswith("remind:") else None
        if "unremind" in reading.signs and memory.wishes:
            return self._pressed("stop", message, memory)
        return self._pressed("opening", message, memory) if "remind" in reading.signs else None

    def _pressed(self, verb: str, message: Message, memory: Memory) -> Draft | None:
        facts = subject(memory)
        match verb:
            case "ask":
                return self._asked(memory)
            case "stop":
                return self._said("remind.stopped", memory.model_copy(update={"wishes": ()}))
            case "stop_news":
                others = tuple(wish for wish in memory.wishes if wish.kind != NEWS)
                return self._said("remind.news_stopped", memory.model_copy(update={"wishes": others}))
            case "step" if memory.plan is not None:
                return self._said("remind.step_kept", _with(memory, self._timing.step(facts, message.sent_at)))
            case "step":
                return self._said("plan.none", memory)
            case "opening":
                return self._said("remind.opening_kept", _with(memory, self._timing.opening(facts)))
            case "news":
                return self._said("remind.news_kept", _with(memory, self._timing.news(facts)), "stop_news")
        return None

    def _asked(self, memory: Memory) -> Draft:
        language = memory.language
        verbs = ("step", "opening", "news", *(("stop",) if memory.wishes else ()))
        buttons = tuple(Button(self._say(f"remind.button_{verb}", language), f"remind:{verb}") for verb in verbs)
        return Draft(self._say("remind.ask", language), ReplyKind.COMMAND, buttons=buttons, memory=memory)

    def _said(self, key: str, memory: Memory, stops: str = "stop") -> Draft:
        stop = Button(self._say(f"remind.button_{stops}", memory.language), f"remind:{stops}")
        return Draft(self._say(key, memory.language), ReplyKind.COMMAND, buttons=(stop,) if memory.wishes else (), memory=memory)

    def worded(self, due: Due, memory: Memory) -> Outgoing | None:
        """The message of a reminder whose moment has come; None when there is nothing left to remind of."""
        language = memory.language
        stop = Button(self._say("remind.button_stop", language), "remind:stop")
        if due.wish.kind != "step":
            key = "remind.opening" if due.wish.kind == "opening" else "remind.deadline"
            day = due.wish.expires.date().isoformat() if due.wish.expires else ""
            return Outgoing(as_html(self._say(key, language, date=day)), (stop,))
        kept = memory.plan
        path = self._planner.path(kept.path, subject(memory), language, kept.swapped) if kept else None
        if kept is None or path is None:
            return None
        stops = self._cards.stops(kept, path, self._clock.today(), language)
        coming = next((one for one in stops if one.state == "next"), None)
        if coming is None:
            return None
        done = Button(self._say("plan.button_done", language), f"plan:tick:{coming.number}")
        text = self._say("remind.step", language, name=self._teller.name(coming.step, language),
                         detail=self._cards.detail(coming.step, subject(memory), language))
        return Outgoing(as_html(text), (done, Button(self._say("plan.button_back", language), "plan:show"), stop))


def _with(memory: Memory, wish: Wish) -> Memory:
    others = tuple(one for one in memory.wishes if (one.kind, one.about) != (wish.kind, wish.about))
    return memory.model_copy(update={"wishes": (*others, wish)})
