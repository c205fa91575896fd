"""What an inbox address means: `/?vista=necesita&lugar=puebla&q=beca`. The same parameters name saved views, exports and replays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.review.access import Visitor
from bot.review.parts import Parts
from bot.storage.desk import Rank
from bot.storage.triage import Filters

BUILT_IN: Mapping[str, tuple[Rank, ...]] = {
    "necesita": (Rank.DANGER, Rank.WAITING), "en_curso": (Rank.PERSON,), "malas": (Rank.DOWN,), "sin_respuesta": (Rank.UNKNOWN,),
    "dudosas": (Rank.UNSURE,), "sin_revisar": (Rank.UNREVIEWED,), "todas": (), "mias": (), "menciones": (),
}


class InboxQuery(BaseModel):
    """The parameters of an inbox address, as they stand there; what does not fit is ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    vista: str = Field(default="", max_length=20)
    estado: str = Field(default="", max_length=16)
    tipo: str = Field(default="", max_length=16)
    idioma: str = Field(default="", max_length=8)
    desde: date | None = None
    hasta: date | None = None
    programa: str = Field(default="", max_length=120)
    instruccion: str = Field(default="", max_length=48)
    lugar: str = Field(default="", max_length=40)
    etiqueta: str = Field(default="", max_length=40)
    revisor: int = 0
    nuevas: bool = False
    q: str = Field(default="", max_length=200)
    despues: str = Field(default="", max_length=9000)

    @property
    def filtered(self) -> bool:
        """Whether more than a view is asked for."""
        return bool(self.model_dump(exclude={"vista", "despues", "q"}, exclude_defaults=True))

    def address(self, **changes: object) -> str:
        """The query part of an address with these parameters, "" when there are none; a change to None leaves one out."""
        held = self.model_dump(mode="json", exclude_defaults=True, exclude={"despues"}) | changes
        return urlencode({name: value for name, value in held.items() if value not in (None, "", False, 0)})


@dataclass(frozen=True)
class Reader:
    """Who reads, as far as filters depend on it."""

    visitor: Visitor
    parts: Parts


def query_of(address: str) -> InboxQuery:
    """The parameters kept in a saved view; those that are not valid (any more) are dropped."""
    values = dict(parse_qsl(address))
    try:
        return InboxQuery.model_validate(values)
    except ValidationError as error:
        wrong = {str(problem["loc"][0]) for problem in error.errors()}
        return InboxQuery.model_validate({name: value for name, value in values.items() if name not in wrong})


def filters_of(query: InboxQuery, reader: Reader) -> Filters:
    """The conversations that these parameters mean."""
    me = reader.visitor.counselor.id
    return Filters(
        ranks=tuple(map(int, BUILT_IN.get(query.vista, ()))), state=query.estado, what=query.tipo, language=query.idioma,
        since=start_of(query.desde, reader.parts), until=start_of(query.hasta, reader.parts, after=True), entry=query.programa,
        prompt=query.instruccion, place=query.lugar, tag=query.etiqueta, reviewer=query.revisor, unreviewed=query.nuevas,
        assigned_to=me if query.vista == "mias" else 0, mentions=me if query.vista == "menciones" else 0, text=query.q)


def start_of(day: date | None, parts: Parts, after: bool = False) -> datetime | None:
    """The moment that a day begins for the counselors, or ends (`after`)."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1) if after else day, time(), parts.settings.local)
