"""The rights to one's data, in the chat: /misdatos shows what is held, /descargar sends it, /olvidame deletes it after asking.

They hold whoever has the conversation. Actions: "rights:download", "rights:forget", "rights:forget_yes", "rights:forget_no".
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Protocol

from bot.conversation.commands import command_of
from bot.conversation.consent import Conversing
from bot.conversation.handover import Attended
from bot.conversation.ports import Phrases
from bot.domain.conversation import Facts, Memory, Outcome
from bot.domain.handover import Standing
from bot.domain.message import Message, MessageKind
from bot.domain.privacy import Held, HeldPage
from bot.domain.reply import Attachment, Button, Explanation, Reply, ReplyKind

NAMES = {"misdatos": "show", "mydata": "show", "descargar": "download", "download": "download", "olvidame": "forget",
         "olvídame": "forget", "forgetme": "forget"}
ACTION = "rights:"
LISTED = ("spoken", "notes", "handovers", "reminders", "files")


class Holdings(Protocol):
    """What is held of people."""

    def held(self, chat_id: int) -> Held:
        """Everything that is held of one."""
        ...


class Pages(Protocol):
    """Draws pages for reading."""

    def held(self, page: HeldPage) -> bytes:
        """What is held, as a PDF."""
        ...


class Words(Protocol):
    """The profile in words."""

    def summary(self, facts: Facts, language: str) -> str:
        """What is known in one line."""
        ...


class Rights:
    """A conversation in which people see, take and delete what is held of them."""

    def __init__(self, inner: Conversing, holdings: Holdings, pages: Pages, words: Words, phrases: Phrases) -> None:
        self._inner, self._holdings, self._pages, self._words, self._say = inner, holdings, pages, words, phrases.say

    def first_aid(self, message: Message, memory: Memory) -> Reply | None:
        """As the one inside."""
        return self._inner.first_aid(message, memory)

    def respond(self, message: Message, memory: Memory, standing: Standing) -> Attended:
        """The outcome of one message; `forgets` when everything is to be deleted with it."""
        verb = self._verb(message)
        if not verb:
            return self._inner.respond(message, memory, standing)
        if message.in_group:
            return self._told("privacy.only_private", memory, standing, verb)
        language = memory.language
        match verb:
            case "show":
                reply = self._shown(self._holdings.held(message.chat_id), memory)
            case "download":
                reply = self._download(self._holdings.held(message.chat_id), message.sent_at, language)
            case "forget":
                reply = Reply(self._say("rights.forget_ask", language), ReplyKind.COMMAND, language, buttons=tuple(
                    Button(self._say(f"rights.button_forget_{one}", language), f"{ACTION}forget_{one}") for one in ("yes", "no")))
            case "forget_yes":
                return self._forgotten(message, memory)
            case _:
                return self._told("rights.kept", memory, standing, verb)
        return Attended(_outcome(reply, memory, verb), standing, always_said=True)

    def _verb(self, message: Message) -> str:
        if message.kind is MessageKind.COMMAND:
            return NAMES.get(command_of(message.text)[0], "")
        pressed = message.kind is MessageKind.BUTTON and message.text.startswith(ACTION)
        return message.text.removeprefix(ACTION) if pressed else ""

    def _told(self, key: str, memory: Memory, standing: Standing, verb: str) -> Attended:
        reply = Reply(self._say(key, memory.language), ReplyKind.COMMAND, memory.language)
        return Attended(_outcome(reply, memory, verb), standing, always_said=True)

    def _forgotten(self, message: Message, memory: Memory) -> Attended:
        held, at = self._holdings.held(message.chat_id), message.sent_at
        text = self._say("rights.forgotten", memory.language, turns=len(held.turns), reminders=len(held.reminders),
                         date=at.strftime("%d/%m/%Y"), time=at.strftime("%H:%M:%S"))
        reply = Reply(text, ReplyKind.COMMAND, memory.language)
        return Attended(_outcome(reply, Memory(language=memory.language), "forget_yes"), Standing(), always_said=True, forgets=True)

    def _shown(self, held: Held, memory: Memory) -> Reply:
        language = memory.language
        lines = self._about(held, memory)
        lines += [self._say(f"rights.line_{name}", language, count=len(getattr(held, name))) for name in LISTED if getattr(held, name)]
        if held.turns:
            lines.insert(1, self._say("rights.line_turns", language, count=len(held.turns)))
        buttons = tuple(Button(self._say(f"rights.button_{one}", language), f"{ACTION}{one}") for one in ("download", "forget"))
        text = "\n".join([self._say("rights.head", language), *(f"• {line}" for line in lines), self._say("rights.ways", language)])
        return Reply(text if lines else self._say("rights.nothing", language), ReplyKind.COMMAND, language, buttons=buttons)

    def _about(self, held: Held, memory: Memory) -> list[str]:
        say, language, kept = self._say, memory.language, held.memory or Memory()
        lines = [say("rights.line_since", language, date=_day(held.since))] if held.since else []
        if kept.facts != Facts():
            lines.append(say("rights.line_profile", language, facts=self._words.summary(kept.facts, language)))
        if kept.plan is not None:
            lines.append(say("rights.line_plan", language, count=len(kept.plan.steps)))
        if kept.consent is None:
            return [*lines, say("rights.consent_none", language)]
        return [*lines, say("rights.consent_yes", language, date=_day(kept.consent.at)) if kept.consent.given
                else say("rights.consent_no", language)]

    def _download(self, held: Held, now: datetime, language: str) -> Reply:
        name = self._say("rights.file_name", language)
        files = (Attachment("document", f"{name}.pdf", "application/pdf", self._pages.held(self._page(held, now, language))),
                 Attachment("document", f"{name}.json", "application/json", _json(held).encode()))
        return Reply(self._say("rights.download", language), ReplyKind.COMMAND, language, attachments=files)

    def _page(self, held: Held, now: datetime, language: str) -> HeldPage:
        say = self._say
        you, rumbo = say("rights.you", language), say("rights.rumbo", language)
        about = self._about(held, Memory(language=language))
        turns = tuple(line for one in held.turns for line in (f"{_moment(one.at)}  {you}: {one.message}", f"{rumbo}: {one.reply}"))
        sections = [("about", tuple(about)), ("turns", turns)]
        sections += [(name, tuple(f"{_moment(one.at)}  {one.text}" for one in getattr(held, name))) for name in (*LISTED, "consents")]
        titled = tuple((say(f"rights.section_{name}", language), lines) for name, lines in sections if lines)
        return HeldPage(say("rights.title", language), say("rights.subtitle", language, date=_day(now)), titled,
                        say("rights.footer", language))


def _outcome(reply: Reply, memory: Memory, verb: str) -> Outcome:
    return Outcome(reply, memory, Explanation(intent=f"{ACTION}{verb}"), f"{ACTION}{verb}")


def _json(held: Held) -> str:
    """Everything held, for another program."""
    plain = asdict(replace(held, memory=None))
    plain["memory"] = held.memory.model_dump(mode="json") if held.memory else None
    return json.dumps(plain, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _day(at: datetime | None) -> str:
    return at.strftime("%d/%m/%Y") if at else ""


def _moment(at: datetime) -> str:
    return at.strftime("%d/%m/%Y %H:%M")
