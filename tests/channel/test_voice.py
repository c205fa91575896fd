"""Voice notes over real HTTP: heard by a stand-in for a transcription service, shown back and answered; and every way it may fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import ModelError, SettingsError
from bot.library.phrases import PhraseBook
from bot.llm.listening import Listener, open_listener
from bot.storage.database import Database
from bot.storage.transcripts import Transcripts
from tests.stand_ins.model_server import ModelServer, model_server
from tests.stand_ins.rumbo import WarmEngine
from tests.stand_ins.telegram import Person, Simulator

LONGEST = 60
ASKED = "cuántas horas dura introduction to cybersecurity"


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@pytest.fixture(scope="module")
def rumbo(warm: WarmEngine, session_simulator: Simulator, server: ModelServer, data: Path) -> Iterator[Simulator]:
    session_simulator.reset()
    bot = warm.start(session_simulator, data, voice_model="whisper-1", voice_url=server.address, voice_longest=LONGEST, voice_seconds=5)
    yield session_simulator
    bot.stop()


def spoken(person: Person, server: ModelServer, words: str, seconds: int = 4, behaviour: str = "honest") -> str:
    server.hears, server.behaviour, server.audio = words, behaviour, []
    person.send(voice={"duration": seconds})
    return str(person.wait_for_reply(20)["text"])


def test_a_voice_note_is_shown_back_and_answered(ana: Person, server: ModelServer, phrases: PhraseBook) -> None:
    told = spoken(ana, server, ASKED)

    assert told.startswith(phrases.say("channel.heard", "es", text=ASKED))
    assert "6 horas" in told
    assert len(server.audio) == 1 and b"OggS" in server.audio[0]


def test_the_transcript_keeps_the_words_and_nothing_keeps_the_audio(ana: Person, server: ModelServer, database: Database,
                                                                    data: Path) -> None:
    spoken(ana, server, ASKED)

    [turn] = Transcripts(database).conversation(ana.where["user"])
    assert turn["message"] == ASKED
    assert all(b"OggS" not in file.read_bytes() for file in data.rglob("*") if file.is_file())


def test_personal_data_said_aloud_is_not_shown_back(ana: Person, server: ModelServer) -> None:
    told = spoken(ana, server, "mi teléfono es 5512345678, cuántas horas dura introduction to cybersecurity")

    assert "5512345678" not in told


def test_a_long_voice_note_is_not_listened_to(ana: Person, server: ModelServer, phrases: PhraseBook) -> None:
    told = spoken(ana, server, ASKED, seconds=LONGEST + 1)

    assert told == phrases.say("channel.voice_long", "es", seconds=str(LONGEST))
    assert server.audio == []


@pytest.mark.parametrize(("words", "behaviour"), [("", "honest"), (ASKED, "500")])
def test_what_is_not_heard_is_asked_for_again(ana: Person, server: ModelServer, phrases: PhraseBook, words: str, behaviour: str) -> None:
    assert spoken(ana, server, words, behaviour=behaviour) == phrases.say("channel.voice_not_heard", "es")


def test_danger_that_is_spoken_is_heard(ana: Person, server: ModelServer) -> None:
    assert "911" in spoken(ana, server, "ya no quiero vivir")


def test_a_model_in_a_folder_needs_its_package_and_says_which(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"rumbo\[voice\]"):
        open_listener(str(tmp_path), "", "", 5, 60)


def test_whatever_an_engine_raises_means_not_heard() -> None:
    def broken(audio: bytes, name: str) -> str:
        raise ValueError("no")

    with pytest.raises(ModelError):
        Listener(broken, 60).heard(b"", "voz.ogg")
