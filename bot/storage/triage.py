"""The inbox as counselors read it: pages by keyset, filters, counts, and the search.

A page costs one walk along `desk_order`; a search walks the newest matches until a page is full, at most `SCANNED` of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select, tuple_
from sqlalchemy.orm import Session

from bot.domain.reply import ReplyKind
from bot.storage.askings import AskingRow
from bot.storage.database import Database
from bot.storage.desk import DOWN, LOW, Rank, bit
from bot.storage.desk_tables import DeskRow, MentionRow, ReviewRow, TagRow, TurnEntryRow
from bot.storage.pseudonyms import pseudonym
from bot.storage.tables import TurnRow
from bot.storage.words import Words

PAGE = 40
CHUNK = 400
SCANNED = 20_000
COUNTED = 1000  # a view says "1000+" beyond
LAST = 2**62


@dataclass(frozen=True)
class Filters:
    """Which conversations. Empty or None filters nothing. `ranks`: only these; `what`: a reply kind, "down" or "low"; `prompt`: as
    "compose/v1".
    """

    ranks: tuple[int, ...] = ()
    state: str = ""
    what: str = ""
    language: str = ""
    since: datetime | None = None
    until: datetime | None = None
    entry: str = ""
    prompt: str = ""
    place: str = ""
    tag: str = ""
    reviewer: int = 0
    unreviewed: bool = False
    assigned_to: int = 0
    mentions: int = 0
    text: str = ""


@dataclass(frozen=True)
class Listed:
    """A conversation in the inbox. `message` and `reply` are those of the turn that gives its rank."""

    chat_id: int
    pseudonym: str
    rank: Rank
    position: float
    state: str
    message: str
    reply: str
    kind: str
    danger: str
    at: datetime
    last_at: datetime
    turns: int
    unreviewed: int
    place: str
    assigned_to: int
    feedback: str = ""
    turn_id: int = 0
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """Conversations in order. `after` leads to the next page, "" when this is the last."""

    rows: tuple[Listed, ...]
    after: str = ""


class Triage:
    """The inbox. `key` makes pseudonyms."""

    def __init__(self, database: Database, key: bytes) -> None:
        self._database, self._key = database, key

    def page(self, filters: Filters, after: str = "", limit: int = PAGE) -> Page:
        """The page that follows `after` (as a page gave it), in order of need; with `filters.text`, newest match first."""
        self.name_new()
        with self._database.reading() as session:
            if filters.text:
                return self._matches(session, filters, after, limit)
            query = _wanted(filters).order_by(DeskRow.rank, DeskRow.position, DeskRow.chat_id).limit(limit + 1)
            place = _place(after)
            if place is not None:
                query = query.where(tuple_(DeskRow.rank, DeskRow.position, DeskRow.chat_id) > tuple_(*place))
            rows = session.execute(query).all()
            last = rows[limit - 1][0] if len(rows) > limit else None
            return Page(_listed(session, rows[:limit]), f"{last.rank}_{last.position!r}_{last.chat_id}" if last else "")

    def _matches(self, session: Session, filters: Filters, after: str, limit: int) -> Page:
        """Newest turns with all the words, one for each conversation that fits the other filters."""
        seen = {int(one) for one in after.split("-")[1:]} if after else set()
        before, scanned = int(after.split("-")[0]) if after else LAST, 0
        found: list[Any] = []
        words = Words(session, session.info.get("words_key", b""))
        while len(found) < limit and scanned < SCANNED and (turns := words.find(filters.text, before, CHUNK)):
            scanned, before = scanned + len(turns), turns[-1]
            rows = session.execute(_wanted(filters, matched=turns).order_by(TurnRow.id.desc())).all()
            for row in rows:
                if row[0].chat_id not in seen and len(found) < limit:
                    seen.add(row[0].chat_id)
                    found.append(row)
                    before = row[1].id
            if len(found) < limit:
                before = turns[-1]
        more = len(found) == limit
        return Page(_listed(session, found), "-".join(map(str, [before, *sorted(seen)])) if more and len(seen) < 500 else "")

    def counts(self) -> dict[int, int]:
        """Rank → how many conversations have it."""
        with self._database.reading() as session:
            return {int(rank): int(count) for rank, count in session.execute(select(DeskRow.rank, func.count()).group_by(DeskRow.rank))}

    def count(self, filters: Filters) -> int:
        """How many conversations fit, counted up to `COUNTED`; texts are not counted."""
        with self._database.reading() as session:
            query = filtered(select(DeskRow.chat_id), filters).limit(COUNTED)
            return session.scalar(select(func.count()).select_from(query.subquery())) or 0

    def beside(self, chat_id: int, filters: Filters) -> tuple[str, str]:
        """Pseudonyms of the conversations before and after this one in the same list; "" at its ends."""
        order = tuple_(DeskRow.rank, DeskRow.position, DeskRow.chat_id)
        with self._database.reading() as session:
            here = session.get(DeskRow, chat_id)
            if here is None:
                return "", ""
            place = tuple_(here.rank, here.position, here.chat_id)
            query = filtered(select(DeskRow.pseudonym), filters)
            columns = DeskRow.rank, DeskRow.position, DeskRow.chat_id
            before = session.scalar(query.where(order < place).order_by(*(column.desc() for column in columns)).limit(1))
            after = session.scalar(query.where(order > place).order_by(*columns).limit(1))
            return before or "", after or ""

    def chat_of(self, name: str) -> int | None:
        """The chat behind a pseudonym; an alert may name one that no page has named yet."""
        found = self._named(name)
        if found is None:
            self.name_new()
            found = self._named(name)
        return found

    def _named(self, name: str) -> int | None:
        with self._database.reading() as session:
            return session.scalar(select(DeskRow.chat_id).where(DeskRow.pseudonym == name))

    def name_of(self, chat_id: int) -> str:
        """A person's pseudonym."""
        return pseudonym(self._key, chat_id)

    def name_new(self) -> None:
        """Give conversations that have none yet their pseudonym."""
        nameless = select(DeskRow.chat_id).where(DeskRow.pseudonym.is_(None)).limit(5000)
        with self._database.reading() as session:
            chats = session.scalars(nameless).all()
        if chats:
            with self._database.transaction() as session:
                for row in session.scalars(select(DeskRow).where(DeskRow.chat_id.in_(chats), DeskRow.pseudonym.is_(None))):
                    row.pseudonym = pseudonym(self._key, row.chat_id)


def _wanted(filters: Filters, matched: list[int] | None = None) -> Select[Any]:
    """Desk rows with the turn to show: the one that gives the rank, or the one whose words matched."""
    both: Any = select(DeskRow, TurnRow)
    if matched is None:
        return filtered(both.join(TurnRow, TurnRow.id == DeskRow.shown_turn), filters)
    return filtered(both.join(TurnRow, TurnRow.chat_id == DeskRow.chat_id), filters).where(TurnRow.id.in_(matched))


def filtered(query: Select[Any], filters: Filters) -> Select[Any]:
    """The query with every filter but the text."""
    if filters.ranks:
        query = query.where(DeskRow.rank.in_(filters.ranks))
    for column, wanted in ((DeskRow.state, filters.state), (DeskRow.language, filters.language), (DeskRow.place, filters.place),
                           (DeskRow.assigned_to, filters.assigned_to)):
        if wanted:
            query = query.where(column == wanted)
    if filters.what:
        query = query.where(DeskRow.kinds.op("&")(_bits(filters.what)) != 0)
    if filters.since:
        query = query.where(DeskRow.last_at >= filters.since)
    if filters.until:
        query = query.where(DeskRow.first_at < filters.until)
    if filters.entry:
        query = query.where(_exists(TurnEntryRow, TurnEntryRow.entry_id == filters.entry))
    if filters.prompt:
        query = query.where(_exists(AskingRow, AskingRow.prompt == filters.prompt))
    if filters.tag:
        query = query.where(_exists(TagRow, TagRow.tag == filters.tag))
    if filters.reviewer:
        query = query.where(_exists(ReviewRow, ReviewRow.counselor_id == filters.reviewer))
    if filters.mentions:
        query = query.where(_exists(MentionRow, and_(MentionRow.counselor_id == filters.mentions, MentionRow.seen_at.is_(None))))
    return query.where(DeskRow.unreviewed > 0) if filters.unreviewed else query


def _exists(table: Any, condition: Any) -> Any:
    return select(table.chat_id).where(table.chat_id == DeskRow.chat_id, condition).exists()


def _bits(what: str) -> int:
    named = {"down": DOWN, "low": LOW} | {str(kind): bit(kind) for kind in ReplyKind}
    return named.get(what, 0)


def _place(after: str) -> tuple[int, float, int] | None:
    """Where a page ended; None when the text is not one of ours."""
    try:
        rank, position, chat = after.split("_")
        return int(rank), float(position), int(chat)
    except ValueError:
        return None


def _listed(session: Session, rows: Any) -> tuple[Listed, ...]:
    chats = [desk.chat_id for desk, _ in rows]
    tags: dict[int, list[str]] = {}
    for chat, tag in session.execute(select(TagRow.chat_id, TagRow.tag).where(TagRow.chat_id.in_(chats)).order_by(TagRow.tag)):
        tags.setdefault(chat, []).append(tag)
    return tuple(Listed(
        desk.chat_id, desk.pseudonym or "", Rank(desk.rank), desk.position, desk.state, turn.message, turn.reply, turn.kind, turn.danger,
        turn.at, desk.last_at, desk.turns, desk.unreviewed, desk.place, desk.assigned_to or 0, turn.feedback, turn.id,
        tuple(tags.get(desk.chat_id, ()))) for desk, turn in rows)
