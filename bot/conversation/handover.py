"""What the bot may say, by who has the conversation.

    bot      it answers
    waiting  it says once that somebody comes, and answers only after the person asked it to go on meanwhile
    person   it keeps silent: a counselor writes

Whatever the state, it replies to danger, to commands, and to what commands led to (data rights among them). What it keeps silent about is
recorded all the same, with an empty reply, and leaves no mark in the conversation's memory.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.conversation.hours import WEEKDAYS, opens
from bot.conversation.ports import Answering, Phrases
from bot.domain.conversation import Memory, Outcome
from bot.domain.handover import Standing, State
from bot.domain.message import Message, MessageKind
from bot.domain.reply import Button, Explanation, Reply, ReplyKind
from bot.domain.staff import Hours

GO_ON, NEVER_MIND = "handover:answer", "handover:cancel"


@dataclass(frozen=True)
class Attended:
    """An outcome of the engine, as far as the state lets it be said, and the standing after it.

    `always_said`: it may be said even when a counselor takes the conversation before it is recorded. `forgets`: instead of recording the
    turn, everything held of the person is deleted, and the reply is their receipt.
    """

    outcome: Outcome
    standing: Standing
    always_said: bool = False
    forgets: bool = False


class Handover:
    """The engine with somebody minding who has the conversation."""

    def __init__(self, engine: Answering, phrases: Phrases, hours: Hours | None = None) -> None:
        """`hours`: when a counselor is there; without, the engine's own words say that one was asked for."""
        self._engine, self._phrases, self._hours = engine, phrases, hours

    def respond(self, message: Message, memory: Memory, standing: Standing) -> Attended:
        """The outcome of one message of a conversation that stands like this."""
        if message.kind is MessageKind.BUTTON and message.text in (GO_ON, NEVER_MIND):
            return self._asked_while_waiting(message, memory, standing)
        outcome = self._engine.respond(message, memory)
        if outcome.state == State.WAITING and standing.state is State.BOT and self._hours is not None:
            outcome = replace(outcome, reply=self._asked(outcome.reply, message.sent_at, self._hours))
        if _always_said(message, outcome):
            return Attended(outcome, _after(standing, outcome), always_said=True)
        if standing.state is State.PERSON:
            return Attended(_silent(outcome, memory), standing)
        if standing.state is State.WAITING and not standing.answering:
            return self._while_waiting(outcome, memory, standing)
        return Attended(outcome, _after(standing, outcome))

    def first_aid(self, message: Message, memory: Memory) -> Reply | None:
        """The reply to danger alone, whoever has the conversation."""
        return self._engine.first_aid(message, memory)

    def _asked(self, reply: Reply, now: datetime, hours: Hours) -> Reply:
        """The reply to who asked for a person: honest about when somebody reads it."""
        say, language = self._phrases.say, reply.language
        note = hours.note_en if language == "en" else hours.note_es
        first = opens(hours, now)
        if first is None or first <= now:
            return replace(reply, text=say("handover.asked_open", language, hours=note))
        days = (first.date() - now.astimezone(first.tzinfo).date()).days
        name = {0: "today", 1: "tomorrow"}.get(days, WEEKDAYS[first.weekday()])
        when = say(f"handover.when_{name}", language, time=first.strftime("%H:%M"))
        return replace(reply, text=say("handover.asked_closed", language, hours=note, when=when))

    def _while_waiting(self, outcome: Outcome, memory: Memory, standing: Standing) -> Attended:
        if standing.told:
            return Attended(_silent(outcome, memory), standing)
        say, language = self._phrases.say, outcome.reply.language
        buttons = (Button(say("handover.button_go_on", language), GO_ON), Button(say("handover.button_never_mind", language), NEVER_MIND))
        reply = Reply(say("handover.waiting", language), ReplyKind.HANDOFF, language, buttons=buttons)
        return Attended(replace(outcome, reply=reply, memory=memory), replace(standing, told=True))

    def _asked_while_waiting(self, message: Message, memory: Memory, standing: Standing) -> Attended:
        going_on = message.text == GO_ON
        key = "handover.going_on" if going_on else "handover.never_mind"
        if standing.state is State.PERSON:
            key, after = "handover.person_is_here", standing
        elif standing.state is State.BOT:
            after = standing
        else:
            after = replace(standing, told=True, answering=True) if going_on else Standing()
        reply = Reply(self._phrases.say(key, memory.language), ReplyKind.COMMAND, memory.language)
        return Attended(Outcome(reply, memory, Explanation(intent=message.text), message.text), after)


def _always_said(message: Message, outcome: Outcome) -> bool:
    grave = bool(outcome.danger) or outcome.reply.kind is ReplyKind.CRISIS
    return grave or message.kind is MessageKind.COMMAND or outcome.reply.kind is ReplyKind.COMMAND


def _after(standing: Standing, outcome: Outcome) -> Standing:
    """The engine may ask for a person; it never takes a conversation from one."""
    return Standing(State.WAITING) if outcome.state == State.WAITING and standing.state is State.BOT else standing


def _silent(outcome: Outcome, memory: Memory) -> Outcome:
    return replace(outcome, reply=Reply("", ReplyKind.HANDOFF, outcome.reply.language), memory=memory, state="")
