"""The order of a start."""

from __future__ import annotations

from typing import Any

import pytest

from bot import assembly
from bot.library.files import read_knowledge
from bot.settings import read_settings


def test_the_model_is_loaded_after_what_answers_by_words_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    settings, order = read_settings(), list[str]()
    joined = assembly.joined
    monkeypatch.setattr(assembly, "_warm", lambda *_: order.append("by meaning"))

    def making(*given: Any) -> Any:
        made = joined(*given)
        order.append("by words")
        return made

    monkeypatch.setattr(assembly, "joined", making)
    assembly.build_engine(settings, later=True, knowledge=read_knowledge(settings.knowledge))

    assert order[0] == "by words"
