"""The plan that somebody keeps: shown, ticked off, swapped, put off, changed by saying it, taken home as a page.

Actions of its buttons: "plan:show", "plan:keep:<path>", "plan:other:<path>", "plan:field:<field>", "plan:step:<n>", "plan:tick:<n>",
"plan:untick:<n>", "plan:later:<n>", "plan:swap:<n>", "plan:open:<n>", "plan:pdf"; <n> counts the steps as the plan shows them.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.commands import command_of
from bot.conversation.draft import Draft
from bot.conversation.plan_cards import STUDIED, PlanCards, Stop
from bot.conversation.ports import Clock, Phrases, Pictures, Planner
from bot.conversation.profile import subject
from bot.conversation.recommend import Recommender
from bot.conversation.told import Teller
from bot.domain.conversation import Facts, KeptPlan, Memory
from bot.domain.guidance import Path
from bot.domain.message import Message, MessageKind
from bot.domain.reading import Reading
from bot.domain.reply import Attachment, Button, ReplyKind

NAMES = frozenset({"plan", "miplan", "myplan"})
LABEL = 34  # characters of a step's name on a button
PREFIX = "plan:"


class Plans:
    """Fits the engine's Dialogue."""

    def __init__(self, planner: Planner, recommender: Recommender, cards: PlanCards, teller: Teller, phrases: Phrases, pictures: Pictures,
                 clock: Clock) -> None:
        self._planner, self._recommender, self._cards, self._teller = planner, recommender, cards, teller
        self._say, self._pictures, self._clock = phrases.say, pictures, clock

    def turn(self, message: Message, reading: Reading, memory: Memory) -> Draft | None:
        """The reply when the turn is about the plan."""
        if message.kind is MessageKind.COMMAND:
            name, rest = command_of(message.text)
            return self._shown(reading, memory) if name in NAMES or (name == "start" and rest in NAMES) else None
        if message.kind is MessageKind.BUTTON:
            action = message.text.removeprefix(PREFIX)
            return self._pressed(action, reading, memory) if message.text.startswith(PREFIX) else None
        if memory.plan is None or message.kind not in (MessageKind.TEXT, MessageKind.VOICE):
            return None
        return self._said(replace(reading, language=memory.language), memory, memory.plan)

    def _pressed(self, action: str, reading: Reading, memory: Memory) -> Draft | None:
        verb, _, what = action.partition(":")
        match verb:
            case "keep":
                return self._kept(what, reading, memory)
            case "other" | "field":
                return self._other(verb, what, reading, memory)
            case "show":
                return self._shown(reading, memory)
            case "pdf":
                return self._page(reading, memory)
        stop = self._stop(what, reading, memory)
        if stop is None or memory.plan is None:
            return self._shown(reading, memory)
        return self._at(verb, stop, reading, memory, memory.plan)

    def _at(self, verb: str, stop: Stop, reading: Reading, memory: Memory, kept: KeptPlan) -> Draft | None:
        language, step = reading.language, stop.step
        name = self._teller.name(step, language)
        said = {"name": name}
        match verb:
            case "step":
                return self._asked(stop, reading, memory)
            case "open":
                text = self._say("plan.enrol", language, name=name, url=step.enrol)
                return Draft(text, ReplyKind.COMMAND, sources=self._teller.sources(step.sources, step.checked_on), memory=memory)
            case "tick":
                kept = kept.model_copy(update={"done": tuple(dict.fromkeys((*kept.done, step.id)))})
                return self._shown(reading, _with(memory, kept), self._say("plan.ticked", language, memory.turn, **said))
            case "untick":
                kept = kept.model_copy(update={"done": tuple(one for one in kept.done if one != step.id)})
                return self._shown(reading, _with(memory, kept), self._say("plan.unticked", language, 0, **said))
            case "later":
                kept = kept.model_copy(update={"postponed": tuple(dict.fromkeys((*kept.postponed, step.id)))})
                return self._shown(reading, _with(memory, kept), self._say("plan.postponed", language, 0, **said))
            case "swap":
                return self._swapped(stop, reading, memory, kept)
        return None

    def _said(self, reading: Reading, memory: Memory, kept: KeptPlan) -> Draft | None:
        """What is said of a plan that is kept: a course finished, or something of oneself that changes it."""
        path = self._path(kept, memory, reading.language)
        named = [step for step in path.steps if step.id in reading.certifications] if path else []
        if named and "done" in reading.signs:
            ids = tuple(dict.fromkeys((*kept.done, *(step.id for step in named))))
            names = ", ".join(self._teller.name(step, reading.language) for step in named)
            ticked = self._say("plan.ticked", reading.language, memory.turn, name=names)
            return self._shown(reading, _with(memory, kept.model_copy(update={"done": ids})), ticked)
        changed = (reading.other or reading.facts).model_copy(update={"interests": (), "avoids": (), "goal": None}) != Facts()
        elsewhere = reading.facts.interests and kept.path.partition("/")[0] not in reading.facts.interests
        if not changed or elsewhere or reading.certifications or {"question", "list"} & reading.signs:
            return None
        if path is None:
            proposal = self._recommender.draft(reading, memory)
            return replace(proposal, text=f"{self._say('plan.gone', reading.language)}\n{proposal.text}"[:1200])
        return self._shown(reading, memory, self._say("plan.changed", reading.language))

    def _shown(self, reading: Reading, memory: Memory, first: str = "") -> Draft:
        """The plan as text and picture, with its buttons; without one, a proposal where there is enough to go by."""
        language, kept = reading.language, memory.plan
        path = self._path(kept, memory, language) if kept else None
        if kept is None or path is None:
            proposal = self._recommender.draft(reading, memory)
            lead = self._say("plan.none", language)
            known = subject(memory) != Facts() or memory.questionnaire.answers
            return proposal if known else replace(proposal, text=f"{lead}\n\n{proposal.text}"[:1200])
        today = self._clock.today()
        stops = self._cards.stops(kept, path, today, language)
        kept = kept.model_copy(update={"steps": tuple(stop.step.id for stop in stops)})
        if first and stops and all(stop.state in ("done", "waiting") for stop in stops):
            first = f"{first} {self._say('plan.all_done', language)}"
        card = self._cards.card(kept, path, subject(memory), today, language)
        picture = Attachment("photo", "plan.png", "image/png", self._pictures.plan(card), card.title)
        text = self._cards.text(kept, path, subject(memory), today, language)
        return Draft("\n\n".join(part for part in (first, text) if part), ReplyKind.COMMAND, sources=self._cards.sources(path)[:6],
                     buttons=self._buttons(stops, language), memory=_with(memory, kept), attachments=(picture,),
                     entities=kept.steps, checks=(f"plan {kept.path}", *(reason.key for reason in path.reasons)))

    def _kept(self, path_id: str, reading: Reading, memory: Memory) -> Draft:
        kept = KeptPlan(path=path_id, started=self._clock.today())
        return self._shown(reading, _with(memory, kept), self._say("plan.kept", reading.language))

    def _other(self, verb: str, what: str, reading: Reading, memory: Memory) -> Draft:
        """Another path, told like a proposal."""
        field = what if verb == "field" else what.partition("/")[0]
        path = self._planner.path(what, subject(memory), reading.language) if verb == "other" else None
        path = path or self._planner.of_field(field, subject(memory), reading.language)
        return self._recommender.of_path(path, reading, memory) if path else self._recommender.draft(reading, memory)

    def _asked(self, stop: Stop, reading: Reading, memory: Memory) -> Draft:
        language, step = reading.language, stop.step
        text = self._say("plan.step_ask", language, name=self._teller.name(step, language),
                         detail=self._cards.detail(step, subject(memory), language))
        verbs = ["untick" if stop.state == "done" else "tick", *(["later"] if stop.state in ("next", "open") else []),
                 *(["swap"] if step.kind in STUDIED and stop.state != "done" else []), *(["open"] if step.enrol else [])]
        keys = {"untick": "undone", "tick": "done"}
        buttons = [Button(self._say(f"plan.button_{keys.get(verb, verb)}", language), f"plan:{verb}:{stop.number}") for verb in verbs]
        back = Button(self._say("plan.button_back", language), "plan:show")
        return Draft(text, ReplyKind.COMMAND, buttons=(*buttons, back), memory=memory)

    def _swapped(self, stop: Stop, reading: Reading, memory: Memory, kept: KeptPlan) -> Draft:
        before = self._path(kept, memory, reading.language)
        swapped = kept.model_copy(update={"swapped": tuple(dict.fromkeys((*kept.swapped, stop.step.id)))})
        after = self._path(swapped, memory, reading.language)
        name = self._teller.name(stop.step, reading.language)
        if after is None or before is None or not {one.id for one in after.steps} - {one.id for one in before.steps}:
            return self._shown(reading, memory, self._say("plan.not_swapped", reading.language, name=name))
        return self._shown(reading, _with(memory, swapped), self._say("plan.swapped", reading.language, name=name))

    def _page(self, reading: Reading, memory: Memory) -> Draft:
        kept, language = memory.plan, reading.language
        path = self._path(kept, memory, language) if kept else None
        if kept is None or path is None:
            return self._shown(reading, memory)
        card = self._cards.card(kept, path, subject(memory), self._clock.today(), language)
        page = Attachment("document", self._say("plan.pdf_name", language), "application/pdf", self._pictures.page(card))
        return Draft(self._say("plan.pdf", language), ReplyKind.COMMAND, sources=self._cards.sources(path)[:6], memory=memory,
                     attachments=(page,))

    def _path(self, kept: KeptPlan, memory: Memory, language: str) -> Path | None:
        return self._planner.path(kept.path, subject(memory), language, kept.swapped)

    def _stop(self, number: str, reading: Reading, memory: Memory) -> Stop | None:
        path = self._path(memory.plan, memory, reading.language) if memory.plan else None
        if memory.plan is None or path is None or not number.isdigit():
            return None
        stops = self._cards.stops(memory.plan, path, self._clock.today(), reading.language)
        return stops[int(number) - 1] if 0 < int(number) <= len(stops) else None

    def _buttons(self, stops: list[Stop], language: str) -> tuple[Button, ...]:
        marks = {"done": "✅", "next": "👉", "open": "▫️", "waiting": "⏳"}
        steps = [Button(self._say("plan.button_step", language, mark=marks[stop.state], number=stop.number,
                                  name=_short(self._teller.name(stop.step, language))), f"plan:step:{stop.number}") for stop in stops]
        rest = [Button(self._say(f"plan.button_{name}", language), action) for name, action in (
            ("pdf", "plan:pdf"), ("remind", "remind:ask"), ("profile", "profile:show"))]
        return (*steps, *rest)


def _with(memory: Memory, kept: KeptPlan) -> Memory:
    return memory.model_copy(update={"plan": kept})


def _short(name: str) -> str:
    return name if len(name) <= LABEL else f"{name[:LABEL - 1].rstrip()}…"
