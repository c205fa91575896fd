"""Models and observers are opened by their names in the settings, and what is wrong is said in words that help."""

from __future__ import annotations

import importlib.util

import pytest
from langchain_core.tracers import LangChainTracer

from bot.errors import SettingsError
from bot.llm.providers import open_model, tracing


def test_nobody_observes_unless_the_settings_say_so() -> None:
    assert tracing("") == ()
    assert open_model("openai:small", "http://127.0.0.1:9/v1").callbacks is None


def test_langsmith_is_switched_on_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGSMITH_API_KEY", "none")

    [observer] = tracing("langsmith")

    assert isinstance(observer, LangChainTracer)
    assert open_model("openai:small", "http://127.0.0.1:9/v1", callbacks=[observer]).callbacks == [observer]


@pytest.mark.skipif(importlib.util.find_spec("langfuse") is not None, reason="langfuse is installed")
def test_an_observer_that_is_not_installed_is_named_with_its_package() -> None:
    with pytest.raises(SettingsError, match="pip install langfuse"):
        tracing("langfuse")


def test_an_observer_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError, match="langfuse, langsmith or nothing"):
        tracing("nosuch")


@pytest.mark.parametrize(("name", "says"), [("gpt", "provider:model"), ("nosuch:model", "cannot be opened"),
                                            ("google_genai:gemini", r"rumbo\[google\]")])
def test_a_model_that_cannot_be_opened_is_named_with_what_to_do(name: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        open_model(name)
