"""Consent and age: the notice with /start, the buttons under it, and what follows from the answers.

Wraps the conversation rather than being a dialogue in the engine, because it also minds what the engine's other replies may not do: keep a
reminder without consent, or for a child. An answer never waits for a permission: who said nothing is answered, and little is kept.

Actions: "privacy:notice", "privacy:full", "privacy:yes", "privacy:no", "privacy:age:<band or none>".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol, get_args

from bot.conversation.commands import command_of
from bot.conversation.handover import Attended
from bot.conversation.ports import Phrases
from bot.conversation.telling import TELL_ME
from bot.domain.conversation import Band, Consent, Memory, Outcome
from bot.domain.handover import Standing
from bot.domain.message import Message, MessageKind
from bot.domain.privacy import Keeping, band_of, keeping_of
from bot.domain.reply import Button, Explanation, Reply, ReplyKind
from bot.domain.staff import PrivacyNotice

STARTS, NOTICES = frozenset({"start", "inicio"}), frozenset({"privacidad", "privacy"})
ACTION = "privacy:"
ANSWERS = frozenset({ReplyKind.ANSWER, ReplyKind.RECOMMEND, ReplyKind.UNKNOWN})
ADVISED = frozenset({ReplyKind.ANSWER, ReplyKind.RECOMMEND})
BANDS = get_args(Band)


class Conversing(Protocol):
    """The conversation inside."""

    def respond(self, message: Message, memory: Memory, standing: Standing) -> Attended:
        """What comes out of one message."""
        ...

    def first_aid(self, message: Message, memory: Memory) -> Reply | None:
        """The reply to danger alone."""
        ...


class Consenting:
    """A conversation that asks for consent and keeps to it."""

    def __init__(self, inner: Conversing, notices: Mapping[str, PrivacyNotice], phrases: Phrases, with_adult: frozenset[str]) -> None:
        """`notices`: by language. `with_adult`: ids of the entries for which a minor needs a trusted adult, such as scholarships."""
        self._inner, self._notices, self._say, self._with_adult = inner, notices, phrases.say, with_adult

    def first_aid(self, message: Message, memory: Memory) -> Reply | None:
        """As the one inside."""
        return self._inner.first_aid(message, memory)

    def respond(self, message: Message, memory: Memory, standing: Standing) -> Attended:
        """The outcome of one message, as consent and age allow it."""
        own = self._own(message, memory)
        if own is not None:
            return Attended(own, standing, always_said=True)
        attended = self._inner.respond(message, memory, standing)
        if message.in_group or not attended.outcome.reply.text:
            return attended
        return replace(attended, outcome=self._minded(message, memory, attended.outcome))

    def _own(self, message: Message, memory: Memory) -> Outcome | None:
        """The outcome of what is about consent itself."""
        if message.kind is MessageKind.COMMAND and command_of(message.text)[0] in NOTICES:
            action = "notice"
        elif message.kind is MessageKind.BUTTON and message.text.startswith(ACTION):
            action = message.text.removeprefix(ACTION)
        else:
            return None
        if message.in_group:
            return self._told(self._say("privacy.only_private", memory.language), memory, action)
        verb, _, rest = action.partition(":")
        match verb:
            case "notice":
                return self._told(self._notice(memory).short, memory, action, self._asking(memory.language))
            case "full":
                return self._told(self._notice(memory).full, memory, action, self._asking(memory.language)[:2])
            case "yes" | "no":
                return self._answered(verb == "yes", message, memory)
            case "age":
                return self._aged(rest, memory)
        return None

    def _answered(self, given: bool, message: Message, memory: Memory) -> Outcome:
        """Their answer is kept with version and time; who did not say how old they are is asked now."""
        consent = Consent(given=given, version=self._notice(memory).version, at=message.sent_at)
        after, language = memory.model_copy(update={"consent": consent}), memory.language
        said = self._say("privacy.yes" if given else "privacy.no", language)
        if band_of(memory) is not None:
            return self._told(said, after, "consent")
        buttons = (*(Button(self._say(f"privacy.button_{band}", language), f"{ACTION}age:{band}") for band in BANDS),
                   Button(self._say("privacy.button_no_age", language), f"{ACTION}age:none"))
        return self._told(f"{said}\n\n{self._say('privacy.ask_age', language)}", after, "consent", buttons)

    def _aged(self, band: str, memory: Memory) -> Outcome:
        language = memory.language
        if band not in BANDS:
            return self._told(self._say("privacy.no_age", language), memory, "age")
        facts = memory.facts.model_copy(update={"age": None, "adult": band == "adult"})
        after = Memory.model_validate(memory.model_dump() | {"band": band, "facts": facts.model_dump()})
        said = self._say(f"privacy.band_{band}" if band != "under_15" else "privacy.under_15", language)
        return self._told(f"{said}\n\n{self._notice(memory).minors}" if band == "15_17" else said, after, "age")

    def _minded(self, message: Message, before: Memory, outcome: Outcome) -> Outcome:
        """What the engine answered, with the notice where it belongs and without what may not be kept."""
        reply, after, language = outcome.reply, outcome.memory, outcome.reply.language
        keeping = keeping_of(after)
        if message.kind is MessageKind.COMMAND and command_of(message.text)[0] in STARTS:
            asked = after.consent is None or after.consent.version < self._notice(after).version
            welcome = replace(_under(reply, self._notice(after).short), buttons=self._asking(language))
            return replace(outcome, reply=welcome) if asked else outcome
        wished = bool(after.wishes) or (message.kind is MessageKind.BUTTON and message.text == TELL_ME)
        if wished and keeping in (Keeping.MINUTES, Keeping.NOTHING):
            return self._not_kept(outcome, keeping)
        if keeping is Keeping.NOTHING and keeping_of(before) is not Keeping.NOTHING:
            return replace(outcome, reply=_under(reply, self._say("privacy.under_15_note", language)))
        if reply.kind in ADVISED and band_of(after) == "15_17" and not after.advised and self._needs_an_adult(outcome):
            reply = _under(reply, self._say("privacy.trusted_adult", language))
            return replace(outcome, reply=reply, memory=after.model_copy(update={"advised": True}))
        if reply.kind in ANSWERS and keeping is not Keeping.NOTHING and (note := self._note(before)):
            return replace(outcome, reply=_under(reply, self._say(note, language)))
        return outcome

    def _note(self, before: Memory) -> str:
        """The line under an answer: once for who was never asked, and again whenever the notice has changed."""
        if before.consent is None:
            return "privacy.footnote" if before.turn == 0 else ""
        return "privacy.changed" if before.consent.version < self._notice(before).version else ""

    def _needs_an_adult(self, outcome: Outcome) -> bool:
        why = outcome.explanation
        about = {*why.entities, *(one.passage_id.partition("#")[0].rpartition(":")[2] for one in why.passages[:1])}
        return outcome.reply.kind is ReplyKind.RECOMMEND or bool(about & self._with_adult)

    def _not_kept(self, outcome: Outcome, keeping: Keeping) -> Outcome:
        language, child = outcome.reply.language, keeping is Keeping.NOTHING
        text = self._say("privacy.under_15_wish" if child else "privacy.needs_consent", language)
        reply = Reply(text, ReplyKind.COMMAND, language, buttons=() if child else self._asking(language))
        return replace(outcome, reply=reply, memory=outcome.memory.model_copy(update={"wishes": ()}))

    def _asking(self, language: str) -> tuple[Button, ...]:
        return tuple(Button(self._say(f"privacy.button_{verb}", language), f"{ACTION}{verb}") for verb in ("yes", "no", "full"))

    def _notice(self, memory: Memory) -> PrivacyNotice:
        return self._notices[memory.language]

    def _told(self, text: str, memory: Memory, what: str, buttons: tuple[Button, ...] = ()) -> Outcome:
        reply = Reply(text.strip(), ReplyKind.COMMAND, memory.language, buttons=buttons)
        return Outcome(reply, memory, Explanation(intent=f"{ACTION}{what}"), f"{ACTION}{what}")


def _under(reply: Reply, text: str) -> Reply:
    return replace(reply, text=f"{reply.text}\n\n{text.strip()}")
