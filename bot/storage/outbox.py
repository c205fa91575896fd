"""The outbox: what is still to be sent, in order within each chat, at a pace that Telegram allows.

Everything that a person receives goes through here: replies (added with their turn, see `transcripts.py`), messages of counselors,
reminders, notices. The pace counts what all senders took from this database, so it holds for any number of them: 30 messages a second
overall, three in any three seconds to a person, 20 a minute to a group. What was taken in the future was taken by a clock that was moved
since: it counts for nothing.

A chat with something urgent (what is said to somebody in danger, what counselors are told of them) goes before all others, what waited in
it before included, and is held to the pace overall but not to its own: nobody waits for help behind answers of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, bindparam, func, or_, select, text, update
from sqlalchemy.orm import Session

from bot.domain.handover import State
from bot.domain.outgoing import Origin, Outgoing
from bot.domain.reply import Attachment, Button, Venue
from bot.storage.database import Database
from bot.storage.handovers import withhold
from bot.storage.tables import ChatRow, OutboxRow, PauseRow

LEASE = timedelta(seconds=60)
OVERALL = 30
SECOND = timedelta(seconds=1)
PERSON, PERSON_TIME = 3, timedelta(seconds=3)
GROUP, GROUP_TIME = 20, timedelta(seconds=60)
AHEAD = timedelta(seconds=30)  # that the clocks of two machines may differ
LONGEST_PAUSE = timedelta(hours=1)
SENDING = "sending"
PACE_LOCK = 7_290_001  # a number of our own for PostgreSQL's advisory lock


@dataclass(frozen=True)
class Unsent:
    """A message that the caller alone shall send. `turn_id` is 0 where no turn belongs to it; `message_id`, unless 0, is the message that
    it shall take the place of (see `drafts.py`).
    """

    id: int
    turn_id: int
    chat_id: int
    outgoing: Outgoing
    reply_to: int
    tries: int
    origin: str = "bot"
    message_id: int = 0


class Outbox:
    """Messages to send."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, chat_id: int, outgoing: Outgoing, origin: Origin, now: datetime) -> int:
        """Put a message in line that no turn of the bot made; gives its number."""
        with self._database.transaction() as session:
            row = outbox_row(outgoing, chat_id, now, origin)
            session.add(row)
            session.flush()
            return row.id

    def claim(self, now: datetime, limit: int = 1, one_per: int = 1, urgent: bool = False) -> list[Unsent]:
        """At most `limit` messages that may go out now: the first unsent one of as many chats, urgent ones first, then oldest first.

        One alone while less than `one_per` chats wait, two below twice as many, and so on. `urgent`: of chats with something urgent alone.
        """
        if urgent and not self._hurries():
            return []
        with self._database.transaction() as session:
            if not self._database.is_sqlite:
                session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": PACE_LOCK})
            due = _due(session, now, urgent)
            limit = min(limit, budget(session, now)) if due else 0
            due = within_pace(session, _wanted(session, due), now) if limit > 0 else []
            rows = due[:min(limit, 1 + len(due) // one_per)]
            for row in rows:
                row.claimed_at = now
            return [_unsent(row) for row in rows]

    def _hurries(self) -> bool:
        """Whether anything urgent waits: a read, which holds up nobody who writes."""
        with self._database.reading() as session:
            return session.scalar(_ANY_URGENT) is not None

    def sent(self, unsent: Unsent, message_id: int, now: datetime) -> None:
        """Telegram has it; the bytes of a file are dropped."""
        with self._database.transaction() as session:
            session.execute(_SENT, {"row": unsent.id, "message": message_id, "at": now})

    def later(self, unsent: Unsent, wait: timedelta, now: datetime) -> None:
        """Try this one again after `wait`."""
        with self._database.transaction() as session:
            session.execute(_row(unsent).values(not_before=now + wait, tries=OutboxRow.tries + 1, claimed_at=None))
            if session.scalar(select(ChatRow.state).where(ChatRow.chat_id == unsent.chat_id)) == State.PERSON:
                withhold(session, unsent.chat_id)

    def pause(self, wait: timedelta, now: datetime) -> None:
        """Telegram said "too many": no sender sends anything for that long."""
        with self._database.transaction() as session:
            session.merge(PauseRow(name=SENDING, until=now + wait))

    def refused(self, unsent: Unsent, blocked: bool) -> None:
        """Telegram will never take it; `blocked`: the person blocked the bot, so nothing else goes to them either."""
        with self._database.transaction() as session:
            session.execute(_row(unsent).values(state="refused", content=None))
            if blocked:
                block(session, unsent.chat_id)

    def take_back(self) -> None:
        """At the start of the only sender: what a crash left half sent is sent (perhaps again)."""
        with self._database.transaction() as session:
            session.execute(update(OutboxRow).where(OutboxRow.state == "waiting").values(claimed_at=None))

    def waiting(self) -> int:
        """How many messages wait to be sent."""
        with self._database.reading() as session:
            return session.scalar(_WAITING) or 0


def block(session: Session, chat_id: int) -> None:
    """Remember that this person blocked the bot, and drop what waits for them."""
    session.execute(update(ChatRow).where(ChatRow.chat_id == chat_id).values(blocked=True))
    waiting = update(OutboxRow).where(OutboxRow.chat_id == chat_id, OutboxRow.state == "waiting")
    session.execute(waiting.values(state="refused", content=None))


def outbox_row(outgoing: Outgoing, chat_id: int, now: datetime, origin: Origin = "bot", urgent: bool = False) -> OutboxRow:
    """A new row for a message."""
    row = OutboxRow(chat_id=chat_id, origin=origin, html=outgoing.html, buttons=[asdict(button) for button in outgoing.buttons],
                    rated=outgoing.rated, urgent=urgent, created_at=now, kind="text", payload={})
    match outgoing.item:
        case Attachment() as file:
            row.kind, row.content = file.kind, file.content
            row.payload = {"name": file.name, "mime_type": file.mime_type}
        case Venue() as venue:
            row.kind, row.payload = "venue", asdict(venue)
        case None if outgoing.asks_location:
            row.payload = {"asks_location": outgoing.asks_location}
    return row


def _unsent(row: OutboxRow) -> Unsent:
    item: Attachment | Venue | None = None
    if row.kind == "venue":
        item = Venue(**row.payload)
    elif row.kind != "text":
        item = Attachment("photo" if row.kind == "photo" else "document", row.payload["name"], row.payload["mime_type"], row.content or b"")
    asks = str(row.payload.get("asks_location", "")) if row.kind == "text" else ""
    outgoing = Outgoing(row.html, tuple(Button(**one) for one in row.buttons), row.rated, item, asks)
    return Unsent(row.id, row.turn_id or 0, row.chat_id, outgoing, row.reply_to, row.tries, row.origin, row.message_id)


def budget(session: Session, now: datetime) -> int:
    """How many more may go out in this second."""
    if session.scalar(_PAUSED, {"now": now, "longest": now + LONGEST_PAUSE}):
        return 0
    return OVERALL - (session.scalar(_LATELY, {"since": now - SECOND, "ahead": now + AHEAD}) or 0)


# Statements that are asked many times for each message are made once: making one takes longer than asking it.
_PAUSED = select(PauseRow.until).where(PauseRow.name == SENDING, PauseRow.until > bindparam("now"), PauseRow.until < bindparam("longest"))
_LATELY = select(func.count()).where(OutboxRow.claimed_at > bindparam("since"), OutboxRow.claimed_at <= bindparam("ahead"))
_BLOCKED = select(ChatRow.chat_id).where(ChatRow.chat_id.in_(bindparam("chats", expanding=True)), ChatRow.blocked)
_PACE = select(OutboxRow.chat_id, OutboxRow.claimed_at).where(
    OutboxRow.claimed_at > bindparam("since"), OutboxRow.claimed_at <= bindparam("ahead"),
    OutboxRow.chat_id.in_(bindparam("chats", expanding=True)), OutboxRow.state != "waiting")
_OUTBOX = OutboxRow.__table__
_SENT = (_OUTBOX.update().where(_OUTBOX.c.id == bindparam("row"))  # type: ignore[attr-defined]
         .values(state="sent", message_id=bindparam("message"), sent_at=bindparam("at"), content=None))
_WAITING = select(func.count()).where(OutboxRow.state == "waiting")
_URGENT_CHATS = select(OutboxRow.chat_id).where(OutboxRow.state == "waiting", OutboxRow.urgent)
_ANY_URGENT = _URGENT_CHATS.limit(1)


def _first_due(urgent: bool) -> Select[OutboxRow]:
    """The first waiting message of each chat, where it is due and no sender has it. Reminders wait while a counselor has the chat."""
    with_person = select(ChatRow.chat_id).where(ChatRow.state == State.PERSON)
    waits = and_(OutboxRow.origin.in_(("reminder", "announcement")), OutboxRow.chat_id.in_(with_person))
    first = select(func.min(OutboxRow.id)).where(OutboxRow.state == "waiting", ~waits).group_by(OutboxRow.chat_id)
    free = or_(OutboxRow.claimed_at.is_(None), OutboxRow.claimed_at <= bindparam("ended"), OutboxRow.claimed_at > bindparam("ahead"))
    hurried = OutboxRow.chat_id.in_(_URGENT_CHATS)
    due = select(OutboxRow).where(OutboxRow.id.in_(first.where(hurried) if urgent else first),
                                  or_(OutboxRow.not_before.is_(None), OutboxRow.not_before <= bindparam("now")), free)
    return due.order_by(hurried.desc(), OutboxRow.id).limit(4 * OVERALL)


_DUE = {urgent: _first_due(urgent) for urgent in (False, True)}


def _due(session: Session, now: datetime, urgent: bool) -> Sequence[OutboxRow]:
    return session.scalars(_DUE[urgent], {"now": now, "ended": now - LEASE, "ahead": now + AHEAD}).all()


def _wanted(session: Session, rows: Sequence[OutboxRow]) -> list[OutboxRow]:
    """Those of people who did not block the bot; what was put in for the others meanwhile is dropped."""
    chats = {row.chat_id for row in rows}
    gone = set(session.scalars(_BLOCKED, {"chats": list(chats)})) if chats else set()
    for chat_id in gone:
        block(session, chat_id)
    return [row for row in rows if row.chat_id not in gone]


def within_pace(session: Session, rows: Sequence[OutboxRow], now: datetime) -> list[OutboxRow]:
    """Those whose chat has not had too many lately, and those of chats with something urgent."""
    chats = {row.chat_id for row in rows}
    if not chats:
        return []
    lately = session.execute(_PACE, {"since": now - GROUP_TIME, "ahead": now + AHEAD, "chats": list(chats)}).all()
    had = Counter(chat for chat, at in lately if at is not None and at > now - (PERSON_TIME if chat > 0 else GROUP_TIME))
    full = {row.chat_id for row in rows if had[row.chat_id] >= (PERSON if row.chat_id > 0 else GROUP)}
    hurried = set(session.scalars(_URGENT_CHATS.where(OutboxRow.chat_id.in_(full)))) if full else set()
    return [row for row in rows if row.chat_id not in full - hurried]


def _row(unsent: Unsent):  # type: ignore[no-untyped-def]  # an update statement of SQLAlchemy, whose type says nothing
    return update(OutboxRow).where(OutboxRow.id == unsent.id)
