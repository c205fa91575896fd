"""The search: words, meaning, both; filters; and vectors that arrive while questions are answered."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest

from bot.domain.passage import Sought
from bot.errors import LibraryError
from bot.library.embedding import TextEmbeddings
from bot.library.index import VectorIndex
from bot.library.search import PassageLibrary
from bot.library.texts import texts_of
from bot.library.upkeep import Upkeep, open_library
from tests.library.passages import QuickEmbeddings, passage, vector

PASSAGES = (
    passage("becas", "La beca da 1,900 pesos cada dos meses.", asked=("¿me dan lana?",)),
    passage("dual", "Estudias en el plantel y practicas en una empresa.", places=("puebla",), facets=(("state", "puebla"),)),
    passage("redes", "Aprendes a conectar equipos.", kind="certification", facets=(("provider", "cisco"),)),
)


def ids(library: PassageLibrary, text: str, *filters: tuple[str, str], about: tuple[str, ...] = ()) -> list[str]:
    return [found.passage.entry_id for found in library.search(Sought(text, filters=filters, about=about))]


def test_words_find_a_passage_without_vectors() -> None:
    library = PassageLibrary(PASSAGES)

    found = library.search(Sought("¿cuántos pesos da la beca?", limit=1))[0]

    assert (found.passage.entry_id, found.dense) == ("becas", 0.0)
    assert found.words > 0.5


def test_meaning_finds_what_shares_no_word() -> None:
    quick = QuickEmbeddings()
    library = PassageLibrary(PASSAGES, quick)
    whole, heading = texts_of(PASSAGES[1])
    near = (vector("qwerty") + 0.1 * vector(whole)) / np.linalg.norm(vector("qwerty") + 0.1 * vector(whole))
    library.learn({text: vector(text) for one in PASSAGES for text in texts_of(one)} | {whole: near, heading: vector("qwerty")})

    found = library.search(Sought("qwerty", limit=1))[0]

    assert (found.passage.entry_id, found.matched) == ("dual", "dual")
    assert found.dense == pytest.approx(1.0, abs=1e-5)


def test_filters_are_exact_and_a_place_lets_pass_what_is_about_none() -> None:
    library = PassageLibrary(PASSAGES)

    assert ids(library, "becas", ("kind", "certification")) == ["redes"]
    assert ids(library, "becas", ("provider", "cisco"), ("kind", "certification")) == ["redes"]
    assert ids(library, "becas", ("provider", "google")) == []
    assert set(ids(library, "becas", ("place", "puebla"))) == {"becas", "dual", "redes"}
    assert set(ids(library, "becas", ("place", "sonora"))) == {"becas", "redes"}
    assert ids(library, "becas", ("entry", "dual")) == ["dual"]


def test_what_the_question_is_about_comes_first() -> None:
    library = PassageLibrary(PASSAGES)

    assert ids(library, "¿qué hay?", about=("redes",))[0] == "redes"
    assert ids(library, "¿qué hay?", about=("puebla",))[0] == "dual"


def test_a_question_that_cannot_be_embedded_is_answered_by_words() -> None:
    class Broken:
        def vectors(self, texts: Sequence[str]) -> np.ndarray:
            raise LibraryError("away")

    library = PassageLibrary(PASSAGES, Broken())
    library.learn({text: vector(text) for one in PASSAGES for text in texts_of(one)})

    assert ids(library, "¿cuánto da la beca?")[0] == "becas"


class Late:
    """The model as sentence-transformers has it, which comes when it is let."""

    def __init__(self) -> None:
        self.may_come = Event()

    def load(self) -> Late:
        assert self.may_come.wait(20)
        return self

    def encode_query(self, texts: list[str], **_: object) -> np.ndarray:
        return np.stack([vector(text) for text in texts])

    encode_document = encode_query


def opened(folder: Path) -> tuple[PassageLibrary, Upkeep, TextEmbeddings, Late]:
    late = Late()
    library, upkeep, embeddings = open_library(PASSAGES, late.load, lambda embeddings: VectorIndex(folder, embeddings))
    return library, upkeep, embeddings, late


def test_questions_are_answered_by_words_until_the_model_is_there(tmp_path: Path) -> None:
    library, upkeep, embeddings, late = opened(tmp_path)
    thread = Thread(target=upkeep.warm)
    thread.start()

    before = library.search(Sought("¿cuánto da la beca?", limit=1))[0]
    with pytest.raises(LibraryError, match="still being loaded"):
        embeddings.vectors(["hola"])
    late.may_come.set()
    thread.join(60)
    after = library.search(Sought("¿me dan lana?", limit=1))[0]

    assert (before.passage.entry_id, before.dense) == ("becas", 0.0)
    assert (after.passage.entry_id, after.matched) == ("becas", "¿me dan lana?")
    assert after.dense == pytest.approx(1.0, abs=1e-5)


def test_changed_knowledge_is_searched_without_a_restart(tmp_path: Path) -> None:
    library, upkeep, _, late = opened(tmp_path)
    late.may_come.set()
    upkeep.warm()

    built = upkeep.renew([*PASSAGES, passage("nube", "Aprendes a guardar datos.")])

    assert (built.embedded if built else None) == 2
    assert ids(library, "nube")[0] == "nube"
    assert library.search(Sought("nube", limit=1))[0].dense == pytest.approx(1.0, abs=1e-5)


def test_memory_is_given_back_after_texts_were_embedded_and_only_then(tmp_path: Path) -> None:
    library, _, embeddings, late = opened(tmp_path)
    late.may_come.set()
    given: list[int] = []
    upkeep = Upkeep(library, embeddings, lambda: VectorIndex(tmp_path, embeddings), lambda: given.append(1))

    upkeep.warm()
    upkeep.warm()
    upkeep.renew([*PASSAGES, passage("nube", "Aprendes a guardar datos.")])

    assert given == [1, 1]


def test_while_what_is_new_is_embedded_the_rest_is_still_found_by_meaning() -> None:
    library = PassageLibrary(PASSAGES, QuickEmbeddings())
    library.learn({text: vector(text) for one in PASSAGES for text in texts_of(one)})

    library.replace([*PASSAGES, passage("nube", "Aprendes a guardar datos.")])

    assert library.by_meaning
    assert library.search(Sought("¿me dan lana?", limit=1))[0].dense == pytest.approx(1.0, abs=1e-5)
    assert "nube" in ids(library, "nube")


def test_an_index_that_cannot_be_opened_leaves_the_words(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("not a folder")
    library, upkeep, _, late = opened(tmp_path / "index")
    late.may_come.set()

    with pytest.raises(LibraryError, match="Chroma cannot be opened"):
        upkeep.warm()

    assert ids(library, "¿cuánto da la beca?")[0] == "becas"


def test_searches_go_on_while_everything_is_replaced() -> None:
    library = PassageLibrary(PASSAGES, QuickEmbeddings())
    vectors = {text: vector(text) for one in PASSAGES for text in texts_of(one)}
    failures: list[Exception] = []
    done = Event()

    def ask() -> None:
        while not done.is_set():
            try:
                assert ids(library, "¿cuánto da la beca?")[0] == "becas"
            except Exception as error:
                failures.append(error)
                return

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for round_ in range(30):
        library.replace(PASSAGES if round_ % 2 else PASSAGES[:1])
        library.learn(vectors if round_ % 3 else {})
    done.set()
    for thread in threads:
        thread.join()

    assert failures == []
