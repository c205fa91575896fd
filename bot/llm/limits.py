"""A chat model within limits: time, tries, calls at once, tokens and money a day; a circuit breaker when it keeps failing.

Whatever goes wrong is a ModelError, raised within the time limit, so that the answer without a model can go out at once. A call that
outlives its limit keeps its place among the calls at once until it ends: a model that hangs is asked less, not more.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any

import pybreaker
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.messages.ai import UsageMetadata
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from bot.domain.conversation import Frozen
from bot.domain.generation import Filled, Generation, Usage
from bot.errors import ModelError
from bot.llm.ports import Clock, Ledger

PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
TRIES = 3
MILLION = 1_000_000


@dataclass(frozen=True)
class Limits:
    """`seconds` a call; calls `at_once`; a day: tokens and US dollars in all, tokens a person. Prices in US dollars a million tokens.

    `method` is how the form of an answer is asked for, in langchain's words ("json_schema", "json_mode", "function_calling"); empty: the
    provider's default. The circuit opens after `failures` in a row and is tried again after `rest_seconds`.
    """

    seconds: float = 4.0
    at_once: int = 4
    tokens_a_day: int = 2_000_000
    dollars_a_day: float = 5.0
    tokens_a_day_and_person: int = 40_000
    dollars_in: float = 0.0
    dollars_out: float = 0.0
    failures: int = 5
    rest_seconds: float = 30.0
    longest_text: int = 6_000
    method: str = ""


class LimitedModel:
    """Fits the engine's Model."""

    def __init__(self, name: str, model: BaseChatModel, limits: Limits, ledger: Ledger, clock: Clock) -> None:
        self.name = name
        self._model, self._limits, self._ledger, self._clock = model, limits, ledger, clock
        self._breaker = pybreaker.CircuitBreaker(fail_max=limits.failures, reset_timeout=limits.rest_seconds)
        self._places = BoundedSemaphore(limits.at_once)
        self._threads = ThreadPoolExecutor(limits.at_once, thread_name_prefix="model")

    def complete(self, prompt: Filled, person: str, form: type[Frozen]) -> Generation:
        """What the model says to the prompt: the JSON of `form` where it keeps to it, else its words as they are. ModelError when it is
        over budget, busy, late, down or says too much.
        """
        self._within_budget(person)
        if not self._places.acquire(blocking=False):
            raise ModelError("the model is busy")
        start = time.monotonic()
        task = self._threads.submit(self._guarded_call, prompt.text, form, start + self._limits.seconds)
        task.add_done_callback(lambda _: self._places.release())
        try:
            said = task.result(timeout=self._limits.seconds)
        except TooLate as error:
            raise ModelError(f"the model took more than {self._limits.seconds:g} s") from error
        except pybreaker.CircuitBreakerError as error:
            raise ModelError("the model rests after failing several times") from error
        except Exception as error:  # every provider has its own errors; all mean the same here
            raise ModelError(f"the model failed: {type(error).__name__}") from error
        message: AIMessage = said["raw"]
        usage = self._usage(message, (time.monotonic() - start) * 1000)
        self._ledger.add(self._clock.today(), person, usage)
        parsed = said["parsed"]
        text = parsed.model_dump_json() if isinstance(parsed, form) else str(message.text)
        if not text.strip() or len(text) > self._limits.longest_text:
            raise ModelError(f"the model said {len(text)} characters")
        return Generation(text, self.name, prompt, usage)

    def _guarded_call(self, text: str, form: type[Frozen], until: float) -> dict[str, Any]:
        """One call through the breaker, tried again while the failure may pass and there is time: the raw message and what it parses to."""
        tries = Retrying(stop=stop_after_attempt(TRIES), wait=wait_exponential_jitter(multiplier=0.2, max=1.0), reraise=True,
                         retry=retry_if_exception(lambda error: _passes(error) and time.monotonic() < until - 0.5))
        how = {"method": self._limits.method} if self._limits.method else {}
        ask: Any = self._model.with_structured_output(form, include_raw=True, **how).invoke
        said: dict[str, Any] = tries(lambda: self._breaker.call(_whole_or_cut, ask, text))
        return said

    def _within_budget(self, person: str) -> None:
        total, own = self._ledger.spent(self._clock.today(), person)
        if total.tokens >= self._limits.tokens_a_day or (self._limits.dollars_in and total.dollars >= self._limits.dollars_a_day):
            raise ModelError("the budget of the day is spent")
        if own.tokens >= self._limits.tokens_a_day_and_person:
            raise ModelError("this person's budget of the day is spent")

    def _usage(self, message: AIMessage, milliseconds: float) -> Usage:
        counted = message.usage_metadata
        tokens_in = counted["input_tokens"] if counted else 0
        tokens_out = counted["output_tokens"] if counted else 0
        dollars = (tokens_in * self._limits.dollars_in + tokens_out * self._limits.dollars_out) / MILLION
        return Usage(tokens_in, tokens_out, dollars, milliseconds)


def _whole_or_cut(ask: Callable[[str], dict[str, Any]], text: str) -> dict[str, Any]:
    """What the model says; where it ran into its limit of tokens, which some clients raise, what it said until then."""
    try:
        return ask(text)
    except Exception as error:
        completion = getattr(error, "completion", None)
        if completion is None:
            raise
        usage = completion.usage
        counted = UsageMetadata(input_tokens=usage.prompt_tokens, output_tokens=usage.completion_tokens, total_tokens=usage.total_tokens)
        return {"raw": AIMessage(completion.choices[0].message.content or "", usage_metadata=counted), "parsed": None}


def _passes(error: BaseException) -> bool:
    """Whether trying again may help: the server says so by its status, or the connection broke."""
    if isinstance(error, pybreaker.CircuitBreakerError):
        return False
    status = getattr(error, "status_code", None) or getattr(error, "code", None)
    return status in PASSING if isinstance(status, int) else isinstance(error, OSError) or "Connection" in type(error).__name__
