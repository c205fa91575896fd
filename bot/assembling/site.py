"""The counselors' site: what it works with, and how it runs beside the bot (in a thread of its own) or alone."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.assembling.living import Late, knowing_with
from bot.assembling.running import Beside
from bot.assembly import DayIn, build_living, open_database
from bot.conversation.hours import is_open
from bot.domain.counselor import Role
from bot.library.documents import MarkdownDocuments
from bot.library.files import read_knowledge
from bot.library.phrases import PhraseBook
from bot.library.revising import Revising
from bot.operations.links import LinkLooker
from bot.review.parts import Parts, SiteSettings
from bot.review.passwords import generated, hashed
from bot.settings import Settings
from bot.storage.corrections import Corrections
from bot.storage.counselors import Counselors
from bot.storage.database import Database
from bot.storage.pseudonyms import PSEUDONYMS, kept_key
from bot.storage.sealing import Seal
from bot.storage.spending import Spending

DEMO = "demo"
STOP_SECONDS = 3.0


@dataclass(frozen=True)
class Served:
    """A running site: its address, and the password of the demo counselor if one was made just now."""

    url: str
    password: str = ""


def site_parts(settings: Settings, beside: Beside | None = None) -> Parts:
    """What the site works with; `beside`: what it shares with the bot in this process, if there is one."""
    shared = beside or alone(settings)
    url = settings.site_url or f"http://{settings.site_host}:{settings.site_port}"
    site = SiteSettings(settings.site_https or url.startswith("https"), session_hours=settings.site_session_hours,
                        idle_minutes=settings.site_idle_minutes, url=url.rstrip("/"), silent_minutes=settings.counselor_silent_minutes,
                        links_hours=settings.links_hours)
    known = shared.knowing.now
    return Parts(
        shared.database, DayIn(site.zone), shared.knowing, PhraseBook(known.phrases), kept_key(settings.data / PSEUDONYMS),
        Seal(kept_key(settings.data / "files.key")), lambda now: known.hours is None or is_open(known.hours, now),
        Revising(settings.knowledge, shared.knowing), shared.late, shared.late, MarkdownDocuments(),
        link_looker(settings), site)


def link_looker(settings: Settings) -> LinkLooker:
    """What asks for the links of the knowledge: never in one's own network, unless the settings say so."""
    return LinkLooker(may_ask=(lambda _: True) if settings.links_private else None)


def alone(settings: Settings) -> Beside:
    """What the bot would have shared. The engine, for replays and similar questions, is loaded in the background."""
    database = open_database(settings)
    knowing = knowing_with(read_knowledge(settings.knowledge), Corrections(database))
    knowing.refresh()
    late = Late(lambda: build_living(settings, knowing, Spending(database, kept_key(settings.data / PSEUDONYMS))))
    late.begin()
    return Beside(database, knowing, late)


@contextmanager
def site_door(settings: Settings) -> Iterator[tuple[Settings, socket.socket]]:
    """Where the site will be reached, and the settings that say so, for whoever names its address: where its port is taken, a free one."""
    with _listener(settings.site_host, settings.site_port) as door:
        yield settings.model_copy(update={"site_port": door.getsockname()[1]}), door


@contextmanager
def serving_site(settings: Settings, beside: Beside, door: socket.socket, demo: bool) -> Iterator[Served]:
    """Serve the site at its door while the block runs; `demo`: make a demo counselor, once."""
    import uvicorn

    from bot.review.app import build_app

    parts = site_parts(settings, beside)
    server = uvicorn.Server(uvicorn.Config(build_app(parts), log_level="warning", log_config=None))
    thread = threading.Thread(target=server.run, args=([door],), name="site", daemon=True)
    thread.start()
    yield Served(parts.settings.url, demo_counselor(beside.database) if demo else "")
    server.should_exit = True
    thread.join(STOP_SECONDS)


def demo_counselor(database: Database) -> str:
    """Make the account `demo`, with every right, if there is none at all yet; its password, "" when there was one."""
    counselors = Counselors(database)
    if counselors.all():
        return ""
    password = generated()
    counselors.add(DEMO, Role.ADMIN, hashed(password), DayIn().now(), "Demo")
    return password


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.bind((host, 0))
    return listener
