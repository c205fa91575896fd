"""The guard: what is dangerous, personal or declined in a message, before anything else reads it.

Nothing here may keep a message from being answered: whatever fails is logged, and what cannot be judged counts as possible danger.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from pathlib import Path

from bot.domain.conversation import Memory
from bot.domain.danger import SafetyKnowledge
from bot.domain.guard import Danger, Guarded
from bot.safety.danger import DangerSense, Judgement, wording_of
from bot.safety.declined import DeclinedSense
from bot.safety.examples import Examples
from bot.safety.personal import PersonalData, masked
from bot.safety.ports import Embeddings
from bot.safety.wording import folded, sentences

BEFORE = 3  # earlier messages looked at
UNJUDGED = Judgement(Danger.DESPAIR, 0.5, ("no se pudo revisar",))
QUESTION = re.compile(r"\b(?:cuanto|cuando|cual|donde|info|informacion|how|what|when|where|which"
                      r"|que (?:carrera|curso|beca|requisito|papel|documento|me conviene|me recomiendas|opciones|hay)"
                      r"|como (?:me inscribo|entro|le hago)|hay (?:beca|curso|algo|carrera|turno|escuela))")
SHORTEST_QUESTION = 3
log = logging.getLogger(__name__)


class MessageGuard:
    """Fits the engine's Guard."""

    def __init__(self, danger: DangerSense, declined: DeclinedSense, personal: PersonalData) -> None:
        self.danger, self._declined, self._personal = danger, declined, personal
        self.edition = 0  # another number whenever it may judge otherwise

    def warm(self) -> None:
        """Make the examples ready, those of danger first; until then phrases alone decide. LibraryError without the model."""
        self.danger.warm()
        self.edition += 1
        self._declined.warm()
        self.edition += 1

    def mask(self, text: str) -> str:
        """A text without personal data; for logs and everything else that is kept."""
        return self._personal.mask(text)

    def shown(self, text: str, memory: Memory) -> str:
        """The text without personal data."""
        return masked(text, self._personal.find(text, [one.asked for one in memory.said[-BEFORE:]]))

    def compared(self, shown: str) -> tuple[str, ...]:
        """What is compared by meaning of a message: itself and its sentences, in the wording of the examples."""
        return self.danger.compared(shown)

    def look(self, text: str, memory: Memory) -> Guarded:
        """Danger first; then what Rumbo declines; the text comes back without personal data."""
        said = memory.said[-BEFORE:]
        data = self._personal.find(text, [one.asked for one in said])
        shown = masked(text, data)
        judged = self._judged(text, shown, memory)
        if judged.danger is not None:
            return Guarded(shown, judged.danger, judged.score, judged.signals, personal=data, rest=self._rest(shown),
                           other_person=judged.other)
        return Guarded(shown, None, judged.score, declined=self._declined.kind(shown), personal=data)

    def _judged(self, text: str, shown: str, memory: Memory) -> Judgement:
        said = memory.said[-BEFORE:]
        try:
            return self.danger.judge(text, shown, [one.asked for one in said], alert=bool(said) and said[-1].kind == "crisis")
        except Exception:  # a message that cannot be judged must reach a person
            log.exception("a message could not be judged")
            return UNJUDGED

    def _rest(self, shown: str) -> str:
        """The ordinary question beside the danger: sentences that ask something and hold no danger themselves."""
        parts = [part for part in sentences(shown) if len(part.split()) >= SHORTEST_QUESTION]
        asked = [part for part in parts if f"{part}?" in shown or QUESTION.search(folded(part))]
        return ". ".join(part for part in asked if not self.danger.alarming(part))


def taught_guard(taught: SafetyKnowledge, slang: Mapping[str, str], embeddings: Embeddings | None = None, folder: Path | None = None,
                 model: str = "") -> MessageGuard:
    """The guard as it is taught; vectors of the examples are kept in `folder` for the embedding model called `model`."""
    wording = wording_of(taught.patterns, slang)
    examples = Examples(taught.examples, wording.plain, embeddings, folder, model)
    ordinary = [text for family in taught.examples.lookalike for text in family.texts]
    return MessageGuard(DangerSense(taught.patterns, taught.weights, wording, examples),
                        DeclinedSense(taught.declined, wording, embeddings, ordinary, folder, model), PersonalData(taught.personal))
