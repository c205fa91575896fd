"""What the engine asks of the world. Parts fit these Protocols; assembly joins them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Protocol

from bot.conversation.draft import Draft
from bot.domain.cards import BarCard, PlanCard, TableCard
from bot.domain.conversation import Facts, Frozen, Memory, Outcome, Questionnaire
from bot.domain.generation import Filled, Generation
from bot.domain.guard import Guarded
from bot.domain.guidance import Path, Plan
from bot.domain.knowledge import Campus
from bot.domain.message import Message
from bot.domain.passage import Found, Passage, Sought
from bot.domain.reading import Reading
from bot.domain.reply import Reply
from bot.domain.speech import Intent


class Library(Protocol):
    """The passages, and the search over them."""

    def search(self, sought: Sought) -> list[Found]:
        """The best passages, best first; empty when nothing is near."""
        ...

    def passage(self, passage_id: str) -> Passage | None:
        """The passage with this id."""
        ...


class Phrases(Protocol):
    """The wording of everything said, from knowledge/phrases/."""

    def say(self, key: str, language: str, seed: int = 0, **gaps: object) -> str:
        """One phrasing of `key`, chosen by `seed`, with its gaps filled."""
        ...


class Clock(Protocol):
    """What day it is."""

    def today(self) -> date:
        """Today's date where the applicant lives."""
        ...


class Reader(Protocol):
    """Reads what people type."""

    def read(self, text: str, memory: Memory) -> Reading:
        """What the message says by itself."""
        ...


class Intents(Protocol):
    """What people want besides facts."""

    def nearest(self, text: str) -> tuple[Intent, float] | None:
        """The intent whose example is nearest, with the similarity, 0 to 1; None when nothing can be said."""
        ...


class AskedOf(Protocol):
    """What is asked of a course, by meaning."""

    def field(self, text: str) -> str:
        """The field that is asked for; "" when none clearly is."""
        ...

    def note(self, entry: str, text: str, language: str) -> str:
        """The entry's note that tells what is asked; "" when none clearly does."""
        ...


class Guard(Protocol):
    """Looks at every message before anything else does."""

    def shown(self, text: str, memory: Memory) -> str:
        """The text without personal data, as `look` masks it."""
        ...

    def compared(self, shown: str) -> Sequence[str]:
        """What `look` compares by meaning of a text without personal data; empty when it compares nothing."""
        ...

    def look(self, text: str, memory: Memory) -> Guarded:
        """Danger, what the bot declines to do, and the text without personal data."""
        ...


class Planner(Protocol):
    """Makes plans from a profile."""

    def plan(self, facts: Facts, questionnaire: Questionnaire | None = None, language: str = "es", single: bool = False) -> Plan:
        """At most three paths, best first. `single`: the person wants one course and nothing else."""
        ...

    def path(self, path_id: str, facts: Facts, language: str = "es", without: tuple[str, ...] = ()) -> Path | None:
        """One path by its id, for this profile as it is now and `without` what is not wanted."""
        ...

    def of_field(self, field_id: str, facts: Facts, language: str = "es") -> Path | None:
        """The best path of one field."""
        ...


class Pictures(Protocol):
    """Draws cards: PNG, and PDF for the page."""

    def plan(self, card: PlanCard) -> bytes:
        """A plan as a picture for a phone."""
        ...

    def page(self, card: PlanCard) -> bytes:
        """A plan as a page to show the family."""
        ...

    def bars(self, card: BarCard) -> bytes:
        """Bars."""
        ...

    def table(self, card: TableCard) -> bytes:
        """Things side by side."""
        ...


class Dialogue(Protocol):
    """A conversation within the conversation that may take a turn: the questionnaire, the profile, the plan, consent.

    The engine asks each in turn, after the guard and before answering; the first that returns a draft has the turn.
    """

    def turn(self, message: Message, reading: Reading, memory: Memory) -> Draft | None:
        """The reply when this turn belongs to it, else None. Commands and buttons ("plan:tick:3") arrive here too."""
        ...


class Sealing(Protocol):
    """Seals bytes with a key of its own; what one key sealed no other opens."""

    def close(self, content: bytes) -> bytes:
        """The sealed content."""
        ...

    def open(self, sealed: bytes) -> bytes:
        """The content."""
        ...


class Answering(Protocol):
    """What answers a message: the engine, or the engine with a language model behind it."""

    def respond(self, message: Message, memory: Memory) -> Outcome:
        """The reply to one message, and the memory after it."""
        ...

    def first_aid(self, message: Message, memory: Memory) -> Reply | None:
        """The reply to danger alone; None where no danger is seen."""
        ...


class Vectors(Protocol):
    """Embeddings of questions and clauses."""

    def vectors(self, texts: Sequence[str]) -> Any:
        """The vectors of the texts, shape (len(texts), size), each of length 1; LibraryError when they cannot be had."""
        ...


class NearTown(Protocol):
    """The campuses around a town."""

    def __call__(self, town: str, state: str) -> Sequence[tuple[Campus, float]]:
        """Those nearest to a town of this state, with their distances in kilometres; empty when nobody knows where it lies."""
        ...


class Model(Protocol):
    """A language model within its limits."""

    @property
    def name(self) -> str:
        """As the settings name it, "provider:model"."""
        ...

    def complete(self, prompt: Filled, person: str, form: type[Frozen], heard: Callable[[str], bool] | None = None) -> Generation:
        """What it says, asked for in this form; ModelError, in time, when it gives nothing usable. `heard`: told, in this thread, all
        that it said so far, as more comes; False means enough.
        """
        ...


class Prompts(Protocol):
    """The prompts under prompts/."""

    def fill(self, name: str, /, **gaps: str) -> Filled:
        """The live version of a prompt with its gaps filled; PromptError when one is missing or unused."""
        ...


class LanguageOf(Protocol):
    """Tells the language of a text."""

    def of(self, text: str, before: str, turn: int) -> str:
        """"es" or "en"; `before` when the text does not tell."""
        ...
