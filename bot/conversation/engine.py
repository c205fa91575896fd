"""One turn, without any language model: guard, read, understand, retrieve, answer. Values go in and values come out.

The gravest is looked at first: danger, then what is declined, then dialogues that own the turn, then the questions of the message, one by
one. What no source says is answered with "I don't know".
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from bot.conversation.answers import Answers
from bot.conversation.calibration import Calibration
from bot.conversation.campuses import CampusAnswers
from bot.conversation.catalog import Catalog
from bot.conversation.certifications import CertificationAnswers
from bot.conversation.clarify import Clarifying
from bot.conversation.crisis import CrisisReply
from bot.conversation.degrees import DegreeLists
from bot.conversation.draft import Draft, joined
from bot.conversation.entries import Entries
from bot.conversation.given import asked_beside
from bot.conversation.lists import Lists
from bot.conversation.next_step import NextStep
from bot.conversation.paths import PathAnswers
from bot.conversation.ports import AskedOf, Clock, Dialogue, Guard, Intents, Library, NearTown, Phrases, Reader, Vectors
from bot.conversation.profile import about
from bot.conversation.prose import ProseAnswers
from bot.conversation.retrieve import Retriever
from bot.conversation.smalltalk import SmallTalk
from bot.conversation.timing import Timings
from bot.conversation.understand import Understanding
from bot.domain.confidence import ConfidenceScale
from bot.domain.conversation import Memory, Outcome, Said
from bot.domain.guard import Guarded
from bot.domain.knowledge import Knowledge
from bot.domain.message import Message, MessageKind
from bot.domain.reading import Reading
from bot.domain.reply import Explanation, Reply, ReplyKind
from bot.errors import LibraryError, RumboError

REMEMBERED = 8
LONGEST = 4096
ASK = "ask:"
STATED = (ReplyKind.ANSWER, ReplyKind.RECOMMEND)  # kinds whose confidence is on the scale


class Engine:
    """Joins the stages of a turn."""

    def __init__(self, knowledge: Knowledge, library: Library, reader: Reader, phrases: Phrases, clock: Clock, guard: Guard,
                 dialogues: Sequence[Dialogue] = (), calibration: Calibration | None = None, intents: Intents | None = None,
                 asked: AskedOf | None = None,
                 vectors: Vectors | None = None, scale: ConfidenceScale | None = None, near_town: NearTown | None = None) -> None:
        """`vectors`: what guard and search share, so that all that is compared of one message is embedded in one batch. `scale`: how what
        an answer's confidence is becomes the chance that is stated; it decides nothing.
        """
        self._scale = scale or ConfidenceScale()
        self._guard, self._reader, self._dialogues, self._phrases, self._vectors = guard, reader, tuple(dialogues), phrases, vectors
        calibration = calibration or Calibration()
        entries, catalog = Entries(knowledge), Catalog(knowledge.certifications, phrases)
        retriever = Retriever(library, entries, calibration, reader)
        self._understanding = Understanding(entries, reader)
        self._smalltalk = SmallTalk(phrases, intents)
        self._crisis = CrisisReply(knowledge.help_lines, knowledge.places, phrases)
        self._answers = Answers(
            entries, catalog, retriever, CertificationAnswers(entries, catalog, phrases, asked), Lists(entries, catalog, library, phrases),
            DegreeLists(knowledge, phrases), PathAnswers(entries, phrases), NextStep(entries, phrases),
            CampusAnswers(knowledge, entries, phrases, near_town), ProseAnswers(entries, retriever, phrases, clock),
            Clarifying(entries, catalog, phrases), self._smalltalk, calibration)

    def respond(self, message: Message, memory: Memory) -> Outcome:
        """The reply to one message, and the memory after it."""
        timings = Timings(time.perf_counter)
        shown = replace(message, text=timings.measured("guard", lambda: self._guard.shown(message.text, memory)))
        asked = shown if shown.text == message.text else replace(shown, text=asked_beside(shown.text))
        reading = timings.measured("read", lambda: self._read(asked, memory))
        before, memory = memory, about(memory, reading)
        timings.measured("embed", lambda: self._embed(shown, reading, memory))
        guarded = timings.measured("guard", lambda: self._guard.look(message.text, before))
        draft = timings.measured("answer", lambda: self._draft(shown, guarded, reading, memory))
        if guarded.personal:
            note = self._phrases.say("personal_data", reading.language, memory.seed + memory.turn)
            draft = replace(draft, text="\n\n".join((draft.text, note) if guarded.danger else (note, draft.text)))
        if draft.kind in STATED:
            draft = replace(draft, confidence=self._scale.of(draft.confidence))
        return _outcome(draft, reading, memory, guarded, timings)

    def first_aid(self, message: Message, memory: Memory) -> Reply | None:
        """The reply to danger alone, for when the whole turn takes too long; None where no danger is seen."""
        guarded = self._guard.look(message.text, memory)
        if guarded.danger is None:
            return None
        reading = self._read(replace(message, text=guarded.masked), memory)
        return Reply(self._crisis.draft(guarded, reading, memory).text, ReplyKind.CRISIS, reading.language)

    def _read(self, message: Message, memory: Memory) -> Reading:
        text = message.text.removeprefix(ASK) if message.kind is MessageKind.BUTTON else message.text
        reading = self._reader.read(text, memory)
        if message.kind in (MessageKind.COMMAND, MessageKind.BUTTON):
            return replace(reading, language=memory.language, foreign="")
        return reading

    def _embed(self, message: Message, reading: Reading, memory: Memory) -> None:
        """Embed what guard and search will compare, in one batch, which the embeddings keep for them. Nothing is decided here."""
        if self._vectors is None:
            return
        asks = message.kind is MessageKind.TEXT or message.text.startswith(ASK)
        asked = self._understanding.questions(reading, memory) if asks and self._smalltalk.reply(reading, memory) is None else ()
        texts = [*self._guard.compared(message.text), *(text for one in asked for text in self._answers.searched(one))]
        with suppress(LibraryError):  # not loaded yet: who asks for a vector goes on by words
            self._vectors.vectors(texts)

    def _draft(self, message: Message, guarded: Guarded, reading: Reading, memory: Memory) -> Draft:
        if guarded.danger is not None:
            return self._crisis.draft(guarded, reading, memory, self._beside(guarded, memory))
        if guarded.declined:
            return Draft(self._phrases.say(f"declined_{guarded.declined}", reading.language, memory.seed + memory.turn), ReplyKind.REFUSE)
        taken = (dialogue.turn(message, reading, memory) for dialogue in self._dialogues)
        first = next((one for one in taken if one is not None), None)
        if first is None:
            return self._answer(reading, memory)
        if first.tentative:
            answer = self._answer(reading, memory)
            known = answer.kind is ReplyKind.ANSWER or (first.kind is ReplyKind.CLARIFY and answer.kind is ReplyKind.UNKNOWN)
            asked = "asks_fact" in reading.signs and answer.kind is ReplyKind.UNKNOWN and "undecided" not in reading.signs
            return answer if (known and answer.sources) or asked else first
        return first

    def _beside(self, guarded: Guarded, memory: Memory) -> Draft | None:
        """The answer to the ordinary question beside a danger, if there is one; it never keeps the help from being given."""
        if not guarded.rest:
            return None
        try:
            return self._answer(self._reader.read(guarded.rest, memory), memory)
        except RumboError:
            return None

    def _answer(self, reading: Reading, memory: Memory) -> Draft:
        small = self._smalltalk.reply(reading, memory)
        if small is not None:
            return small
        return joined([self._answers.draft(question) for question in self._understanding.questions(reading, memory)])


def _outcome(draft: Draft, reading: Reading, before: Memory, guarded: Guarded, timings: Timings) -> Outcome:
    memory = draft.memory or before
    language = memory.language if draft.kind is ReplyKind.COMMAND else reading.language
    reply = Reply(draft.text[:LONGEST], draft.kind, language, draft.sources, draft.buttons, round(draft.confidence, 3), draft.attachments,
                  draft.asks_location)
    asked = draft.asked or reading.standalone
    said = Said(asked=asked, entities=draft.entities, field=",".join(reading.fields),
                passages=tuple(one.passage_id for one in draft.seen), kind=_kind(draft))
    spoken = () if draft.kind is ReplyKind.COMMAND else (said,)
    after = memory.model_copy(update={
        "language": language, "turn": memory.turn + 1, "said": (*memory.said, *spoken)[-REMEMBERED:],
        "constraints": draft.constraints or memory.constraints})
    why = Explanation(understood=reading.standalone, intent=str(draft.kind), standalone=asked, entities=draft.entities,
                      passages=draft.seen, checks=draft.checks, timings_ms=timings.milliseconds())
    return Outcome(reply, after, why, guarded.masked, guarded.danger or "", "waiting" if draft.kind is ReplyKind.HANDOFF else "")


def _kind(draft: Draft) -> str:
    """What later messages may lean on: a list, a profile being told, else the reply's kind."""
    return "list" if draft.constraints else "profile" if "profile" in draft.checks else str(draft.kind)
