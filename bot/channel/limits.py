"""Who writes too much is asked for a moment, and who was barred by a counselor is told so; both kindly, and danger is always answered.

A flood of one person never slows the others: chats take turns (`storage/inbox.py`), and what is over the limit costs a look for danger
and no answer.
"""

from __future__ import annotations

from bot.channel.ports import Phrases
from bot.conversation.commands import command_of
from bot.conversation.consent import NOTICES
from bot.conversation.handover import Attended
from bot.conversation.rights import NAMES
from bot.domain.conversation import Memory, Outcome
from bot.domain.message import Message, MessageKind
from bot.domain.reply import Explanation, Reply, ReplyKind
from bot.storage.inbox import Claim

MOST_A_MINUTE = 40


class ChatLimits:
    """How much one person may write. `most_a_minute`: messages that are answered."""

    def __init__(self, phrases: Phrases, most_a_minute: int) -> None:
        self._phrases, self._most = phrases, most_a_minute

    def holds_up(self, message: Message, claim: Claim) -> bool:
        """Whether this message is not answered as usual. The rights to one's data hold for everybody."""
        command = command_of(message.text)[0] if message.kind is MessageKind.COMMAND else ""
        if command in NAMES or command in NOTICES or message.kind is MessageKind.BUTTON:
            return False
        return claim.barred or claim.lately >= self._most

    def put_off(self, message: Message, memory: Memory, claim: Claim) -> Attended:
        """What is said instead: to who is barred only when they write a command, so that nobody is provoked. Nothing is recorded of it."""
        key = "limits.barred" if claim.barred else "limits.moment"
        silent = claim.barred and message.kind is not MessageKind.COMMAND
        reply = Reply("" if silent else self._phrases.say(key, memory.language), ReplyKind.COMMAND, memory.language)
        return Attended(Outcome(reply, memory, Explanation(intent=key), ""), claim.standing)
