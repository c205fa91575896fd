"""Opens a chat model by name through langchain's init_chat_model.

Names are "provider:model" as langchain writes them (openai, anthropic, google_genai, ollama …); any OpenAI-compatible address is
"openai:model" with that address. The provider's own retries are off: `limits.py` does them within the time that the turn has.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain.chat_models import init_chat_model
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import BaseChatModel

from bot.errors import SettingsError

EXTRAS = {"openai": "openai", "anthropic": "anthropic", "google_genai": "google", "ollama": "ollama"}


def open_model(name: str, address: str = "", key: str = "", seconds: float = 4.0, longest: int = 600,
               callbacks: Sequence[BaseCallbackHandler] = ()) -> BaseChatModel:
    """The model `name` ("provider:model"), answering at most `longest` tokens within `seconds`; SettingsError when it cannot be opened."""
    provider, _, model = name.partition(":")
    if not model:
        raise SettingsError(f"RUMBO_MODEL is '{name}': write provider:model, such as openai:gpt-4o-mini or ollama:llama3.2")
    options: dict[str, Any] = {"temperature": 0.0, "max_tokens": longest, "timeout": seconds, "max_retries": 0}
    if address:
        options |= {"base_url": address, "api_key": key or "none"}
    elif key:
        options["api_key"] = key
    try:
        opened = init_chat_model(model, model_provider=provider, callbacks=list(callbacks) or None, **options)
    except ImportError as error:
        raise SettingsError(f"RUMBO_MODEL={name} needs a package: pip install 'rumbo[{EXTRAS.get(provider, provider)}]'") from error
    except Exception as error:  # each provider raises its own kind when a key is missing or a name is wrong
        raise SettingsError(f"RUMBO_MODEL={name} cannot be opened: {error}") from error
    if not isinstance(opened, BaseChatModel):
        raise SettingsError(f"RUMBO_MODEL={name} is not a chat model")
    return opened


def tracing(kind: str) -> tuple[BaseCallbackHandler, ...]:
    """The observer named by RUMBO_TRACING: "langfuse", "langsmith" or none. Keys are the observer's own variables."""
    if not kind:
        return ()
    try:
        if kind == "langfuse":
            from langfuse.langchain import CallbackHandler

            return (CallbackHandler(),)
        if kind == "langsmith":
            from langchain_core.tracers import LangChainTracer

            return (LangChainTracer(),)
    except ImportError as error:
        raise SettingsError(f"RUMBO_TRACING={kind} needs a package: pip install {kind}") from error
    raise SettingsError(f"RUMBO_TRACING is '{kind}': write langfuse, langsmith or nothing")
