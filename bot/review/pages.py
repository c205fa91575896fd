"""Turns a page's context class into HTML. Everything is escaped by the template engine; only `bubble` builds markup, from escaped text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.review.access import LANGUAGE, Visitor
from bot.review.labels import LANGUAGES, Translate, reason_of, translate
from bot.review.parts import parts_of

MENU = (  # label, address, picture, role
    ("inbox", "/", "inbox", "counselor"), ("review", "/revisar", "star", "counselor"),
    ("content", "/contenido", "book", "counselor"), ("replay", "/repeticion", "replay", "counselor"),
    ("dashboard", "/tablero", "chart", "counselor"), ("team", "/equipo", "team", "admin"))
TEMPLATES = Path(__file__).with_name("templates")
ANCHOR = Markup('<a href="{0}" rel="noopener noreferrer nofollow" target="_blank">{0}</a>')
LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
BOLD = re.compile(r"\*\*(.+?)\*\*")
ROW_ENDS, RULED = re.compile(r"^\s*\||\|\s*$"), re.compile(r"[\s|:-]*")
NAMED = re.compile(r"«([a-z_]+)»")


@dataclass(frozen=True)
class Frame:
    """What every page shows around its own content. `here` names the current section of the menu."""

    language: str
    here: str
    path: str
    visitor: Visitor | None
    now: datetime

    @property
    def csrf(self) -> str:
        """The token that forms carry; empty before sign-in."""
        return self.visitor.csrf if self.visitor else ""


def language_of(request: Request) -> str:
    """The language the visitor chose, Spanish at first."""
    chosen = request.cookies.get(LANGUAGE, "")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def render(request: Request, template: str, page: object, here: str = "", status: int = 200, **headers: str) -> HTMLResponse:
    """The answer with this template; `page` is the context class that lists every value the template uses."""
    parts = parts_of(request)
    language = language_of(request)
    now = parts.clock.now()
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    frame = Frame(language, here, request.url.path, visitor, now)
    shown: dict[str, Any] = {"page": page, "frame": frame, "t": translate(language), "show": Show(now, parts.settings.local, language)}
    html = environment().get_template(template).render(shown)
    return HTMLResponse(html, status, {name.replace("_", "-"): value for name, value in headers.items()})


_kept: dict[str, Environment] = {}


def environment() -> Environment:
    """The template engine: escapes everything, refuses names that the context does not have."""
    if "pages" not in _kept:
        engine = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                             lstrip_blocks=True)
        engine.filters |= {"bubble": bubble, "plain": lambda text: BOLD.sub(r"\1", text), "as_read": as_read, "in_words": in_words}
        engine.globals |= {"menu": MENU, "reason_of": reason_of}
        _kept["pages"] = engine
    return _kept["pages"]


def bubble(text: str) -> Markup:
    """A message as its reader saw it: **bold**, line breaks, web addresses as links. Nothing else of it is markup."""
    pieces: list[Markup] = []
    place = 0
    for link in LINK.finditer(text):
        address = escape(link[0])
        pieces += [escape(text[place:link.start()]), ANCHOR.format(address)]
        place = link.end()
    whole = str(Markup("").join([*pieces, escape(text[place:])]))
    return Markup(BOLD.sub(r"<strong>\1</strong>", whole).replace("\n", "<br>"))


def as_read(text: str) -> Markup:
    """A piece of a document as its reader would see it: as `bubble`, and its tables (lines that begin with "|") as tables."""
    shown: list[Markup] = []
    for is_table, together in groupby(text.split("\n"), key=lambda line: line.lstrip().startswith("|")):
        lines = list(together)
        shown.append(_table([ROW_ENDS.sub("", line) for line in lines]) if is_table else bubble("\n".join(lines).strip()))
    return Markup("").join(shown)


def _table(lines: list[str]) -> Markup:
    rows = [[bubble(cell.strip()) for cell in line.split("|")] for line in lines if not RULED.fullmatch(line)]
    marks = [Markup("<th>{}</th>"), *[Markup("<td>{}</td>")] * len(rows)]  # the first row says what the others hold
    cells = [Markup("").join(mark.format(cell) for cell in row) for mark, row in zip(marks, rows, strict=False)]
    return Markup("<table>{}</table>").format(Markup("").join(Markup("<tr>{}</tr>").format(row) for row in cells))


def in_words(mistake: str, t: Translate) -> str:
    """A mistake of an entry with the names of its boxes as the form has them: «links» is a name of the files."""
    return NAMED.sub(lambda name: f"«{t(f'field.{name[1]}', default=name[1])}»", mistake)


class Show:
    """Times and figures as a person reads them, in the counselors' zone."""

    def __init__(self, now: datetime, zone: Any, language: str) -> None:
        self._now, self._zone, self._t = now, zone, translate(language)

    def ago(self, moment: datetime) -> str:
        """How long since: "5 min", "3 h", "2 d"."""
        minutes = max(0, int((self._now - moment).total_seconds() // 60))
        if minutes < 1:
            return self._t("time.now")
        if minutes < 60:
            return self._t("time.minutes", n=minutes)
        return self._t("time.hours", n=minutes // 60) if minutes < 48 * 60 else self._t("time.days", n=minutes // 1440)

    def at(self, moment: datetime) -> str:
        """Day and time: "24/11/2026 09:30"."""
        return moment.astimezone(self._zone).strftime("%d/%m/%Y %H:%M")

    def time(self, moment: datetime) -> str:
        """Time of the day: "09:30"."""
        return moment.astimezone(self._zone).strftime("%H:%M")

    def day(self, moment: datetime | date) -> str:
        """Day: "24/11/2026"."""
        local = moment.astimezone(self._zone) if isinstance(moment, datetime) else moment
        return local.strftime("%d/%m/%Y")

    def iso(self, moment: datetime) -> str:
        """For `<time datetime>`."""
        return moment.astimezone(UTC).isoformat(timespec="seconds")


def translator(request: Request) -> Translate:
    """Labels in the visitor's language."""
    return translate(language_of(request))
