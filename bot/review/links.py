"""Links of the knowledge that no longer answer: a list, a round of asking for all of them by a button, and one by itself every week."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.domain.counselor import Role
from bot.domain.entry import EntrySeen
from bot.domain.link import LinkSeen, LinkState, links_in, no_network
from bot.errors import RumboError
from bot.review.access import Visitor, requires
from bot.review.pages import render
from bot.review.parts import Parts, parts_of
from bot.review.ports import Clock, LinkLooking
from bot.storage.links import LinkKept, LinkRound, Links

log = logging.getLogger(__name__)
router = APIRouter(prefix="/contenido/enlaces")
Signed = Annotated[Visitor, Depends(requires())]
Editor = Annotated[Visitor, Depends(requires(Role.EDITOR))]
LOOKS = 1800.0  # seconds between looks at whether a round is due; the first one after as long
AGAIN = timedelta(hours=24)  # after a round without a network
A_STEP = 10  # links
NEVER = datetime.min.replace(tzinfo=UTC)
SHOWN = ("wrong", "closed", "moved", "answers", "all")


@dataclass(frozen=True)
class LinkLine:
    """A link with the entries that show it."""

    kept: LinkKept
    entries: tuple[EntrySeen, ...]
    cited_by: int

    @property
    def why(self) -> str:
        """The key of a label that says what was found."""
        seen = self.kept.seen
        return f"link.{seen.problem}" if seen.problem else f"link.{seen.state}"


@dataclass(frozen=True)
class LinksPage:
    """The links, those that fail longest first. `shown`: which of them; `counts`: how many each choice has; `unknown`: never asked for."""

    lines: tuple[LinkLine, ...]
    shown: str
    counts: dict[str, int]
    unknown: int
    around: LinkRound | None
    can: bool


@router.get("")
def links(request: Request, visitor: Signed, ver: str = "wrong") -> Response:
    """The page."""
    return render(request, "links.html", _page(parts_of(request), ver), "content")


@router.get("/avance")
def progress(request: Request, visitor: Signed, ver: str = "wrong") -> Response:
    """How the round stands, while it is under way; then the whole page again."""
    page = _page(parts_of(request), ver)
    if page.around is None or page.around.state != "running":
        return Response(status_code=204, headers={"hx-refresh": "true"})
    return render(request, "_links_round.html", page)


@router.post("")
def check(request: Request, visitor: Editor) -> Response:
    """Begin a round."""
    parts = parts_of(request)
    if parts.looking is not None:
        parts.audit.note(visitor.counselor.name, "links_checked", parts.clock.now())
        _begin_round(parts, visitor.counselor.name)
    return RedirectResponse("/contenido/enlaces", 303)


def round_of_all(looking: LinkLooking, links: Links, urls: Sequence[str], counselor: str, clock: Clock) -> tuple[LinkSeen, ...] | None:
    """Ask for all links and keep what was found; None when another round is under way. Where not one answers, nothing is kept of them: it
    is the network, not the links (`no_network`).
    """
    return ask_for(looking, links, urls, clock) if links.begin(counselor, len(urls), clock.now()) else None


def ask_for(looking: LinkLooking, links: Links, urls: Sequence[str], clock: Clock) -> tuple[LinkSeen, ...]:
    """The rest of a round that has begun: those that were asked for longest ago come first."""
    before = {url: kept.checked_at for url, kept in links.all().items()}
    in_order = sorted(urls, key=lambda url: before.get(url, NEVER))
    seen: list[LinkSeen] = []

    def heard(one: LinkSeen) -> None:
        seen.append(one)
        if len(seen) % A_STEP == 0:
            links.progress(len(seen))

    try:
        looking.look(in_order, heard)
    except Exception:
        links.end((), (), clock.now(), "stopped")
        raise
    found = tuple(seen)
    links.end(found, set(urls), clock.now(), "offline" if no_network(found) else "done")
    return found


def addresses(entries: Iterable[EntrySeen]) -> dict[str, tuple[EntrySeen, ...]]:
    """Every link of the knowledge, with the entries that show it."""
    found: dict[str, list[EntrySeen]] = {}
    for entry in entries:
        for url in links_in(entry.form):
            found.setdefault(url, []).append(entry)
    return {url: tuple(held) for url, held in found.items()}


def wrong_since(parts: Parts) -> dict[tuple[str, str], LinkKept]:
    """Kind and id of an entry → its link that fails longest."""
    kept = {url: one for url, one in parts.links.all().items() if one.seen.state.is_wrong}
    found: dict[tuple[str, str], LinkKept] = {}
    for url, entries in addresses(parts.editing.entries()).items() if kept else ():
        for entry in entries if url in kept else ():
            key, here = (entry.kind, entry.id), kept[url]
            found[key] = min(found.get(key, here), here, key=lambda one: one.failing_since or one.checked_at)
    return found


async def rounds_by_themselves(parts: Parts) -> None:
    """Every week (`SiteSettings.links_hours`) a round, while the site runs, by one site of several; until cancelled."""
    while parts.looking is not None and parts.settings.links_hours > 0:
        await asyncio.sleep(LOOKS)
        try:
            if await asyncio.to_thread(is_due, parts):
                await asyncio.to_thread(_begin_round, parts, "")
        except RumboError as error:
            log.warning("links are looked at later: %s", error)


def is_due(parts: Parts) -> bool:
    """Whether the last round is long enough ago."""
    now = parts.clock.now()
    last = parts.links.last_round(now)
    if last is None or last.ended_at is None:
        return last is None or last.state == "stopped"
    wait = timedelta(hours=parts.settings.links_hours)
    return now - last.ended_at >= (wait if last.state == "done" else min(wait, AGAIN))


def _begin_round(parts: Parts, counselor: str) -> None:
    """Begin a round that goes on by itself, if none is under way."""
    urls = tuple(addresses(parts.editing.entries()))
    if parts.links.begin(counselor, len(urls), parts.clock.now()):
        threading.Thread(target=_go_on, args=(parts, urls), name="links", daemon=True).start()


def _go_on(parts: Parts, urls: Sequence[str]) -> None:
    assert parts.looking is not None
    try:
        ask_for(parts.looking, parts.links, urls, parts.clock)
    except Exception:
        log.exception("the round of links was interrupted")


def _page(parts: Parts, shown: str) -> LinksPage:
    entries = parts.editing.entries()
    here, kept = addresses(entries), parts.links.all()
    cited: dict[str, int] = {}
    for entry in entries:
        for source in entry.sources if entry.kind != "source" else ():
            cited[source] = cited.get(source, 0) + 1
    lines = [LinkLine(kept[url], holders, sum(cited.get(one.id, 0) for one in holders if one.kind == "source"))
             for url, holders in here.items() if url in kept]
    sorts = {name: [line for line in lines if _is(line.kept.seen, name)] for name in SHOWN}
    shown = shown if shown in sorts else "wrong"
    chosen = sorted(sorts[shown], key=lambda line: (line.kept.failing_since or line.kept.checked_at, line.kept.seen.url))
    return LinksPage(tuple(chosen), shown, {name: len(held) for name, held in sorts.items()}, len(here) - len(lines),
                     parts.links.last_round(parts.clock.now()), parts.looking is not None)


def _is(seen: LinkSeen, sort: str) -> bool:
    wrong = seen.state.is_wrong
    return {"wrong": wrong, "closed": seen.state is LinkState.CLOSED, "moved": bool(seen.moved_to) and not wrong,
            "answers": seen.state is LinkState.ANSWERS, "all": True}[sort]
