"""What an answer costs, in counts that are the same on every machine; the bounds stand in counts.yaml (`make bench-quick`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import event

from bot.conversation.ports import Answering
from bot.domain.conversation import Memory
from bot.domain.message import Message, MessageKind
from bot.library.files import read_knowledge
from bot.library.index import VectorIndex
from bot.library.passages import passages_of
from bot.storage.database import Database
from tests.library.passages import QuickEmbeddings
from tests.library.written import rows_written
from tests.storage.talk import Talk

ROOT = Path(__file__).parents[2]
BOUNDS = yaml.safe_load((Path(__file__).parent / "counts.yaml").read_text(encoding="utf-8"))


@contextmanager
def batches(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many texts each call of the carried model gets."""
    from bot.library.carried import CarriedE5

    counted: list[int] = []
    real = CarriedE5.preprocess

    def counting(self: CarriedE5, inputs: Any, prompt: str | None = None, **more: Any) -> Any:
        counted.append(len(inputs))
        return real(self, inputs, prompt, **more)

    with monkeypatch.context() as patched:
        patched.setattr(CarriedE5, "preprocess", counting)
        yield counted


def ask(engine: Answering, text: str, memory: Memory | None = None) -> Memory:
    return engine.respond(Message(1, text, MessageKind.TEXT, datetime(2026, 11, 24, tzinfo=UTC)), memory or Memory()).memory


@pytest.mark.parametrize("text", BOUNDS["questions"])
def test_a_new_message_is_embedded_in_one_batch_and_a_repeated_one_not_at_all(
        engine: Answering, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    with batches(monkeypatch) as new:
        ask(engine, text)
    with batches(monkeypatch) as repeated:
        ask(engine, text)

    assert len(new) <= BOUNDS["batches_of_a_new_message"]
    assert sum(new) <= BOUNDS["texts_of_a_new_message"]
    assert repeated == []


def test_a_follow_up_is_embedded_in_one_batch(engine: Answering, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = ask(engine, "¿qué aprendo en la carrera de mecatrónica en CONALEP?")

    with batches(monkeypatch) as new:
        ask(engine, "¿y en qué puedo trabajar después?", memory)

    assert len(new) <= BOUNDS["batches_of_a_new_message"]


def test_a_turn_is_recorded_with_few_statements(database: Database) -> None:
    talk = Talk(database)
    talk.say(7, "hola")
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))

    talk.say(7, "¿es gratis?")

    assert len(statements) <= BOUNDS["statements_of_a_turn"]


def test_after_one_changed_file_only_its_new_texts_are_embedded_and_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    passages = [one for one in passages_of(read_knowledge(ROOT / "knowledge")) if one.kind == "program"]
    embeddings = QuickEmbeddings()
    index = VectorIndex(tmp_path, embeddings)
    index.build(passages)
    embeddings.embedded.clear()
    written = rows_written(monkeypatch)
    entry = passages[0].entry_id
    changed = [replace(one, text=f"{one.text} Nuevo desde hoy.") if one.entry_id == entry else one for one in passages]

    built = index.build(changed)

    assert 0 < built.embedded == len(embeddings.embedded) == len(written) <= BOUNDS["texts_of_a_changed_file"]
