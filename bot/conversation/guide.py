"""Notices when somebody speaks of themselves or asks what suits them, and proposes: asks only for what a proposal really lacks.

A message that gives enough gets a proposal at once. One that only tells something is confirmed and answered with the next thing to know;
anything can be left out. Questions of fact are left to the engine.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.draft import Draft
from bot.conversation.ports import Phrases
from bot.conversation.profile import subject
from bot.conversation.recommend import Recommender
from bot.conversation.wording_of_profile import ProfileWords
from bot.domain.conversation import Facts, Memory
from bot.domain.message import Message, MessageKind
from bot.domain.reading import Reading
from bot.domain.reply import Button, ReplyKind

STRONG = ("age", "adult", "schooling", "enrolled", "hours_a_week", "working", "studying", "state", "country", "goal", "at_work", "computer")
GOING_ON = frozenset({str(ReplyKind.RECOMMEND), "profile"})
ASKED_OF = frozenset({"prerequisites", "validity", "url", "exam"})  # fields that are asked for, and not said of oneself
LATELY = 3  # turns in which a proposal is still spoken of
ENOUGH = 2  # things told at once, from which a message counts as a profile


class Guide:
    """Fits the engine's Dialogue."""

    def __init__(self, recommender: Recommender, phrases: Phrases, words: ProfileWords) -> None:
        self._recommender, self._say, self._words = recommender, phrases.say, words

    def turn(self, message: Message, reading: Reading, memory: Memory) -> Draft | None:
        """A proposal, or the next thing to know, when the message is about the person; tentative when it also asks for a fact."""
        draft = self._about(message, reading, memory)
        if draft is None:
            return None
        return replace(draft, tentative=_asks(reading) or (draft.kind is ReplyKind.CLARIFY and _names_what(reading)))

    def _about(self, message: Message, reading: Reading, memory: Memory) -> Draft | None:
        if message.kind not in (MessageKind.TEXT, MessageKind.VOICE) or "person" in reading.signs:
            return None
        said = reading.other or reading.facts
        told, known = _told(said), _told(subject(memory))
        if reading.certifications or reading.constraints.providers or ("question" in reading.signs and not _wants(reading)):
            return None
        going = _going_on(memory, 1) or bool(told and not _asks(reading) and _going_on(memory, LATELY))
        listing = "list" in reading.signs and (reading.constraints.areas or reading.constraints.kinds)
        if listing and told < (1 if going else ENOUGH) and "undecided" not in reading.signs:
            return None
        interested = bool(reading.topics or said.interests)
        only = interested and not (reading.asks or reading.fields or "asks_fact" in reading.signs or set("?¿") & set(reading.standalone)
                                   or set(reading.collections) - {"program"})
        if "generic" in reading.signs and told <= 1 and not (going or interested or "undecided" in reading.signs):
            return None  # "quiero el certificado"
        if _wants(reading) and (told or (known >= ENOUGH and interested) or only or "undecided" in reading.signs):
            return self._recommender.draft(reading, memory)
        if going and (told or interested or said != Facts()):
            return self._next(reading, memory)
        if told >= ENOUGH or (told and said.age is not None):
            return self._next(reading, memory)
        return None

    def _next(self, reading: Reading, memory: Memory) -> Draft:
        """A proposal when there is something to go by; else what was understood, and the next question."""
        facts = subject(memory)
        if facts.interests or reading.topics or memory.questionnaire.answers or (facts.working is False and facts.age is not None):
            return self._recommender.draft(reading, memory)
        noted = self._say("profile.noted", reading.language, facts=self._words.summary(facts, reading.language))
        asked = self._say("profile.ask_interest", reading.language)
        buttons = (Button(self._say("plan.button_quiz", reading.language), "quiz:start"),
                   Button(self._say("profile.button_unsure", reading.language), "plan:show"))
        return Draft(f"{noted} {asked}", ReplyKind.CLARIFY, buttons=buttons, checks=("profile",))


def _going_on(memory: Memory, last: int) -> bool:
    """Whether something was proposed or told of oneself within so many of the last turns."""
    return any(one.kind in GOING_ON for one in memory.said[-last:])


def _names_what(reading: Reading) -> bool:
    """Whether it names something and what is to be known of it, without a word that asks."""
    return bool(ASKED_OF & set(reading.fields)) and bool(reading.named("topic", "support", "program", "campus"))


def _asks(reading: Reading) -> bool:
    """Whether it asks for a fact rather than for advice."""
    if "asks_fact" in reading.signs:
        return True
    asks = bool(reading.asks or reading.signs & {"question", "what"} or set("?¿") & set(reading.standalone))
    return asks and not {"recommend", "undecided"} & reading.signs


def _told(facts: Facts) -> int:
    """How many things of weight the facts hold."""
    values = facts.model_dump(exclude_none=True, exclude_defaults=True)
    return sum(name in values for name in STRONG) - ("age" in values and "adult" in values) - ("state" in values and "country" in values)


def _wants(reading: Reading) -> bool:
    """Whether it asks what suits them: by a sign, by what they like, or by what they want to do."""
    said = reading.other or reading.facts
    return bool({"recommend", "undecided"} & reading.signs or said.interests or said.goal or said.at_work)
