"""What this Telegram knows: people, chats, messages, updates not yet confirmed, files, and a log of what went in and out.

One object, `Telegram`, lives in `app.state.telegram`; everything runs in one event loop, so no locks. Messages and updates are kept in
the Bot API's own JSON. Ids grow with the time of start, so that a bot which outlives the simulator does not meet an old id again, as
long as fewer than `IDS_A_SECOND` are used in the mean.
"""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.simulator.calls import Json, bad_request
from bot.simulator.trouble import Troubles

BOT_NAME = "Rumbo"
BOT_USERNAME = "rumbo_local_bot"
FIRST_NAMES = ("Ana", "Luis", "Sofía", "Diego", "Valeria", "Mateo", "Camila", "Emiliano", "Renata", "Santiago")
LOG_KEPT = 100_000
EPOCH = 1_790_000_000
IDS_A_SECOND = 20
LONGEST_HOLD = 0.5


Watchers = set[asyncio.Queue[Json]]


@dataclass(frozen=True)
class Stored:
    """A file that went through a chat, downloadable under its path."""

    id: str
    path: str
    name: str
    mime_type: str
    content: bytes


@dataclass
class Webhook:
    """Where updates are delivered instead of being polled."""

    url: str
    secret: str = ""
    max_connections: int = 40
    last_error_date: int = 0
    last_error_message: str = ""


@dataclass(eq=False)
class Update:
    """One update that the bot has not confirmed. `late`: queued after a higher id, so only having been handed out confirms it."""

    id: int
    body: Json
    chat: int
    message_id: int = 0
    late: bool = False
    handed_out: bool = False


@dataclass
class Chat:
    """One chat: its messages by id, in order, and who watches it. A bot can write to it once a person has (`open`)."""

    id: int
    of_all: Watchers
    open: bool = False
    messages: dict[int, Json] = field(default_factory=dict)
    read_up_to: int = 0
    watchers: Watchers = field(default_factory=set)
    menu_button: Json | None = None

    def tell(self, event: str, **content: object) -> None:
        """Show an event on every page that watches this chat, and to whoever watches all."""
        for watcher in [*self.watchers, *self.of_all]:
            watcher.put_nowait({"event": event, "chat_id": self.id, **content})


@dataclass
class Press:
    """A button somebody pressed, waiting for the bot's answer."""

    chat: int
    user: int
    message_id: int
    time: float
    answered: bool = False


class Telegram:
    """The whole state. `clock` gives seconds since 1970."""

    def __init__(self, token: str, clock: Callable[[], float] = time.time, flood_limits: bool = False) -> None:
        self.token = token
        self.clock = clock
        self.next_update_id = self.next_message_id = max(int(clock() - EPOCH), 0) * IDS_A_SECOND + 1
        self.updates: deque[Update] = deque()
        self.allowed: tuple[str, ...] = ()
        self.poll = self.polling = 0
        self.changed = asyncio.Condition()
        self.webhook: Webhook | None = None
        self.delivery: asyncio.Task[None] | None = None
        self.commands: dict[str, list[Json]] = {}
        self.names: dict[str, str] = {}
        self.menu_button: Json = {"type": "default"}
        self.chats: dict[int, Chat] = {}
        self.watchers: Watchers = set()
        self.logged = 0
        self.troubles = Troubles(clock, flood_limits)
        self.forget()

    def forget(self) -> None:
        """Start over: no people, messages, updates, files, log or troubles. What the bot registered and the ids' order stay."""
        for chat in self.chats.values():
            chat.tell("reset")
        self.chats = {number: Chat(number, self.watchers, watchers=chat.watchers) for number, chat in self.chats.items() if chat.watchers}
        self.people: dict[int, Json] = {}
        self.blocked: set[int] = set()
        self.presses: dict[str, Press] = {}
        self.files: dict[str, Stored] = {}
        self.paths: dict[str, Stored] = {}
        self.log: deque[Json] = deque(maxlen=LOG_KEPT)
        self.updates.clear()
        self.troubles.clear()
        self._held: list[Update] = []

    # ----- people and chats

    @property
    def bot(self) -> Json:
        number = self.token.partition(":")[0]
        return {"id": int(number) if number.isdigit() else 1, "is_bot": True, "first_name": self.names.get("name:") or BOT_NAME,
                "username": BOT_USERNAME}

    def person(self, user: int, language: str = "") -> Json:
        """The person with this number; a new one gets a first name, the language the page said or Spanish, and a private chat."""
        if user <= 0:
            raise bad_request("user must be a positive number")
        if user not in self.people:
            name = FIRST_NAMES[(user - 1) % len(FIRST_NAMES)]
            self.people[user] = {"id": user, "is_bot": False, "first_name": name, "language_code": language or "es"}
            self.chats.setdefault(user, Chat(user, self.watchers))
        if language:
            self.people[user]["language_code"] = language
        return self.people[user]

    def room(self, user: int, group: int = 0) -> Chat:
        """The private chat of a person or, with a number, a group they are in."""
        self.person(user)
        number = -group if group else user
        return self.chats.setdefault(number, Chat(number, self.watchers))

    def described(self, chat: Chat) -> Json:
        """A chat as the Bot API shows it in a message."""
        if chat.id < 0:
            return {"id": chat.id, "type": "group", "title": f"Grupo {-chat.id}"}
        return {"id": chat.id, "type": "private", "first_name": self.person(chat.id)["first_name"]}

    # ----- messages and updates

    def new_message(self, chat: Chat, sender: Json, content: Json) -> Json:
        """Put a message in a chat and on its pages."""
        message = {"message_id": self.next_message_id, "from": sender, "chat": self.described(chat), "date": int(self.clock()), **content}
        self.next_message_id += 1
        chat.messages[message["message_id"]] = message
        chat.tell("message", message=message)
        return message

    async def new_update(self, kind: str, content: Json, chat: Chat) -> int:
        """Queue an update for the bot, twice or out of order where a test asked for it, and wake whoever waits; gives its id."""
        self.next_update_id += self.troubles.jump()
        number = self.next_update_id
        self.next_update_id += 1
        self.note("in", kind, chat.id, content)
        if self.allowed and kind not in self.allowed:
            return number
        body, told = {"update_id": number, kind: content}, content["message_id"] if kind == "message" else 0
        arriving = [Update(number, body, chat.id, told) for _ in range(1 + self.troubles.strikes("duplicate"))]
        if self.troubles.strikes("reorder") and not self._held:
            self._held = arriving
            self._release = asyncio.create_task(self._release_held())
            return number
        for late in self._held:
            late.late = True
        self.updates.extend([*arriving, *self._held])
        self._held = []
        await self.wake()
        return number

    async def _release_held(self) -> None:
        """Let go an update that was held back to change places with a next one that never came."""
        await asyncio.sleep(LONGEST_HOLD)
        self.updates.extend(self._held)
        self._held = []
        await self.wake()

    def confirm(self, updates: Iterable[Update]) -> None:
        """The bot has these: they never come again, and the page shows them as read."""
        gone = set(updates)
        if not gone:
            return
        self.updates = deque(update for update in self.updates if update not in gone)
        for update in gone:
            chat = self.chats.get(update.chat)
            if chat and update.message_id > chat.read_up_to:
                chat.read_up_to = update.message_id
                chat.tell("read", up_to=chat.read_up_to)

    async def wake(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    def note(self, direction: str, what: str, chat: int, content: Json, ok: bool = True) -> None:
        """Remember an update in (`in`) or a call of the bot (`out`), with its time in seconds, for `/control/log`."""
        self.logged += 1
        self.log.append({"n": self.logged, "time": self.clock(), "direction": direction, "what": what, "chat_id": chat, "ok": ok,
                         "content": dict(content)})

    # ----- files

    def keep(self, content: bytes, mime_type: str, folder: str, name: str) -> Stored:
        """Store a file; its id is new, its path ends in a safe form of its name's ending."""
        number = uuid.uuid4().hex
        ending = "".join(letter for letter in name.rpartition(".")[2].lower() if letter.isascii() and letter.isalnum())[:5] or "bin"
        stored = Stored(number, f"{folder}/file_{len(self.files) + 1}_{random.randrange(16**6):06x}.{ending}", name, mime_type, content)
        self.files[number] = self.paths[stored.path] = stored
        return stored
