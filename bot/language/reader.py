"""Reads a message into a Reading: language, full words, names, what is asked, limits, what the person says of themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.domain.conversation import Constraints, Memory
from bot.domain.knowledge import Knowledge
from bot.domain.reading import Keyword, Mention, Reading
from bot.domain.speech import Cues
from bot.domain.text import plain, root
from bot.language.asking import asks_a_fact
from bot.language.clauses import clauses_of
from bot.language.cues import Cued, CueTables
from bot.language.detection import LanguageOfMessage
from bot.language.facts import ages_in_words, kin
from bot.language.lexicon import Lexicon
from bot.language.limits import Limits, limits, written_out
from bot.language.names import Names
from bot.language.parts import parts_of
from bot.language.places import gazetteer_of
from bot.language.profile import Where, profile_said
from bot.language.slang import SlangTable
from bot.language.spelling import Spelling
from bot.language.vocabulary import names_of, ordinary_words, texts_of
from bot.language.wording import clean

PARTIAL = ("certification", "path")
PLACES = ("state", "country", "city")
CATALOG = ("kinds", "collections")  # tables that the words of an idiom are no cues of
TELLING = 0.1  # weight from which a word is a keyword
TELLING_SIGNS = frozenset({"papers"})  # signs whose words also tell what to search for
ADVISING = frozenset({"recommend", "undecided", "list"})
OPENING = frozenset({"greeting", "thanks", "another_topic", "opening"})
CAPITAL = frozenset({"capital", "la capital"})
SPACES = re.compile(r"\s+")
LIMITING = frozenset({"areas", "kinds", "levels", "languages", "providers", "platforms", "collections", "cost"})


class MessageReader:
    """Fits the engine's Reader."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._statements = knowledge.statements
        self._fields = knowledge.interests.fields if knowledge.interests else ()
        self._states = frozenset(place.id for place in knowledge.places if place.kind == "state")
        self._lexicon = Lexicon()
        self._slang = SlangTable(knowledge.slang)
        self._language = LanguageOfMessage(self._lexicon)
        self._spelling = Spelling(texts_of(knowledge), self._lexicon)
        self._names = Names(names_of(knowledge), (*ordinary_words(knowledge.cues), *knowledge.cues.filler))
        self._filler = frozenset(word for cue in knowledge.cues.filler for word in plain(cue).split())
        self._cues = CueTables(_tables(knowledge.cues))
        self._gazetteer = gazetteer_of(knowledge.municipalities)
        self._state_names = {place.name for place in knowledge.places if place.kind == "state"}

    def read(self, text: str, memory: Memory) -> Reading:
        """What the message says by itself; the engine joins it with what was said before."""
        tidy = clean(text)
        guess = self._language.of(tidy, memory.language, memory.turn)
        full = self._spelling.corrected(self._slang.in_full(written_out(tidy, guess), guess), guess)
        said = profile_said(full, self._statements, self._fields, self._where)
        ages = frozenset(word for one in (said.facts, said.other) if one is not None and one.age is not None
                         for word in ages_in_words(one.age) | ages_in_words(one.age + 1))
        whole = self._question(full, memory, guess, ages)
        language = memory.language if memory.language_chosen else whole.language
        parts = parts_of(full)
        read = [replace(self._question(part, memory, guess, ages), language=language) for part in parts] if len(parts) > 1 else []
        foreign = "" if memory.language_chosen else self._language.foreign(tidy, whole.words)
        return replace(whole, language=language, foreign=foreign, facts=said.facts, other=said.other, topics=said.topics, parts=tuple(read))

    def _question(self, full: str, memory: Memory, guess: str, ages: frozenset[str]) -> Reading:
        words = plain(full).split()
        mentions = self._mentions(words)
        found = self._cues.of(words)
        spoken = {at for one in found if one.table == "languages" or one.name == "languages" for at in one.positions}
        mentions = tuple(one for one in mentions if not spoken.issuperset(range(one.start, one.end)))
        mentions = _without_capital(mentions)
        named = {at for one in mentions for at in range(one.start, one.end)}
        here = limits(words)
        limited = {at for start, end in here.spans for at in range(start, end)}
        idioms = {at for one in found if one.table == "idioms" for at in one.positions}
        cued = [one for one in found if (one.table != "fields" or not (named | limited).issuperset(one.positions))
                and (one.table not in CATALOG or not idioms.issuperset(one.positions))]
        understood = {at for one in cued if one.table != "generic" and one.name not in TELLING_SIGNS for at in one.positions} | limited
        voters = [word for at, word in enumerate(words) if at not in named]
        return Reading(
            language=self._language.by_vote(voters, memory.language, memory.turn) if voters else guess,
            standalone=_without_opening(full, words, found), words=tuple(words), mentions=mentions, fields=_names(cued, "fields"),
            asks=frozenset(_names(cued, "asks")),
            constraints=_constraints(cued, here), collections=_names(cued, "collections"),
            signs=frozenset((*_names(cued, "signs"), *_names(cued, "idioms"))) | self._generic(words, cued) | _asks(full, cued),
            keywords=self._keywords(words, ages), cued=frozenset(understood), clauses=clauses_of(full))

    def _mentions(self, words: Sequence[str]) -> tuple[Mention, ...]:
        whole = self._names.of(words)
        taken = {(one.kind, one.id) for one in whole}
        covered = {at for one in whole if one.kind not in PLACES for at in range(one.start, one.end)}
        parts = [one for one in self._names.parts_of(words, PARTIAL)
                 if (one.kind, one.id) not in taken and not covered.intersection(range(one.start, one.end))]
        return (*whole, *parts)

    def _generic(self, words: Sequence[str], cued: Sequence[Cued]) -> frozenset[str]:
        """The sign "generic" when no word tells what the question is about."""
        generic = {at for one in cued if one.table in ("generic", "fields", "asks") for at in one.positions}
        generic -= {at for one in cued if one.table in ("areas", "idioms") for at in one.positions}
        telling = [word for at, word in enumerate(words) if at not in generic and word not in self._filler]
        return frozenset() if telling else frozenset({"generic"})

    def _keywords(self, words: Sequence[str], ages: frozenset[str]) -> tuple[Keyword, ...]:
        """The words that tell what is asked; whom it is asked for, and an age that somebody says of themselves, are none."""
        whom = kin(words)
        rows = ((at, word) for at, word in enumerate(words)
                if word not in self._filler and word not in ages and at not in whom and len(word) > 1)
        weighed = (Keyword(root(word), at, round(self._lexicon.weight(word), 3)) for at, word in rows)
        return tuple(one for one in weighed if one.weight >= TELLING)

    def _where(self, clause: str) -> Where | None:
        """The state or country that a clause names, also by one of its cities, and the municipality."""
        named = [one for one in self._names.of(clause.split()) if one.kind in PLACES]
        places = [one.inside or one.id for one in named]
        states = tuple(place for place in places if place in self._states)
        country = next((one.id for one in named if one.kind == "country"), None)
        abroad = country not in (None, "mexico") and not states
        town = None if abroad else self._gazetteer.of(clause, states)
        if town is not None and (not states or town.state in states):
            only_state = town.name in self._state_names and len(named) == 1 and plain(clause).count(plain(town.name)) == 1
            return Where(town.state, "mexico", None if only_state else town.id)
        return Where(states[0], "mexico") if states else Where(None, places[0]) if places else None


def _without_capital(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """The mentions without "la capital", which is the country's only where no other state is named."""
    states = {one.id for one in mentions if one.kind == "state" and one.spelling not in CAPITAL}
    return tuple(one for one in mentions if one.spelling not in CAPITAL or not states)


def _asks(text: str, cued: Sequence[Cued]) -> frozenset[str]:
    """The sign "asks_fact" when a clause asks for something else than advice or a list."""
    advised = {at for one in cued if one.table == "signs" and one.name in ADVISING for at in one.positions}
    return frozenset({"asks_fact"}) if asks_a_fact(text, advised) else frozenset()


def _tables(cues: Cues) -> dict[str, dict[str, tuple[str, ...]]]:
    tables = {name: {str(key): words for key, words in table.items()} for name, table in cues if isinstance(table, dict)}
    return tables | {"cost": {"free": cues.free, "paid": cues.paid}, "generic": {"generic": cues.generic}, "idioms": {"idiom": cues.idioms}}


def _constraints(cued: Sequence[Cued], here: Limits) -> Constraints:
    providers = _names(cued, "providers")
    if "google-cloud" in providers:
        providers = tuple(name for name in providers if name != "google")
    cost = _names(cued, "cost")
    return Constraints(
        kinds=_names(cued, "kinds"), providers=providers, platforms=_names(cued, "platforms"), areas=_names(cued, "areas"),
        levels=_names(cued, "levels"), free=True if "free" in cost else False if "paid" in cost else None,
        languages=_names(cued, "languages"), max_hours=here.max_hours, min_hours=here.min_hours, price=here.price,
        max_price=here.max_price, max_age=here.age, min_validity=here.validity)


def _without_opening(text: str, words: Sequence[str], cued: Iterable[Cued]) -> str:
    """The text after what only opens it ("hola, otra cosa: …"); all of it where there is nothing else."""
    opens = {at for one in cued if one.table == "signs" and one.name in OPENING for at in one.positions}
    opens |= {at for one in cued if one.table == "signs" and one.name == "continue" for at in one.positions if at - 1 in opens}
    count = next((at for at in range(len(words)) if at not in opens), 0)
    ends = (space.end() for space in SPACES.finditer(text) if len(plain(text[:space.start()]).split()) == count) if count else ()
    return text[next(iter(ends), 0):]


def _names(cued: Iterable[Cued], table: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.name for one in cued if one.table == table))
