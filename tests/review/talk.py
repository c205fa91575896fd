"""Conversations that the real engine had, recorded as the bot records them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.conversation.handover import Handover
from bot.domain.conversation import Memory
from bot.domain.message import Message, MessageKind
from bot.domain.outgoing import Outgoing, as_html
from bot.domain.reply import Reply
from bot.storage.inbox import Inbox, Waiting
from bot.storage.transcripts import Transcripts, Turn
from tests.review.site import Site


@dataclass
class Person:
    """Somebody who writes to the bot; every message is answered at once and recorded."""

    site: Site
    handover: Handover
    chat: int
    last_turn: int = 0

    def say(self, *texts: str) -> Reply:
        """Write some messages; gives the reply to the last."""
        assert texts
        for text in texts:
            reply = self._turn(text, MessageKind.COMMAND if text.startswith("/") else MessageKind.TEXT)
        return reply

    def press(self, action: str) -> Reply:
        """Press a button of the bot."""
        return self._turn(action.removeprefix("ask:"), MessageKind.BUTTON)

    def rate(self, rating: str) -> None:
        """Press 👍 ("up") or 👎 ("down") under the last reply."""
        inbox, now = self._saved("{}")
        claim = inbox.claim(now)
        assert claim is not None
        Transcripts(self.site.parts.database).rate(self.last_turn, rating, claim, now)

    def _turn(self, text: str, kind: MessageKind) -> Reply:
        inbox, now = self._saved("{}")
        claim = inbox.claim(now)
        assert claim is not None
        message = Message(self.chat, text, kind, now, message_id=self.site.next_number())
        attended = self.handover.respond(message, Memory.model_validate(claim.memory), claim.standing)
        reply = attended.outcome.reply
        outgoing = (Outgoing(as_html(reply.text), reply.buttons, rated=True),) if reply.text else ()
        turn = Turn(message, attended.outcome, attended.standing, outgoing, 3.0, attended.always_said)
        self.last_turn = Transcripts(self.site.parts.database).record(claim, turn, now)
        return reply

    def _saved(self, payload: str) -> tuple[Inbox, datetime]:
        self.site.clock.moment += timedelta(seconds=1)
        inbox = Inbox(self.site.parts.database, "test")
        inbox.save(Waiting(self.site.next_number(), self.chat, payload), self.site.clock.moment)
        return inbox, self.site.clock.moment
