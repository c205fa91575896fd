"""One turn, without any language model: read, decide what is wanted, look it up, compose.

The gravest wish is looked at first: danger, then a person, then facts of the catalog, then lists, then prose, then small talk.
What no source says is answered with "I don't know".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.conversation.calibration import Calibration
from bot.conversation.catalog import SHOWN, Catalog
from bot.conversation.crisis import CrisisReply
from bot.conversation.draft import Draft
from bot.conversation.ports import Clock, Dialogue, Guard, Library, Phrases, Reader
from bot.conversation.profile import about
from bot.conversation.sources import sources_of
from bot.domain.conversation import Constraints, Memory, Outcome, Said
from bot.domain.guard import Guarded
from bot.domain.knowledge import Certification, Knowledge
from bot.domain.message import Message, MessageKind
from bot.domain.passage import Found, Sought
from bot.domain.reading import Reading
from bot.domain.reply import Button, Explanation, PassageSeen, Reply, ReplyKind
from bot.errors import RumboError

REMEMBERED = 8
COMPARED = 3
CONTINUES = ("y ", "¿y ", "and ", "an ", "what about")
CONTINUED = 0.3  # a message that continues may be answered from the entry before when this sure
LOCAL = 2.0  # standard deviations by which a passage about the place named is raised
PREFERRED = 0.8  # prose this sure comes before a list
BRIEF = 6  # words: a message this short may lean on the one before
ABROAD = frozenset({"el-salvador", "republica-dominicana", "guatemala", "costa-rica", "honduras", "panama"})


class Engine:
    """Joins reader, catalog and library into replies."""

    def __init__(self, knowledge: Knowledge, library: Library, reader: Reader, phrases: Phrases, clock: Clock, guard: Guard,
                 dialogues: Sequence[Dialogue] = (), calibration: Calibration | None = None) -> None:
        self._guard, self._dialogues = guard, tuple(dialogues)
        self._catalog = Catalog(knowledge.certifications, phrases)
        self._knowledge = knowledge
        self._library, self._reader, self._phrases, self._clock = library, reader, phrases, clock
        self._calibration = calibration or Calibration()
        self._crisis = CrisisReply(knowledge.help_lines, knowledge.places, phrases)

    def respond(self, message: Message, memory: Memory) -> Outcome:
        """The reply to one message, and the memory after it."""
        guarded = self._guard.look(message.text, memory)
        message = replace(message, text=guarded.masked)
        reading = self._reader.read(message.text, memory)
        if message.kind in (MessageKind.COMMAND, MessageKind.BUTTON):
            reading = replace(reading, language=memory.language)
        memory = about(memory, reading)
        if guarded.danger is not None:
            draft = self._crisis.draft(guarded, reading, memory, self._beside(guarded, memory))
        elif guarded.declined:
            draft = Draft(self._phrases.say(f"declined_{guarded.declined}", reading.language, memory.seed + memory.turn), ReplyKind.REFUSE)
        else:
            taken = (dialogue.turn(message, reading, memory) for dialogue in self._dialogues)
            draft = next((one for one in taken if one is not None), None) or self._draft(reading, memory)
        if guarded.personal:
            note = self._phrases.say("personal_data", reading.language, memory.seed + memory.turn)
            draft = replace(draft, text="\n\n".join((draft.text, note) if guarded.danger else (note, draft.text)))
        return _outcome(draft, reading, memory, guarded)

    def _beside(self, guarded: Guarded, memory: Memory) -> Draft | None:
        """The answer to the ordinary question beside a danger, if there is one; it never keeps the help from being given."""
        if not guarded.rest:
            return None
        try:
            return self._draft(self._reader.read(guarded.rest, memory), memory)
        except RumboError:
            return None

    def _draft(self, reading: Reading, memory: Memory) -> Draft:
        say, language, seed = self._phrases.say, reading.language, memory.seed + memory.turn
        if "person" in reading.signs:
            return Draft(say("handoff", language), ReplyKind.HANDOFF)
        words = reading.standalone.split()
        if len(words) <= BRIEF // 2 and "greeting" in reading.signs:
            return Draft(say("hello", language, seed), ReplyKind.SMALLTALK)
        if len(words) <= BRIEF and "thanks" in reading.signs:
            return Draft(say("thanks", language, seed), ReplyKind.SMALLTALK)
        unclear = self._unclear(reading, memory)
        if unclear is not None:
            return unclear
        prose = self._prose(reading, memory)
        if reading.certifications:
            return self._facts(reading.certifications, reading, memory)
        if prose is not None and prose.kind is ReplyKind.ANSWER and prose.confidence >= PREFERRED and "list" not in reading.signs:
            return prose
        limits = self._limits(reading, memory)
        if limits is not None:
            return self._list(limits, reading, memory)
        before = memory.said[-1].entities if memory.said else ()
        if before and (reading.fields or "compare" in reading.signs) and (prose is None or len(words) <= BRIEF + 2):
            return self._facts(before, reading, memory)
        if prose is not None:
            return prose
        if reading.fields and len(words) <= BRIEF // 2 + 1:
            return Draft(say("clarify_what", language), ReplyKind.CLARIFY)
        person = Button(say("button_person", language), "person")
        return Draft(say("unknown", language, seed), ReplyKind.UNKNOWN, buttons=(person,), confidence=0.2)

    def _unclear(self, reading: Reading, memory: Memory) -> Draft | None:
        """Asks back when a short message names a property or a company but no entry, and nothing was said before."""
        short = len(reading.standalone.split()) <= BRIEF - 1
        if not short or reading.certifications or reading.places or memory.said:
            return None
        limits = reading.constraints
        if limits.providers and not (limits.areas or limits.kinds or limits.free or limits.levels or "list" in reading.signs):
            entries = self._catalog.fitting(limits, memory.facts.age)[:4]
            buttons = tuple(Button(name, f"ask:{name}") for name in (self._name(entry, reading.language) for entry in entries))
            return Draft(self._phrases.say("clarify", reading.language), ReplyKind.CLARIFY, buttons=buttons)
        if reading.fields and not (limits.areas or limits.providers) and not self._subject(reading.standalone):
            return Draft(self._phrases.say("clarify_what", reading.language), ReplyKind.CLARIFY)
        return None

    def _subject(self, text: str) -> bool:
        """Whether a short text shares a rare word with some entry's own name."""
        words = {word.strip("¿?¡!.,").lower() for word in text.split()}
        names = {part for one in self._library.search(Sought(text, limit=5)) for name in (one.passage.title, *one.passage.about)
                 for part in name.lower().split() if len(part) > 4}
        return bool(words & names)

    def _facts(self, ids: tuple[str, ...], reading: Reading, memory: Memory) -> Draft:
        if len(ids) > COMPARED and "compare" not in reading.signs and reading.certifications:
            names = [self._name(self._catalog.entries[one], reading.language) for one in ids[:4]]
            buttons = tuple(Button(name, f"ask:{name}") for name in names)
            return Draft(self._phrases.say("clarify", reading.language), ReplyKind.CLARIFY, buttons=buttons, entities=ids[:4])
        earlier = memory.said[-1].entities if memory.said else ()
        if "compare" in reading.signs and len(ids) == 1:
            ids = tuple(dict.fromkeys((*earlier[:1], *ids)))
        entries = [self._catalog.entries[one] for one in ids[:COMPARED]]
        text = "\n".join(self._catalog.card(entry, reading.fields, reading.language) for entry in entries)
        if len(entries) == 1:
            text = "\n".join([text, *self._catalog.notes(entries[0], reading.standalone, reading.language)])
        sources = sources_of(entries[:2], self._knowledge.sources)
        return Draft(text, ReplyKind.ANSWER, sources=sources, entities=tuple(ids[:COMPARED]), confidence=0.95)

    def _limits(self, reading: Reading, memory: Memory) -> Constraints | None:
        """The limits of a list: this message's, laid over those of the list just shown when it only adds to them."""
        here = reading.constraints
        subject = bool(here.areas or here.providers or here.kinds)
        narrowing = sum(map(bool, (here.areas, here.providers, here.kinds, here.free, here.levels, here.languages,
                                   here.max_hours, here.min_hours)))
        if subject and (here.areas or here.providers) and ("list" in reading.signs or narrowing > 1):
            return here
        said = here.free or here.levels or here.languages or here.max_hours or here.min_hours
        if said and memory.constraints != Constraints() and memory.said and memory.said[-1].kind == "list":
            new = {name: value for name, value in here.model_dump().items() if value not in (None, (), [])}
            return memory.constraints.model_copy(update=new)
        return here if "list" in reading.signs and said else None

    def _list(self, limits: Constraints, reading: Reading, memory: Memory) -> Draft:
        entries = self._catalog.fitting(limits, memory.facts.age)
        if not entries:
            return Draft(self._phrases.say("list_none", reading.language), ReplyKind.UNKNOWN, constraints=limits, confidence=0.6)
        head = self._phrases.say("list", reading.language, count=len(entries))
        lines = [f"• {self._catalog.card(entry, ('cost', 'hours', 'languages'), reading.language)}" for entry in entries[:SHOWN]]
        while len(lines) > 1 and len("\n".join([head, *lines])) > 580:
            lines.pop()
        shown = entries[:len(lines)]
        note = [self._phrases.say("age_note", reading.language)] if any(e.provider.startswith("google") for e in shown) else []
        return Draft("\n".join([head, *lines, *note]), ReplyKind.ANSWER, sources=sources_of(shown[:2], self._knowledge.sources),
                     entities=tuple(entry.id for entry in shown), constraints=limits, confidence=0.9)

    def _prose(self, reading: Reading, memory: Memory) -> Draft | None:
        found = self._nearest(reading.standalone, reading)
        before = {one.partition("#")[0] for one in memory.said[-1].passages[:1]} if memory.said else set()
        if memory.said and len(reading.standalone.split()) <= BRIEF and (not found or self._sure(found) < 0.8):
            leaning = self._nearest(f"{memory.said[-1].asked} {reading.standalone}", reading)
            same = [one for one in leaning if one.passage.entry_id in before and one.passage.id not in memory.said[-1].passages[:1]]
            if reading.standalone.lower().startswith(CONTINUES) and same and self._calibration.chance(same) >= CONTINUED:
                found = same
            elif leaning and (not found or self._sure(leaning) > self._sure(found)):
                found = leaning
        if not found or self._sure(found) < self._calibration.threshold:
            return None
        best, language = found[0].passage, reading.language
        if best.kind == "certification":
            many = "list" in reading.signs or reading.constraints.kinds
            near = [one.passage.entry_id for one in found if one.passage.kind == "certification"][:COMPARED if many else 1]
            return replace(self._facts(tuple(near), replace(reading, certifications=()), memory), confidence=self._sure(found))
        text = best.text if language == "es" or not best.text_en else best.text_en
        today: date = self._clock.today()
        if best.valid_until is not None and best.valid_until < today:
            text += "\n\n" + self._phrases.say("passed", language, date=best.valid_until.isoformat())
        if best.unconfirmed:
            text += "\n\n" + self._phrases.say("unconfirmed", language)
        seen = tuple(PassageSeen(one.passage.id, one.passage.title, one.score, one.dense, one.words) for one in found[:3])
        return Draft(text, ReplyKind.ANSWER, sources=best.sources, confidence=self._sure(found), seen=seen)

    def _nearest(self, text: str, reading: Reading) -> list[Found]:
        """Passages near the text; those of another country only when the message names it."""
        found = self._library.search(Sought(text, limit=8))
        near = [one for one in found if not ABROAD & set(one.passage.places) - set(reading.places)]
        local = {place for place in reading.places if place != "mexico"}
        raised = [replace(one, score=one.score + LOCAL) if local & set(one.passage.places) else one for one in near]
        return sorted(raised, key=lambda one: -one.score)

    def _sure(self, ranked: Sequence[Found]) -> float:
        return self._calibration.chance(ranked)

    def _name(self, entry: Certification, language: str) -> str:
        return entry.name_es if language == "es" else entry.name


def _outcome(draft: Draft, reading: Reading, before: Memory, guarded: Guarded) -> Outcome:
    memory = draft.memory or before
    language = memory.language if draft.kind is ReplyKind.COMMAND else reading.language
    reply = Reply(draft.text[:4096], draft.kind, language, draft.sources, draft.buttons, round(draft.confidence, 3),
                  draft.attachments, draft.asks_location)
    said = Said(asked=reading.standalone, entities=draft.entities, field=",".join(reading.fields),
                passages=tuple(one.passage_id for one in draft.seen), kind="list" if draft.constraints else str(draft.kind))
    spoken = () if draft.kind is ReplyKind.COMMAND else (said,)
    after = memory.model_copy(update={
        "language": language, "turn": memory.turn + 1, "said": (*memory.said, *spoken)[-REMEMBERED:],
        "constraints": draft.constraints or memory.constraints})
    why = Explanation(understood=reading.standalone, intent=str(draft.kind), standalone=reading.standalone, entities=draft.entities,
                      passages=draft.seen, checks=draft.checks)
    return Outcome(reply, after, why, guarded.masked, guarded.danger or "", "waiting" if draft.kind is ReplyKind.HANDOFF else "")
