"""What is no question: greetings, thanks, a wish for a person, another language, and the intents that counselors teach by examples."""

from __future__ import annotations

from bot.conversation.draft import Draft
from bot.conversation.ports import Intents, Phrases
from bot.conversation.question import Question
from bot.domain.conversation import Memory
from bot.domain.reading import Reading
from bot.domain.reply import Button, ReplyKind
from bot.domain.speech import Intent

SHORT = 6  # words up to which a greeting is only that
NEAR = 0.92  # similarity from which an intent is meant
SURER = 0.02  # how much nearer than the nearest passage its example must be
OPENS = frozenset({"opening", "another_topic"})  # signs of a message that only says that a question will come
STARTERS = ("start_courses", "start_degrees", "start_supports")


class SmallTalk:
    """Replies to what asks for no fact."""

    def __init__(self, phrases: Phrases, intents: Intents | None) -> None:
        self._say, self._intents = phrases.say, intents

    def reply(self, reading: Reading, memory: Memory) -> Draft | None:
        """The reply when the whole message is small talk, a wish for a person, or in a language that is not spoken here."""
        seed, language, words = memory.seed + memory.turn, reading.language, len(reading.words)
        if reading.foreign:
            return Draft(self._say("foreign", language), ReplyKind.SMALLTALK, buttons=self._starters(language))
        if "person" in reading.signs:
            return Draft(self._say("handoff", language), ReplyKind.HANDOFF)
        asks = bool(reading.fields or reading.asks or reading.mentions or reading.collections) or "?" in reading.standalone
        if words > SHORT or (asks and words > 2) or self._telling(reading):
            return None
        if reading.signs & OPENS and reading.signs <= OPENS | {"continue", "generic"}:
            return Draft(self._say("go_ahead", language, seed), ReplyKind.SMALLTALK)
        for sign, key in (("thanks", "thanks"), ("bye", "bye"), ("greeting", "hello")):
            if sign in reading.signs:
                buttons = self._starters(language) if sign == "greeting" else ()
                return Draft(self._say(key, language, seed), ReplyKind.SMALLTALK, buttons=buttons)
        return None

    def intended(self, question: Question, nearest: float) -> Draft | None:
        """The reply to an intent that is clearly nearer than the nearest passage; None when none is, or an entry is named."""
        if self._intents is None or question.subjects or question.places():
            return None
        found = self._intents.nearest(question.text)
        if found is None or found[1] < max(NEAR, nearest + SURER):
            return None
        return self._said(found[0], question.language, question.seed, found[1])

    def _said(self, intent: Intent, language: str, seed: int, confidence: float) -> Draft | None:
        if not intent.reply:
            return None
        kind = ReplyKind.HANDOFF if intent.reply == "handoff" else ReplyKind.REFUSE if intent.reply == "off_topic" else ReplyKind.SMALLTALK
        return Draft(self._say(intent.reply, language, seed), kind, confidence=round(confidence, 3), checks=(f"intent {intent.id}",))

    def _telling(self, reading: Reading) -> bool:
        return any(word.weight >= 0.5 and word.position not in reading.cued for word in reading.keywords)

    def _starters(self, language: str) -> tuple[Button, ...]:
        """Three ways to begin."""
        return tuple(Button(self._say(key, language), f"ask:{self._say(key, language)}") for key in STARTERS)
