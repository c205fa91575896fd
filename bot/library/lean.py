"""Imports sentence-transformers without what it and transformers want only to train, to share out over machines, or to compile.

Their modules import scipy, scikit-learn, torch's distribution and its compiler as they are imported themselves, which a bot that embeds
questions never calls: most of the time and memory of that import. Here such a name stands for itself until it is used: a call, a look into
it, `isinstance` or a subclass imports the real one. So everything goes on working, and what is not on the list is merely slower. The marks
that tell torch's compiler about a function are left out: nothing here is compiled by it. Only statements of the importing thread, in those
libraries' own modules, are touched, and only while it imports them.
"""

from __future__ import annotations

import builtins
import importlib
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from types import ModuleType
from typing import Any

FOR = ("transformers", "sentence_transformers")
COMPILER = "torch._dynamo"
LATER = ("sklearn", "scipy", COMPILER, "torch.distributed.tensor", "torch.distributed.checkpoint", "torch.distributed.fsdp",
         "torch.distributed._composable")
MARKS = ("disable", "assume_constant_result", "allow_in_graph")
_one_at_a_time = threading.Lock()
_importing = threading.local()


class Later:
    """A name of a module, or what came of calling it during the import; the module is imported when it is used."""

    def __init__(self, module: str, make: Callable[[], Any]) -> None:
        self._module, self._make = module, make

    @cached_property
    def _real(self) -> Any:
        return self._make()

    def __call__(self, *given: Any, **more: Any) -> Any:
        if getattr(_importing, "now", False):
            return Later(self._module, lambda: self._real(*given, **more))
        return self._real(*given, **more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def __instancecheck__(self, one: object) -> bool:
        return self._module in sys.modules and isinstance(one, self._real)  # nothing is of a kind whose module was never imported

    def __subclasscheck__(self, kind: type) -> bool:
        return self._module in sys.modules and issubclass(kind, self._real)

    def __mro_entries__(self, _bases: tuple[Any, ...]) -> tuple[Any, ...]:
        return (self._real,)


class _Names(ModuleType):
    """What an import statement takes names out of."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Later(self.__name__, lambda: getattr(importlib.import_module(self.__name__), name))


@contextmanager
def lean() -> Iterator[None]:
    """Within it this thread imports those libraries without the rest; one thread at a time."""
    import torch

    with _one_at_a_time, ExitStack() as all_of_it:
        real, thread = builtins.__import__, threading.get_ident()

        def taken(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
            by = (globals or {}).get("__name__") or ""
            if level == 0 and fromlist and threading.get_ident() == thread and _is(name, LATER) and _is(by, FOR):
                return _Names(name)
            return real(name, globals, locals, fromlist, level)

        all_of_it.enter_context(_replaced(builtins, "__import__", taken))
        for mark in MARKS:
            all_of_it.enter_context(_replaced(torch.compiler, mark, _unmarked(getattr(torch.compiler, mark), thread)))
        if COMPILER not in sys.modules:  # `torch._dynamo` imports it
            compiler = _Names(COMPILER)
            for mark in MARKS:
                setattr(compiler, mark, _unmarked(getattr(compiler, mark), thread))
            all_of_it.enter_context(_replaced(torch, COMPILER.partition(".")[2], compiler))
        all_of_it.enter_context(_replaced(_importing, "now", True))
        yield


@contextmanager
def _replaced(holder: Any, name: str, other: Any) -> Iterator[None]:
    held = vars(holder).get(name)
    setattr(holder, name, other)
    try:
        yield
    finally:
        if held is None:
            delattr(holder, name)
        else:
            setattr(holder, name, held)


def _unmarked(mark: Any, thread: int) -> Any:
    """`mark` as other threads know it; in this one it leaves a function as it is."""
    def left(function: Any = None, *given: Any, **more: Any) -> Any:
        if threading.get_ident() != thread:
            return mark(function, *given, **more)
        return function if function is not None else lambda one: one

    return left


def _is(name: str, of: tuple[str, ...]) -> bool:
    """Whether a module is one of these or within one."""
    return any(name == one or name.startswith(f"{one}.") for one in of)
