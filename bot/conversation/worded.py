"""An engine with a language model behind it: the same answers in better words, and follow-ups that the reader alone did not understand.

The engine decides everything: danger, what is known, what is recommended. The model is asked at most twice a turn: to make a short message
understandable on its own when the engine knew no answer to it, and to word an answer, to explain a plan, to translate what is known in
Spanish only, or to sum a case up for the counselor who is asked for. Whatever fails leaves the engine's own reply.
"""

from __future__ import annotations

import json
import time
from dataclasses import replace

from bot.conversation.compose import OBJECT, Composer, asking, fenced
from bot.conversation.ports import Answering, Model, Prompts
from bot.conversation.showing import shown_to
from bot.domain.conversation import Memory, Outcome
from bot.domain.generation import Generation, StandAlone
from bot.domain.message import Message, MessageKind
from bot.domain.reply import Asking, Reply, ReplyKind
from bot.errors import ModelError

SHORT = 12  # words: a longer message stands on its own
HISTORY = 3
OPEN = frozenset({ReplyKind.UNKNOWN, ReplyKind.CLARIFY})


class Worded:
    """Fits what answers a message: an engine whose answers a model words."""

    def __init__(self, engine: Answering, model: Model, prompts: Prompts, composer: Composer, grows: bool = False) -> None:
        """`grows`: an answer is shown, to whoever wants to see it (`showing.py`), while the model still words it."""
        self._engine, self._model, self._prompts, self._composer, self._grows = engine, model, prompts, composer, grows

    def respond(self, message: Message, memory: Memory) -> Outcome:
        """The engine's outcome, reworded where the check allows it."""
        start = time.perf_counter()
        person = str(message.chat_id)
        outcome = self._engine.respond(message, memory)
        rewritten: Generation | None = None
        first: Asking | None = None
        if self._may_be_a_follow_up(message, memory, outcome):
            outcome, rewritten, first = self._asked_again(message, memory, outcome, person)
        if _asks_for_a_person(outcome, memory):
            told = self._composer.summary(_case(memory, outcome), person)
            told = replace(told, text=outcome.reply.text, checks=(*((f"summary: {told.text}",) if told.text else ()), *told.checks))
        else:
            told = self._composer.reworded(outcome.reply, outcome.explanation, outcome.explanation.standalone, person,
                                           shown_to() if self._grows else None)
        calls = [one for one in (rewritten, told.generation) if one is not None]
        asked = tuple(one for one in (first, told.asked) if one is not None)
        why = outcome.explanation
        timings = why.timings_ms | ({"model": (time.perf_counter() - start) * 1000} if calls or told.checks else {})
        why = replace(why, checks=(*why.checks, *told.checks), timings_ms=timings, model=calls[-1].model if calls else "",
                      prompt=" ".join(one.prompt for one in asked), asked=asked, tokens=sum(one.usage.tokens for one in calls),
                      dollars=sum(one.usage.dollars for one in calls))
        return replace(outcome, reply=replace(outcome.reply, text=told.text), explanation=why)

    def first_aid(self, message: Message, memory: Memory) -> Reply | None:
        """The engine's: no model has a part in it."""
        return self._engine.first_aid(message, memory)

    @staticmethod
    def _may_be_a_follow_up(message: Message, memory: Memory, outcome: Outcome) -> bool:
        return (outcome.reply.kind in OPEN and bool(memory.said) and message.kind is MessageKind.TEXT
                and len(outcome.masked.split()) <= SHORT)

    def _asked_again(self, message: Message, memory: Memory, outcome: Outcome,
                     person: str) -> tuple[Outcome, Generation | None, Asking]:
        """The outcome for the message as it stands on its own, when that one is an answer; else the first outcome."""
        history = "\n".join(f"- {fenced(one.asked)}" for one in memory.said[-HISTORY:])
        prompt = self._prompts.fill("rewrite", history=history, message=fenced(outcome.masked))
        start = time.perf_counter()
        try:
            generation = self._model.complete(prompt, person, StandAlone)
        except ModelError as error:
            return outcome, None, replace(asking(prompt, None, start), problem=f"model: {error}")
        question, asked = _question(generation.text), asking(prompt, generation, start)
        if not question or question.lower() == outcome.masked.lower():
            return outcome, generation, replace(asked, problem="nothing rewritten")
        again = self._engine.respond(replace(message, text=question), memory)
        better = again.reply.kind is ReplyKind.ANSWER and bool(again.reply.sources)
        if better:
            return replace(again, masked=outcome.masked), generation, asked
        return outcome, generation, replace(asked, problem="no answer to what was rewritten")


def _asks_for_a_person(outcome: Outcome, memory: Memory) -> bool:
    """Whether a counselor is to take a case that has begun; never in danger, where nothing waits for a model."""
    return outcome.reply.kind is ReplyKind.HANDOFF and not outcome.danger and bool(memory.said)


def _case(memory: Memory, outcome: Outcome) -> list[str]:
    """What the person asked and said of themselves, line by line, and what became of it."""
    told = ", ".join(f"{name}: {value}" for name, value in memory.facts.model_dump(exclude_defaults=True).items())
    asked = [f"- {one.asked} ({one.kind or 'answer'})" for one in memory.said]
    return [*([told] if told else []), *asked, f"- {outcome.masked}"]


def _question(text: str) -> str:
    found = OBJECT.search(text)
    try:
        question = json.loads(found[0]).get("question", "") if found else ""
    except (ValueError, AttributeError):
        return ""
    return question.strip()[:300] if isinstance(question, str) else ""
