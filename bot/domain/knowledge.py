"""The forms of every knowledge entry: the only definition of what a file under knowledge/ may say.

Strict: an unknown key is a mistake, every link must resolve, every entry names its sources (keys of `sources.yaml`) and the day
they were read. `_es` and `_en` hold the two languages an applicant may read.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from bot.domain.conversation import Frozen
from bot.domain.counselor import CannedReply
from bot.domain.generation import MeaningScale
from bot.domain.interests import InterestTable
from bot.domain.kinds import Area as Area
from bot.domain.kinds import CertificationKind as CertificationKind
from bot.domain.kinds import Level as Level
from bot.domain.municipalities import Municipalities
from bot.domain.speech import CourseField, Cues, Intent, Slang, Statement, WordingChecks
from bot.domain.staff import Hours, PrivacyNotice, Rubric
from bot.domain.staff import Id as Id
from bot.domain.staff import Line as Line

Checkable = Literal["all", "name", "name_es", "level", "prerequisites", "hours", "duration_text", "languages", "modality", "cost",
                    "credential", "validity", "min_age", "skills", "roles", "url"]  # "all": only its name is confirmed


Written = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, date | int) else value)]  # 2026 is a number in YAML


class SourceEntry(Frozen):
    """A source in `sources.yaml`. `published` is the page's own date as it states it; `personal_copy`: not an official page."""

    title: Line
    url: str | None = None
    published: Written = ""
    personal_copy: bool = False


class Sourced(Frozen):
    """What every entry carries: where it comes from and when that was last read."""

    source: tuple[Id, ...] = Field(min_length=1)
    checked_on: date


class Cost(Frozen):
    """What something costs: an amount in a currency, once or a month. `free=None`: not published."""

    free: bool | None
    amount: float | None = None
    currency: Literal["USD", "MXN"] = "USD"
    per: Literal["once", "month"] = "once"
    condition_es: str = ""
    condition_en: str = ""


class Certification(Sourced):
    """A course, badge, certificate, learning path or exam of Cisco, Google or IBM.

    `hours` is study time in hours (None: not published); `validity_years` None: not published or does not expire;
    `min_age` in years (None: not published); `prerequisites` are ids of other certifications, `includes` the courses a
    learning path is made of (who has them all has the path), `prerequisites_es/_en` other conditions; `unverified` names what no source
    confirms: it is said as unconfirmed or not at all.
    """

    id: Id
    name: Line
    name_es: Line
    aliases: tuple[Line, ...] = ()
    provider: Literal["cisco", "google", "google-cloud", "ibm"]
    platform: Line
    kind: CertificationKind
    area: Area
    level: Level
    prerequisites: tuple[Id, ...] = ()
    includes: tuple[Id, ...] = ()
    prerequisites_es: str = ""
    prerequisites_en: str = ""
    hours: float | None = None
    duration_es: str = ""
    duration_en: str = ""
    languages: tuple[Literal["es", "en", "pt", "fr", "ja", "ar", "zh"], ...] = ()
    modality_es: str = ""
    modality_en: str = ""
    cost: Cost
    credential_es: str = ""
    credential_en: str = ""
    validity_years: float | None = None
    exam_code: str = ""
    min_age: int | None = None
    skills_es: tuple[Line, ...] = ()
    skills_en: tuple[Line, ...] = ()
    roles_es: tuple[Line, ...] = ()
    roles_en: tuple[Line, ...] = ()
    url: str
    unverified: tuple[Checkable, ...] = ()
    notes_es: tuple[Line, ...] = ()
    notes_en: tuple[Line, ...] = ()


class LearningPath(Sourced):
    """Certifications in an order that builds up to a role. Its hours are the sum of its steps' known hours."""

    id: Id
    title_es: Line
    title_en: Line
    aliases: tuple[Line, ...] = ()
    area: Area
    steps: tuple[Id, ...] = Field(min_length=1)
    roles_es: tuple[Line, ...] = ()
    roles_en: tuple[Line, ...] = ()
    for_whom_es: Line
    for_whom_en: Line
    notes_es: str = ""
    notes_en: str = ""
    min_age: int | None = None
    asked: tuple[Line, ...] = ()


class Campus(Frozen):
    """A CONALEP campus. `lat`, `lon` in decimal degrees (WGS84); None where the source has no possible value."""

    cct: Annotated[str, StringConstraints(pattern=r"^\d\d[A-Z]{3}\d{4}[A-Z]$")]
    name: Line
    state: Id
    address: str
    lat: float | None = None
    lon: float | None = None


class Campuses(Sourced):
    """The list of campuses, with the one source all of them share."""

    campuses: tuple[Campus, ...]


class Place(Frozen):
    """A state of Mexico or a country of the region."""

    id: Id
    name: Line
    name_en: str = ""
    aliases: tuple[Line, ...] = ()
    kind: Literal["state", "country"]
    country: Id = "mexico"


class Listed(Sourced):
    """A short entry that is also one passage: `text` answers, `asked` are ways people ask for it (searched, never shown).

    `searched` false: people are answered by a topic that says the same, and the entry is there for its fields.
    """

    id: Id
    name: Line
    name_en: Line
    aliases: tuple[Line, ...] = ()
    text: Line
    text_en: Line
    asked: tuple[Line, ...] = ()
    searched: bool = True
    unconfirmed: bool = False
    valid_until: date | None = None


class Hub(Listed):
    """An economic development hub of Plan México and its vocation."""

    state: Id
    municipalities: tuple[Line, ...] = ()
    sectors: tuple[Id, ...] = ()


class Sector(Listed):
    """A priority sector of Plan México."""


class Support(Listed):
    """A scholarship or support. Amounts in `currency` per `per`; ages in years, both ends included; `year` they hold for.

    `open_until` is the last day of the last known registration; `condition_es/_en` say in few words who gets it.
    """

    country: Id = "mexico"
    amount: float | None = None
    currency: Literal["MXN", "USD", "EUR", "CRC", "HNL", "GTQ", "DOP"] = "MXN"
    per: Literal["month", "two_months", "once", "year"] = "month"
    condition_es: str = ""
    condition_en: str = ""
    open_until: date | None = None
    year: int | None = None
    min_age: int | None = None
    max_age: int | None = None


class HelpLine(Listed):
    """A telephone to call. `topics`: danger, suicide, violence, recruitment, labour, education, data; `minors` None: not published."""

    number: Line
    country: Id = "mexico"
    topics: tuple[Literal["danger", "suicide", "violence", "recruitment", "labour", "education", "data"], ...] = ()
    hours_es: str = ""
    hours_en: str = ""
    minors: bool | None = None


class Section(Frozen):
    """One section of a prose entry: a heading, a text that answers one question, and how people ask for it.

    `unconfirmed`: no official source says it. `unpublished`: what is asked is published nowhere; the text says so, and whom to ask.
    """

    heading: Line
    heading_en: Line
    text: Line
    text_en: Line
    asked: tuple[Line, ...] = ()
    source: tuple[Id, ...] = Field(min_length=1)
    unconfirmed: bool = False
    unpublished: bool = False
    valid_until: date | None = None
    places: tuple[Id, ...] = ()
    line: int = 0


class Prose(Frozen):
    """A file of prose: form on top, sections below. The id is the file's name."""

    id: Id
    title: Line
    title_en: Line
    aliases: tuple[Line, ...] = ()
    checked_on: date
    sections: tuple[Section, ...] = Field(min_length=1)


class Topic(Prose):
    """Facts about one subject: the programme, admission, a scholarship, a country. `holds`: the kind of entries that belong to it."""

    places: tuple[Id, ...] = ()
    holds: Literal["", "program"] = ""


class Program(Prose):
    """A technical degree of CONALEP.

    `sectors` are ids of `sectors.yaml`; `alignment` says whether a published list or only affinity puts it there;
    `offered` says whether a source of this year confirms that it is taught; `states` only those that a source names.
    """

    field_es: Line
    field_en: Line
    sectors: tuple[Id, ...] = ()
    alignment: Literal["published", "inferred", "none"] = "none"
    offered: Literal["confirmed", "unconfirmed"] = "unconfirmed"
    states: tuple[Id, ...] = ()
    learn_es: tuple[Line, ...] = ()
    learn_en: tuple[Line, ...] = ()
    work_es: tuple[Line, ...] = ()
    work_en: tuple[Line, ...] = ()


class CommonQuestion(Prose):
    """A common question. `links` are the entries that hold its figures: every number in the answer must stand in one of them."""

    links: tuple[Id, ...] = ()


class Knowledge(Frozen):
    """Everything under knowledge/, read and checked."""

    sources: dict[str, SourceEntry]
    certifications: tuple[Certification, ...] = ()
    paths: tuple[LearningPath, ...] = ()
    programs: tuple[Program, ...] = ()
    topics: tuple[Topic, ...] = ()
    questions: tuple[CommonQuestion, ...] = ()
    campuses: Campuses | None = None
    places: tuple[Place, ...] = ()
    hubs: tuple[Hub, ...] = ()
    sectors: tuple[Sector, ...] = ()
    support: tuple[Support, ...] = ()
    help_lines: tuple[HelpLine, ...] = ()
    intents: tuple[Intent, ...] = ()
    slang: Slang = Slang(words={})
    cues: Cues = Cues()
    field_questions: dict[CourseField | Literal["other"], tuple[Line, ...]] = Field(default_factory=dict)
    statements: tuple[Statement, ...] = ()
    interests: InterestTable | None = None
    municipalities: Municipalities | None = None
    phrases: dict[str, dict[str, tuple[str, ...]]] = Field(default_factory=dict)
    wording_checks: WordingChecks = WordingChecks()
    translation_scale: MeaningScale = MeaningScale()
    rubric: Rubric | None = None
    hours: Hours | None = None
    privacy: tuple[PrivacyNotice, ...] = ()
    canned_replies: tuple[CannedReply, ...] = ()
