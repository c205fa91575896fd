"""What a counselor who steps in should know first: who it is, what they asked, and what the bot could not answer."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.reply import ReplyKind
from bot.storage.conversations import ConversationSeen, TurnSeen

SHOWN = 5
ASKING = (ReplyKind.ANSWER, ReplyKind.RECOMMEND, ReplyKind.UNKNOWN, ReplyKind.CLARIFY, ReplyKind.CRISIS)


@dataclass(frozen=True)
class Case:
    """The newest questions, newest first, and those left without an answer (unknown, or answered to the person's dislike)."""

    asked: tuple[str, ...]
    unanswered: tuple[str, ...]
    dangers: tuple[str, ...]
    topics: tuple[str, ...]


def case_of(seen: ConversationSeen) -> Case:
    """The case in short; the same words are shown once."""
    newest = list(reversed(seen.turns))
    asked = _questions([turn for turn in newest if turn.kind in ASKING])
    unanswered = _questions([turn for turn in newest if turn.kind == ReplyKind.UNKNOWN or turn.feedback == "down"])
    topics = dict.fromkeys(entry for turn in newest for entry in turn.why.entities)
    return Case(asked, unanswered, tuple(dict.fromkeys(turn.danger for turn in newest if turn.danger)), tuple(topics)[:SHOWN])


def _questions(turns: list[TurnSeen]) -> tuple[str, ...]:
    return tuple({turn.message.casefold(): turn.message for turn in turns if turn.message}.values())[:SHOWN]
