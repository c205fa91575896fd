"""The index in Chroma: what is embedded, what survives a crash, and the server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import httpx
import numpy as np
import pytest

from bot.domain.passage import Passage
from bot.errors import LibraryError
from bot.library.index import VectorIndex
from bot.library.ports import Built
from bot.library.texts import texts_of
from tests.library.passages import QuickEmbeddings, passage, vector
from tests.library.written import rows_written

ROOT = Path(__file__).parents[2]
SLOW = """
import sys
from pathlib import Path
from bot.library.index import VectorIndex
from tests.library.passages import QuickEmbeddings, passage
index = VectorIndex(Path(sys.argv[1]), QuickEmbeddings(seconds=0.2))
index.build([passage(f"p{n}", f"nuevo {n}") for n in range(1000)], lambda done, total: print(done, flush=True))
"""
OTHER = """
import sys
from pathlib import Path
from bot.library.index import VectorIndex
from tests.library.passages import QuickEmbeddings, passage
VectorIndex(Path(sys.argv[1]), QuickEmbeddings()).build([passage("nuevo"), *(passage(f"p{n}", f"Sobre {n}.") for n in range(1, 40))])
"""


def test_only_what_is_new_is_embedded(tmp_path: Path) -> None:
    embeddings = QuickEmbeddings()
    index = VectorIndex(tmp_path, embeddings)
    first = index.build([passage("becas"), passage("dual"), passage("redes")])

    embeddings.embedded.clear()
    second = index.build([passage("becas"), passage("dual", "Otra cosa."), passage("nube")])

    assert first == Built(embedded=6, kept=0, removed=0)
    assert second == Built(embedded=3, kept=3, removed=3)
    assert sorted(embeddings.embedded) == ["dual. dual Otra cosa.", "nube", "nube. nube Sobre nube."]


def test_nothing_is_done_when_nothing_changed(tmp_path: Path) -> None:
    embeddings = QuickEmbeddings()
    VectorIndex(tmp_path, embeddings).build([passage("becas")])

    embeddings.embedded.clear()
    built = VectorIndex(tmp_path, embeddings).build([passage("becas")])

    assert built == Built(embedded=0, kept=2, removed=0)
    assert embeddings.embedded == []


def test_the_index_holds_the_vectors_of_its_texts(tmp_path: Path) -> None:
    index = VectorIndex(tmp_path, QuickEmbeddings())
    index.build([passage("becas"), passage("dual")])

    held = index.vectors([*texts_of(passage("becas")), "nunca visto"])

    assert set(held) == {"becas", "becas. becas Sobre becas."}
    assert held["becas"] == pytest.approx(vector("becas"), abs=1e-6)


def test_each_model_has_an_index_of_its_own(tmp_path: Path) -> None:
    VectorIndex(tmp_path, QuickEmbeddings(), "uno").build([passage("becas")])

    assert VectorIndex(tmp_path, QuickEmbeddings(), "otro").vectors(["becas"]) == {}


def test_chroma_finds_by_filters(tmp_path: Path) -> None:
    index = VectorIndex(tmp_path, QuickEmbeddings())
    cisco = passage("redes", kind="certification", facets=(("provider", "cisco"), ("language", "es"), ("language", "en"), ("cost", "free")))
    google = passage("nube", kind="certification", facets=(("provider", "google"), ("language", "en")))
    puebla = passage("polo", facets=(("state", "puebla"), ("country", "mexico")))
    index.build([cisco, google, puebla])

    def found(*filters: tuple[str, str]) -> set[str]:
        return set(index.nearest(vector("redes"), filters))

    assert found(("kind", "certification")) == {"redes#redes", "nube#nube"}
    assert found(("language", "en"), ("cost", "free")) == {"redes#redes"}
    assert found(("state", "puebla")) == {"polo#polo"}
    assert found(("entry", "nube")) == {"nube#nube"}
    assert max(index.nearest(vector("redes")).items(), key=lambda item: item[1])[0] == "redes#redes"


def test_a_build_killed_in_the_middle_leaves_the_old_index_and_is_taken_up_again(tmp_path: Path) -> None:
    old = [passage("becas"), passage("dual")]
    VectorIndex(tmp_path, QuickEmbeddings()).build(old)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", SLOW, str(tmp_path)], stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        while int(process.stdout.readline()) < 256:
            pass
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL

    embeddings = QuickEmbeddings()
    index = VectorIndex(tmp_path, embeddings)
    held = index.vectors(text for one in old for text in texts_of(one))
    built = index.build([passage(f"p{n}", f"nuevo {n}") for n in range(1000)])

    assert len(held) == 4
    assert 256 <= 2000 - built.embedded < 2000
    assert len(embeddings.embedded) == built.embedded
    assert len(index.vectors(f"p{n}" for n in range(1000))) == 1000


def test_a_build_that_fails_is_a_library_error_and_leaves_the_old_index(tmp_path: Path) -> None:
    class Failing(QuickEmbeddings):
        def of_documents(self, texts: Sequence[str]) -> np.ndarray:
            raise MemoryError("no room")

    VectorIndex(tmp_path, QuickEmbeddings()).build([passage("becas")])
    index = VectorIndex(tmp_path, Failing())

    with pytest.raises(LibraryError, match="the index cannot be built: no room"):
        index.build([passage("dual")])

    assert set(index.vectors(["becas", "dual"])) == {"becas"}


def test_the_index_before_the_live_one_is_kept_and_older_ones_are_dropped(tmp_path: Path) -> None:
    embeddings = QuickEmbeddings()
    index = VectorIndex(tmp_path, embeddings)
    for name in ("uno", "dos", "tres"):
        index.build([passage(name)])

    embeddings.embedded.clear()
    index.build([passage("dos"), passage("tres"), passage("uno")])

    assert sorted(set(embeddings.embedded)) == ["uno", "uno. uno Sobre uno."]


MANY = [passage(f"p{number}", f"Sobre {number}.") for number in range(40)]


def texts_held(index: VectorIndex, *lists: list[Passage]) -> set[str]:
    return set(index.vectors(text for one in lists for passage_ in one for text in texts_of(passage_)))


def test_a_change_writes_what_differs_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = VectorIndex(tmp_path, QuickEmbeddings())
    index.build(MANY)
    written = rows_written(monkeypatch)
    changed = [*MANY[2:], passage("p0", "Otra cosa."), passage("nuevo")]

    built = index.build(changed)

    assert built == Built(embedded=3, kept=77, removed=3)
    assert written == ["nuevo", "nuevo. nuevo Sobre nuevo.", "p0. p0 Otra cosa."]
    assert texts_held(index, changed, MANY) == {text for one in changed for text in texts_of(one)}
    assert set(index.nearest(vector("p0"), limit=100)) == {one.id for one in changed}


def test_one_change_after_another_is_laid_over_the_same_index(tmp_path: Path) -> None:
    embeddings = QuickEmbeddings()
    index = VectorIndex(tmp_path, embeddings)
    index.build(MANY)
    for word in ("uno", "dos", "tres"):
        index.build([*MANY[1:], passage("p0", word)])
    embeddings.embedded.clear()

    back = index.build(MANY)
    elsewhere = VectorIndex(tmp_path, embeddings)

    assert back == Built(embedded=0, kept=80, removed=1)
    assert embeddings.embedded == []
    assert elsewhere.build(MANY) == Built(embedded=0, kept=80, removed=0)
    assert texts_held(elsewhere, MANY) == {text for one in MANY for text in texts_of(one)}


def test_a_change_that_fails_leaves_the_index_and_is_taken_up_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = [*MANY[2:], passage("p0", "Otra cosa."), passage("nuevo")]
    VectorIndex(tmp_path, QuickEmbeddings()).build(MANY)
    index = VectorIndex(tmp_path, QuickEmbeddings())
    with monkeypatch.context() as patched:
        patched.setattr(index, "_go_live", lambda *_: (_ for _ in ()).throw(OSError("the machine died here")))
        with pytest.raises(LibraryError, match="the machine died here"):
            index.build(changed)

    embeddings = QuickEmbeddings()
    after = VectorIndex(tmp_path, embeddings)
    held = texts_held(after, MANY, changed)
    built = after.build(changed)

    assert held == {text for one in MANY for text in texts_of(one)}
    assert (built.embedded, embeddings.embedded) == (0, [])
    assert texts_held(after, MANY, changed) == {text for one in changed for text in texts_of(one)}


def test_another_program_that_has_the_index_open_reads_on_while_it_changes(tmp_path: Path) -> None:
    reader = VectorIndex(tmp_path, QuickEmbeddings())
    reader.build(MANY)
    texts_held(reader, MANY)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}

    subprocess.run([sys.executable, "-c", OTHER, str(tmp_path)], env=environment, check=True)

    assert texts_held(reader, MANY[:2], [passage("nuevo")]) == {"p1", "p1. p1 Sobre 1.", "nuevo", "nuevo. nuevo Sobre nuevo."}


def test_what_a_passage_is_filtered_by_may_change_without_its_text(tmp_path: Path) -> None:
    index = VectorIndex(tmp_path, QuickEmbeddings())
    index.build(MANY)

    known = index.vectors(text for one in MANY for text in texts_of(one))
    built = index.build([*MANY[1:], replace(MANY[0], facets=(("state", "puebla"),))], known=known)

    assert built == Built(embedded=0, kept=80, removed=2)
    assert set(index.nearest(vector("p0"), [("state", "puebla")])) == {"p0#p0"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).parent / "chroma"), "run", "--path", str(tmp_path / "server"), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(f"http://127.0.0.1:{port}/api/v2/heartbeat")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if httpx.get(address, timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise TimeoutError(address)


def test_the_index_may_live_on_a_chroma_server(server: str, tmp_path: Path) -> None:
    VectorIndex(tmp_path, QuickEmbeddings(), url=server).build([passage("becas"), passage("dual", facets=(("state", "puebla"),))])

    elsewhere = VectorIndex(tmp_path / "other", QuickEmbeddings(), url=server)

    assert set(elsewhere.vectors(["becas", "dual", "redes"])) == {"becas", "dual"}
    assert set(elsewhere.nearest(vector("dual"), [("state", "puebla")])) == {"dual#dual"}


def test_a_server_that_is_away_is_a_library_error(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="Chroma cannot be opened"):
        VectorIndex(tmp_path, QuickEmbeddings(), url="http://127.0.0.1:9")
