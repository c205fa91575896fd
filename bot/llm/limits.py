"""A chat model within limits: time, tries, calls at once, tokens and money a day; a circuit breaker when it keeps failing.

Whatever goes wrong is a ModelError, raised within the time limit, so that the answer without a model can go out at once. A call that
outlives its limit keeps its place among the calls at once until it ends: a model that hangs is asked less, not more. What it took is
counted all the same, when it ends: by its own count, or estimated from the prompt and what was heard of it; where nothing could be heard,
as the longest answer that it may give. A request that the server refused (429, 500 …) took nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass
from functools import partial
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
from bot.llm.streaming import Stream, counted, words_of

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
    longest_answer: int = 600  # tokens
    method: str = ""


class Call:
    """One prompt on its way for one person, and how often it was sent."""

    def __init__(self, prompt: str, person: str, stream: Stream | None) -> None:
        self.prompt, self.person, self.stream, self.sent = prompt, person, stream, 0

    def send(self, ask: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
        """What is answered."""
        self.sent += 1
        return _whole_or_cut(ask, self.prompt)


class LimitedModel:
    """Fits the engine's Model."""

    def __init__(self, name: str, model: BaseChatModel, limits: Limits, ledger: Ledger, clock: Clock) -> None:
        self.name = name
        self._model, self._limits, self._ledger, self._clock = model, limits, ledger, clock
        self._breaker = pybreaker.CircuitBreaker(fail_max=limits.failures, reset_timeout=limits.rest_seconds)
        self._places = BoundedSemaphore(limits.at_once)
        self._threads = ThreadPoolExecutor(limits.at_once, thread_name_prefix="model")

    def complete(self, prompt: Filled, person: str, form: type[Frozen], heard: Callable[[str], bool] | None = None) -> Generation:
        """What the model says to the prompt: the JSON of `form` where it keeps to it, else its words as they are. ModelError when it is
        over budget, busy, late, down or says too much. `heard`: told all that was said so far each time more comes; when it says False
        that is enough, and what was said until then comes back.
        """
        self._within_budget(person)
        if not self._places.acquire(blocking=False):
            raise ModelError("the model is busy")
        start = time.monotonic()
        until, stream = start + self._limits.seconds, Stream() if heard else None
        call = Call(prompt.text, person, stream)
        task = self._threads.submit(self._guarded_call, call, form, until)
        task.add_done_callback(lambda _: self._over(stream))
        try:
            enough = stream.follow(heard, until) if stream and heard else None
            said = task.result(max(until - time.monotonic(), 0)) if enough is None else {"raw": AIMessage(enough), "parsed": None}
        except TooLate as error:
            if stream is not None:
                stream.stop()
            task.add_done_callback(partial(self._count_what_failed, call))
            raise ModelError(f"the model took more than {self._limits.seconds:g} s") from error
        except pybreaker.CircuitBreakerError as error:
            raise ModelError("the model rests after failing several times") from error
        except Exception as error:  # every provider has its own errors; all mean the same here
            self._count_what_failed(call, task)
            raise ModelError(f"the model failed: {type(error).__name__}") from error
        return self._generation(said, prompt, person, form, (time.monotonic() - start) * 1000)

    def _generation(self, said: dict[str, Any], prompt: Filled, person: str, form: type[Frozen], milliseconds: float) -> Generation:
        """What was said, counted."""
        message, parsed = said["raw"] or AIMessage(""), said["parsed"]
        words = words_of(message)
        usage = self._usage(message, prompt.text, words, milliseconds)
        self._ledger.add(self._clock.today(), person, usage)
        text = parsed.model_dump_json() if isinstance(parsed, form) else words
        if not text.strip() or len(text) > self._limits.longest_text:
            raise ModelError(f"the model said {len(text)} characters")
        return Generation(text, self.name, prompt, usage)

    def _count_what_failed(self, call: Call, task: Future[dict[str, Any]]) -> None:
        """What a call took that ended too late or broke off."""
        error = task.exception()
        said = None if error else task.result()["raw"]
        if said is not None:
            usage = self._usage(said, call.prompt, words_of(said), 0.0)
        elif isinstance(error, pybreaker.CircuitBreakerError) or _refused(error):
            return
        else:
            tokens_in, heard = counted(call.prompt, call.stream.said if call.stream else "")
            usage = self._priced(tokens_in * call.sent, heard if call.stream else self._limits.longest_answer * call.sent, 0.0)
        self._ledger.add(self._clock.today(), call.person, usage)

    def _over(self, stream: Stream | None) -> None:
        self._places.release()
        if stream is not None:
            stream.end()

    def _guarded_call(self, call: Call, form: type[Frozen], until: float) -> dict[str, Any]:
        """One call through the breaker, tried again while the failure may pass, there is time and nothing was heard: the raw message and
        what it parses to.
        """
        tries = Retrying(stop=stop_after_attempt(TRIES), wait=wait_exponential_jitter(multiplier=0.2, max=1.0), reraise=True,
                         retry=retry_if_exception(lambda error: _passes(error) and time.monotonic() < until - 0.5
                                                  and not (call.stream and call.stream.begun)))
        how = {"method": self._limits.method} if self._limits.method else {}
        model: Any = self._model.with_structured_output(form, include_raw=True, **how)
        ask = partial(call.stream.listen, model) if call.stream else model.invoke
        said: dict[str, Any] = tries(lambda: self._breaker.call(call.send, ask))
        return said

    def _within_budget(self, person: str) -> None:
        total, own = self._ledger.spent(self._clock.today(), person)
        if total.tokens >= self._limits.tokens_a_day or (self._limits.dollars_in and total.dollars >= self._limits.dollars_a_day):
            raise ModelError("the budget of the day is spent")
        if own.tokens >= self._limits.tokens_a_day_and_person:
            raise ModelError("this person's budget of the day is spent")

    def _usage(self, message: AIMessage, prompt: str, words: str, milliseconds: float) -> Usage:
        told = message.usage_metadata
        tokens_in, tokens_out = (told["input_tokens"], told["output_tokens"]) if told else counted(prompt, words)
        return self._priced(tokens_in, tokens_out, milliseconds)

    def _priced(self, tokens_in: int, tokens_out: int, milliseconds: float) -> Usage:
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
        told = UsageMetadata(input_tokens=usage.prompt_tokens, output_tokens=usage.completion_tokens, total_tokens=usage.total_tokens)
        return {"raw": AIMessage(completion.choices[0].message.content or "", usage_metadata=told), "parsed": None}


def _refused(error: BaseException | None) -> bool:
    """Whether the server said no instead of an answer."""
    return isinstance(getattr(error, "status_code", None) or getattr(error, "code", None), int)


def _passes(error: BaseException) -> bool:
    """Whether trying again may help: the server says so by its status, or the connection broke."""
    if isinstance(error, pybreaker.CircuitBreakerError):
        return False
    status = getattr(error, "status_code", None) or getattr(error, "code", None)
    return status in PASSING if isinstance(status, int) else isinstance(error, OSError) or "Connection" in type(error).__name__
