"""The carried model behind the shared embeddings."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from bot.library.embedding import TextEmbeddings, load_model


@pytest.fixture(scope="module")
def model() -> Any:
    return load_model("")


class Counting:
    """The real model, counting the batches of questions it is given."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self.batches: list[int] = []

    def encode_query(self, texts: list[str], **settings: Any) -> Any:
        self.batches.append(len(texts))
        return self._model.encode_query(texts, **settings)


def test_texts_of_one_call_are_embedded_in_one_batch_and_kept(model: Any) -> None:
    counting = Counting(model)
    embeddings = TextEmbeddings(counting)

    first = embeddings.vectors(["¿qué becas hay?", "hola", "¿qué becas hay?"])
    again = embeddings.vectors(["hola", "¿cuánto dura?"])

    assert counting.batches == [2, 1]
    assert first.shape == (3, 384)
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(first[1], again[0])
    assert np.allclose(np.linalg.norm(first, axis=1), 1.0, atol=1e-4)


def test_a_batch_gives_the_vectors_of_single_calls(model: Any) -> None:
    texts = ["¿cuánto cuesta?", "how long is the course, and is there an exam at the end?", "mecatrónica"]

    batch = TextEmbeddings(model).vectors(texts)

    alone = np.vstack([TextEmbeddings(model).vectors([text]) for text in texts])
    assert (np.sum(batch * alone, axis=1) > 0.9999).all()  # numbers of 16 bits round otherwise in another batch


def test_the_oldest_vector_is_forgotten_first(model: Any) -> None:
    counting = Counting(model)
    embeddings = TextEmbeddings(counting, remembered=2)

    for text in ("uno", "dos", "uno", "tres", "uno", "dos"):
        embeddings.vectors([text])

    assert len(counting.batches) == 4  # uno, dos, tres, and dos once more


def test_no_text_can_be_read_in_what_is_kept(model: Any) -> None:
    embeddings = TextEmbeddings(model)

    embeddings.vectors(["¿qué becas hay?"])

    assert b"becas" not in pickle.dumps(embeddings._kept)
    assert len(embeddings._kept) == 1


def test_threads_may_share_it(model: Any) -> None:
    embeddings = TextEmbeddings(model, remembered=3)
    texts = [f"pregunta número {number}" for number in range(12)]
    alone = {text: TextEmbeddings(model).vectors([text])[0] for text in texts}

    with ThreadPoolExecutor(6) as threads:
        rows = list(threads.map(lambda text: embeddings.vectors([text])[0], texts * 3))

    assert all(np.dot(row, alone[text]) > 0.9999 for row, text in zip(rows, texts * 3, strict=True))


def test_a_question_and_a_passage_get_their_own_prefix(model: Any) -> None:
    embeddings = TextEmbeddings(model)

    question, passage = embeddings.vectors(["becas"])[0], embeddings.of_documents(["becas"])[0]

    assert not np.allclose(question, passage)
    assert np.dot(question, passage) > 0.8
