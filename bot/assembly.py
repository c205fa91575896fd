"""Builds the real parts from the settings and joins them; with `bot/assembling/`, all that knows them all."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.assembling.intents import build_asked, build_intents
from bot.assembling.living import LivingEngine
from bot.conversation.check import GroundingCheck
from bot.conversation.commands import Commands, WithoutText
from bot.conversation.compose import Composer
from bot.conversation.engine import Engine
from bot.conversation.guide import Guide
from bot.conversation.known_words import vocabulary_of
from bot.conversation.nearby import Nearby
from bot.conversation.plan_cards import PlanCards
from bot.conversation.plans import Plans
from bot.conversation.ports import Answering, Dialogue, NearTown
from bot.conversation.profile_card import ProfileCard
from bot.conversation.questionnaire import InterestQuestions
from bot.conversation.recommend import Recommender
from bot.conversation.reminding import Reminding
from bot.conversation.repeated import Repeated
from bot.conversation.side_by_side import SideBySide
from bot.conversation.told import Teller
from bot.conversation.worded import Worded
from bot.conversation.wording_of_profile import ProfileWords
from bot.domain.confidence import ConfidenceScale
from bot.domain.danger import DangerExamples, Weights
from bot.domain.knowledge import Campus, Knowledge
from bot.drawing.pictures import Drawings
from bot.errors import LibraryError
from bot.guidance.around import Around
from bot.guidance.interests import HollandScoring
from bot.guidance.planner import Planner
from bot.guidance.reminders import Timing
from bot.language.asked import AskedOfCourse
from bot.language.detection import LanguageOfMessage
from bot.language.intents import NearestIntent
from bot.language.places import gazetteer_of
from bot.language.reader import MessageReader
from bot.library.confidence import read_scale
from bot.library.embedding import TextEmbeddings, load_model
from bot.library.files import read_knowledge
from bot.library.living import LivingKnowledge
from bot.library.passages import passages_of
from bot.library.phrases import PhraseBook
from bot.library.ports import Index
from bot.library.search import PassageLibrary
from bot.library.teaching import read_safety
from bot.library.upkeep import Upkeep, open_library
from bot.library.words import stem_of
from bot.llm.ledger import LedgerInMemory
from bot.llm.listening import Listener, open_listener
from bot.llm.ports import Ledger
from bot.prompting.prompts import PromptShelf, read_prompts
from bot.safety.danger import DangerSense
from bot.safety.fit import Seen, fitted, seen_apart, without
from bot.safety.guard import MessageGuard, taught_guard
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.reminders import Compose
from bot.storage.sealed_columns import DataSeal
from bot.storage.sealing import Seal

if TYPE_CHECKING:
    from bot.llm.limits import LimitedModel


NEAREST = 4  # campuses named around a town


@dataclass(frozen=True)
class DayIn:
    """The day in a time zone, or always the day given."""

    zone: str = "America/Mexico_City"
    fixed: date | None = None

    def today(self) -> date:
        """Today's date there."""
        return self.fixed or datetime.now(ZoneInfo(self.zone)).date()

    def now(self) -> datetime:
        """This moment."""
        return datetime.now(UTC)


def build_library(settings: Settings, knowledge: Knowledge) -> tuple[PassageLibrary, Upkeep, TextEmbeddings]:
    """The library, answering by words; what makes it answer by meaning; and the embeddings that everything shares."""
    return open_library(passages_of(knowledge), lambda: load_model(settings.embedding_model), lambda shared: _index(settings, shared))


def _index(settings: Settings, embeddings: TextEmbeddings) -> Index:
    from bot.library.index import VectorIndex  # imports chromadb: seconds that the first answer need not wait for

    return VectorIndex(settings.data / "index", embeddings, settings.embedding_model, settings.chroma_url)


def build_engine(settings: Settings, today: date | None = None, by_words: bool = False, later: bool = False,
                 knowledge: Knowledge | None = None, ledger: Ledger | None = None, scale: ConfidenceScale | None = None,
                 prompts: PromptShelf | None = None) -> Answering:
    """The engine of the settings. Loads the model and embeds what is new first, which takes seconds; with `later` in the background,
    so that it answers by words in the meantime; `by_words` never. With a language model set, its answers are worded by it; `ledger` counts
    what that takes, without one in memory. `scale` of the stated confidence: else that of the knowledge.
    """
    knowledge = knowledge or read_knowledge(settings.knowledge)
    by_words = by_words or settings.by_words
    library, upkeep, embeddings = build_library(settings, knowledge)
    guard = build_guard(settings, knowledge, None if by_words else embeddings)
    intents, asked = build_intents(settings, knowledge, embeddings), build_asked(settings, knowledge, embeddings)
    if not (later or by_words):
        for part in (guard, upkeep, intents, asked):
            part.warm()
    engine = joined(settings, knowledge, library, guard, embeddings, today, ledger, by_words, scale, prompts, intents, asked)
    if later and not by_words:  # after what answers by words is made, which would have to share Python's lock with it
        Thread(target=_warm, args=(guard, upkeep, intents, asked), name="library", daemon=True).start()
    return engine


def build_living(settings: Settings, knowing: LivingKnowledge, ledger: Ledger | None = None) -> tuple[LivingEngine, TextEmbeddings]:
    """An engine that follows the corrections of counselors, answering by words until it is warm; and the embeddings it shares."""
    knowledge = knowing.now
    library, upkeep, embeddings = build_library(settings, knowledge)
    guard = build_guard(settings, knowledge, None if settings.by_words else embeddings)
    intents, asked = build_intents(settings, knowledge, embeddings), build_asked(settings, knowledge, embeddings)

    def renew(known: Knowledge) -> None:
        upkeep.renew(passages_of(known))
        asked.renew(known)

    engine = LivingEngine(
        knowing, lambda known: joined(settings, known, library, guard, embeddings, None, ledger, settings.by_words, intents=intents,
                                      asked=asked), renew, guard.danger.alarming)
    if not settings.by_words:
        Thread(target=_warm, args=(guard, upkeep, intents, asked), name="library", daemon=True).start()
    engine.keep_following()
    return engine, embeddings


def joined(settings: Settings, knowledge: Knowledge, library: PassageLibrary, guard: MessageGuard, embeddings: TextEmbeddings,
            today: date | None, ledger: Ledger | None, by_words: bool, scale: ConfidenceScale | None = None,
            prompts: PromptShelf | None = None, intents: NearestIntent | None = None, asked: AskedOfCourse | None = None) -> Answering:
    """The engine with its dialogues, and the language model of the settings behind it. `prompts`: others than those of the settings."""
    phrases = PhraseBook(knowledge.phrases)
    clock = DayIn(fixed=today)
    dialogues = (*guidance(knowledge, library, phrases, clock), Commands(phrases), WithoutText(phrases))
    plain = Engine(knowledge, library, MessageReader(knowledge), phrases, clock, guard, dialogues, intents=intents, asked=asked,
                   vectors=None if by_words else embeddings, scale=scale or read_scale(settings.knowledge), near_town=near_towns(knowledge))
    engine = Repeated(SideBySide(plain, knowledge, phrases, Drawings(), clock),
                      lambda: (library.edition, guard.edition, embeddings.ready, clock.today()), Seal)
    model = open_language_model(settings, ledger or LedgerInMemory())
    if model is None:
        return engine
    meaning = TextEmbeddings(load_model(settings.embedding_model)) if by_words else embeddings  # a model's words are always checked by it
    return _worded(engine, model, prompts or read_prompts(settings.prompts), knowledge, library, meaning, settings.model_stream)


def guidance(knowledge: Knowledge, library: PassageLibrary, phrases: PhraseBook, clock: DayIn) -> tuple[Dialogue, ...]:
    """The dialogues that guide: profile, questionnaire, plan, places."""
    planner, teller, words, pictures = Planner(knowledge), Teller(knowledge, phrases), ProfileWords(knowledge, phrases), Drawings()
    recommender = Recommender(knowledge, planner, library, phrases, clock)
    plans = Plans(planner, recommender, PlanCards(teller, words, phrases), teller, phrases, pictures, clock)
    table = knowledge.interests
    quiz = () if table is None else (
        InterestQuestions(table, HollandScoring(table), teller.sources(table.source, table.checked_on), phrases, pictures),)
    reminding = Reminding(Timing(), planner, PlanCards(teller, words, phrases), teller, phrases, clock)
    near = Nearby(knowledge.campuses, gazetteer_of(knowledge.municipalities), Around(knowledge), teller, phrases)
    return (*quiz, ProfileCard(phrases, words), reminding, plans, near, Guide(recommender, phrases, words))


def near_towns(knowledge: Knowledge) -> NearTown:
    """The campuses around towns, by the places and campuses of the knowledge."""
    towns, around = gazetteer_of(knowledge.municipalities), Around(knowledge)

    def near(town: str, state: str) -> Sequence[tuple[Campus, float]]:
        found = towns.of(town, (state,))
        return () if found is None or found.lat is None or found.lon is None else around.campuses(found.lat, found.lon, NEAREST)

    return near


def worded_reminders(knowledge: Knowledge, phrases: PhraseBook, today: date | None = None) -> Compose:
    """How reminders are worded when their moment has come."""
    teller, words = Teller(knowledge, phrases), ProfileWords(knowledge, phrases)
    cards, clock = PlanCards(teller, words, phrases), DayIn(fixed=today)
    return Reminding(Timing(), Planner(knowledge), cards, teller, phrases, clock).worded


def _worded(engine: Answering, model: LimitedModel, prompts: PromptShelf, knowledge: Knowledge, library: PassageLibrary,
            embeddings: TextEmbeddings, grows: bool) -> Worded:
    check = grounding_check(knowledge, embeddings)
    return Worded(engine, model, prompts, Composer(model, prompts, check, library, LanguageOfMessage()), grows)


def build_guard(settings: Settings, knowledge: Knowledge, embeddings: TextEmbeddings | None) -> MessageGuard:
    """The guard as the counselors taught it. It goes by their phrases alone until it is warm, and always without embeddings."""
    slang = {**knowledge.slang.english, **knowledge.slang.spanish, **knowledge.slang.words}
    return taught_guard(read_safety(settings.knowledge), slang, embeddings, settings.data / "guard", settings.embedding_model)


def grounding_check(knowledge: Knowledge, embeddings: TextEmbeddings) -> GroundingCheck:
    """The check of a model's sentences, with the words of the knowledge."""
    passages = passages_of(knowledge)
    texts = (text for one in passages for text in (one.text, one.text_en, one.title, one.title_en))
    same = (*((one.title, one.title_en) for one in passages), *knowledge.wording_checks.same.items())
    known = vocabulary_of(texts, stem_of, same)
    return GroundingCheck(embeddings, known, knowledge.wording_checks, translation=knowledge.translation_scale)


def build_check(settings: Settings, knowledge: Knowledge) -> GroundingCheck:
    """The check by itself, for measuring."""
    return grounding_check(knowledge, embeddings_of(settings))


def embeddings_of(settings: Settings) -> TextEmbeddings:
    """The embedding model by itself, loaded."""
    return TextEmbeddings(load_model(settings.embedding_model))


def fitted_decision(settings: Settings, messages: Sequence[tuple[str, bool]]) -> Weights:
    """The decision on danger, fitted on the examples by parts and on these messages, which none of the examples may be. Takes minutes."""
    knowledge, taught = read_knowledge(settings.knowledge), read_safety(settings.knowledge)
    slang = {**knowledge.slang.english, **knowledge.slang.spanish, **knowledge.slang.words}
    embeddings, examples = build_library(settings, knowledge)[2], without(taught.examples, [text for text, _ in messages])

    def made(fewer: DangerExamples) -> DangerSense:
        known = taught.model_copy(update={"examples": fewer})
        sense = taught_guard(known, slang, embeddings, Path(folder), settings.embedding_model).danger
        sense.warm()
        return sense

    with TemporaryDirectory() as folder:  # where vectors are kept from part to part
        whole = made(examples)
        return fitted(list(seen_apart(examples, made)), [Seen(whole.sense(text), danger) for text, danger in messages])


def _warm(guard: MessageGuard, upkeep: Upkeep, intents: NearestIntent, asked: AskedOfCourse, pause: float = 5.0) -> None:
    """Until it is done: a Chroma server that is away may come back."""
    while True:
        try:
            guard.warm()
            upkeep.warm()
            intents.warm()
            asked.warm()
            return
        except LibraryError as error:
            logging.getLogger("rumbo").warning("ALERT: the search goes on by words alone: %s", error)
            time.sleep(pause)
            pause = min(2 * pause, 300.0)


def open_language_model(settings: Settings, ledger: Ledger) -> LimitedModel | None:
    """The language model of the settings within its limits; None when none is set."""
    if not settings.model:
        return None
    from bot.llm.limits import LimitedModel, Limits  # import langchain: more than a second that nothing else needs
    from bot.llm.providers import open_model, tracing

    limits = Limits(settings.model_seconds, settings.model_at_once, settings.model_tokens_a_day, settings.model_dollars_a_day,
                    settings.model_tokens_a_day_and_person, settings.model_dollars_in, settings.model_dollars_out,
                    longest_answer=settings.model_longest, method=settings.model_method)
    opened = open_model(settings.model, settings.model_url, settings.model_key.get_secret_value(), settings.model_seconds,
                        settings.model_longest, callbacks=tracing(settings.tracing))
    return LimitedModel(settings.model, opened, limits, ledger, DayIn())


def open_ears(settings: Settings) -> Listener | None:
    """What hears voice notes; None when no model is set."""
    if not settings.voice_model:
        return None
    return open_listener(settings.voice_model, settings.voice_url, settings.voice_key.get_secret_value(), settings.voice_seconds,
                         settings.voice_longest)


def open_database(settings: Settings) -> Database:
    """The database of the settings, its tables up to date."""
    settings.data.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database, DataSeal(settings.data_keys) if settings.data_keys else None)
    database.upgrade()
    return database
