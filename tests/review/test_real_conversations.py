"""Replay, groups of questions and similar questions, on conversations that 300 people had with the real bot through the simulator.

Nothing is inserted: every conversation was written to a bot process over Telegram's protocol, several people at once. What they write is
drawn by a seed from the cases of tests/evaluation, and from questions that nobody has published, each in several wordings.
"""

from __future__ import annotations

import asyncio
import html
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.assembling.living import knowing_with
from bot.assembly import DayIn, build_engine, build_library
from bot.commands.case_files import read_cases
from bot.domain.text import plain
from bot.library.files import read_knowledge
from bot.library.phrases import PhraseBook
from bot.library.revising import Revising
from bot.review.labels import labels
from bot.review.parts import Parts
from bot.review.replay import run
from bot.review.watch import Watch
from bot.settings import Settings
from bot.storage.corrections import Corrections
from bot.storage.database import Database
from bot.storage.pseudonyms import PSEUDONYMS, kept_key
from bot.storage.replays import Change
from bot.storage.sealing import Seal
from bot.storage.triage import Filters
from tests.conftest import ROOT, data_kept_between_runs
from tests.review.site import MovableClock, Site, served, with_accounts
from tests.stand_ins.rumbo import WarmEngine
from tests.stand_ins.telegram import AsyncSimulator, Simulator

PEOPLE, IN_VAIN, TOGETHER, SEED = 300, 60, 16, 11
PATIENCE = 60.0  # seconds for a reply
CAFETERIA = ("¿a qué hora abre la cafetería del plantel?", "a q ora abre la cafeteria", "a que hora abre la cafeteria")
UNIFORM = ("¿dónde compro el uniforme?", "donde venden el uniforme", "¿en dónde se compra el uniforme?")
PUBLISHED = {
    "pregunta": "¿A qué hora abre la cafetería?",
    "respuesta": "Cada plantel decide el horario de su **cafetería**: pregúntalo en tu plantel.",
    "pregunta_en": "When does the cafeteria open?", "respuesta_en": "Each campus decides when its **cafeteria** opens: ask your campus.",
    "formas": "\n".join((*CAFETERIA, "cafeteria hours")), "fuentes": "equipo-rumbo", "fichas": "", "vigencia": "", "debe": ""}


def conversations(seed: int) -> list[tuple[str, ...]]:
    """What each of the people writes, always the same for a seed."""
    chance = random.Random(seed)
    files = sorted([*(ROOT / "tests/evaluation").glob("own-*.yaml"), *(ROOT / "tests/evaluation").glob("dev-*.yaml")])
    cases = [case for file in files for case in read_cases(file)]
    said = [case.turns for case in chance.sample(cases, PEOPLE - IN_VAIN)]
    said += [(chance.choice(chance.choice((CAFETERIA, UNIFORM))),) for _ in range(IN_VAIN)]
    chance.shuffle(said)
    return [("/start", *turns) if number % 20 == 0 else turns for number, turns in enumerate(said)]


async def talk(address: str, said: list[tuple[str, ...]]) -> None:
    """Everybody writes what they have to say, `TOGETHER` people at once, and each waits for an answer before they go on."""
    turns = asyncio.Semaphore(TOGETHER)

    async with AsyncSimulator(address) as crowd:
        async def one(number: int, texts: tuple[str, ...]) -> None:
            person = crowd.person(number)
            async with turns:
                for text in texts:
                    await person.say(text)
                    await person.wait_for_reply(PATIENCE)

        await asyncio.gather(*(one(number, texts) for number, texts in enumerate(said, start=1)))


@pytest.fixture(scope="module")
def had(warm: WarmEngine, session_simulator: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site beside those conversations; the vectors of what was asked are made as the site makes them."""
    session_simulator.reset()
    data: Path = tmp_path_factory.mktemp("had")
    bot = warm.start(session_simulator, data)
    asyncio.run(talk(session_simulator.url, conversations(SEED)))
    bot.stop()
    database = Database(f"sqlite:///{data / 'rumbo.db'}")
    known = read_knowledge(ROOT / "knowledge")
    knowing, clock = knowing_with(known, Corrections(database)), MovableClock(DayIn().now())
    embeddings = build_library(Settings(knowledge=ROOT / "knowledge", data=data_kept_between_runs()), known)[2]
    embeddings.wait()
    parts = Parts(database, clock, knowing, PhraseBook(known.phrases), kept_key(data / PSEUDONYMS), Seal(b"k"), lambda now: True,
                  Revising(ROOT / "knowledge", knowing), embeddings)
    with_accounts(parts)
    while parts.vectors.missing(1):
        Watch(parts).embed()
    with served(parts, clock) as running:
        yield running
    database.close()


def replayed(site: Site) -> tuple[int, list[Change]]:
    """Every conversation put to today's knowledge again: how many questions, and what changed."""
    parts = site.parts
    chats = [row.chat_id for row in parts.triage.page(Filters(), limit=PEOPLE * 2).rows]
    number = parts.replays.begin("eva", "", 0, parts.clock.now())
    run(parts, build_engine(Settings(knowledge=ROOT / "knowledge"), by_words=True, knowledge=parts.knowing.now), number, chats)
    seen = parts.replays.get(number)
    assert seen is not None and seen.ended and not seen.problem
    return seen.done, parts.replays.changes(number)


def test_every_conversation_is_there(had: Site) -> None:
    rows = had.parts.triage.page(Filters(), limit=PEOPLE * 2).rows

    assert len(rows) == PEOPLE
    assert all(row.reply for row in rows)


def test_a_replay_on_unchanged_knowledge_changes_nothing(had: Site) -> None:
    done, changes = replayed(had)

    assert done >= PEOPLE
    assert [(one.question, one.before, one.after) for one in changes] == []


def test_questions_without_an_answer_stand_in_groups_by_meaning_with_those_of_most_people_first(had: Site) -> None:
    asked = [plain(turns[-1]) for turns in conversations(SEED)]

    rows = _rows(had.client("ana").get("/tablero/preguntas").text)

    for word in ("cafeteria", "uniforme"):
        groups = [int(people) for name, people, _ in rows if word in plain(name)]
        assert groups == [sum(word in text for text in asked)]
    assert [int(row[1]) for row in rows] == sorted((int(row[1]) for row in rows), reverse=True)


def test_what_most_people_ask_about_leads_the_topics_each_once(had: Site) -> None:
    rows = _rows(had.client("ana").get("/tablero/preguntas?todas=true").text)

    assert len(rows) == 20  # the largest
    assert {word for word in ("cafeteria", "uniforme") if any(word in plain(name) for name, _, _ in rows[:4])} == {"cafeteria", "uniforme"}
    assert len({name for name, _, _ in rows}) == len(rows)


def test_the_editor_shows_how_many_people_asked_the_same(had: Site) -> None:
    turn = _turn_with(had, CAFETERIA[0])
    asked = sum(turns[-1] in CAFETERIA for turns in conversations(SEED))

    page = html.unescape(had.client("eva").get(f"/responder/{turn}").text)

    assert labels("es")["answer.people"].format(people=asked, times=asked) in page
    assert CAFETERIA[2] in page and not any(wording in page for wording in UNIFORM)


def test_a_reply_to_rate_stands_beside_what_was_rated_of_questions_that_mean_the_same(had: Site) -> None:
    eva, criteria = had.client("eva"), had.parts.knowing.now.rubric.criteria
    first, second = _turn_with(had, CAFETERIA[0]), _turn_with(had, CAFETERIA[2])

    eva.post(f"/revisar/{first}", data={**{f"c_{one.id}": "si" for one in criteria}, "comentario": "Bien dicho que no se sabe."})
    alike, other = (html.unescape(eva.get(f"/revisar/{turn}").text) for turn in (second, _turn_with(had, UNIFORM[0])))

    assert "Bien dicho que no se sabe." in alike and "Bien dicho que no se sabe." not in other


def test_what_is_published_changes_the_answers_of_those_who_asked_it_and_no_others(had: Site) -> None:
    eva = had.client("eva")
    wanted = sum(turns[-1] in CAFETERIA for turns in conversations(SEED))

    answer = eva.post(f"/responder/{_turn_with(had, CAFETERIA[0])}", data=PUBLISHED)
    had.parts.knowing.refresh()
    _, changes = replayed(had)

    assert answer.status_code == 303, html.unescape(answer.text)[-2000:]
    assert {one.question for one in changes} == set(CAFETERIA)
    assert len(changes) == wanted
    assert {(one.kind_before, one.kind_after) for one in changes} == {("unknown", "answer")}


def _turn_with(site: Site, words: str) -> int:
    """The newest turn in which that was asked."""
    asked = site.parts.vectors.of_kind((), None, None).asked
    return next(one.turn_id for one in asked if one.text == words)


def _rows(page: str) -> list[tuple[str, str, str]]:
    """Name, people and times of every group on the page."""
    found = re.findall(r'<tr><td><a href="/responder/\d+">(.*?)</a>.*?class="number">(\d+)</td><td class="number">(\d+)</td></tr>', page)
    return [(html.unescape(name), people, times) for name, people, times in found]
