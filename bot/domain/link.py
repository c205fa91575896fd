"""Links of the knowledge to the web, and what became of asking for one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

ADDRESS = re.compile(r"https?://[^\s<>\"'«»]+[^\s<>\"'«».,;:!?)\]]")


class LinkState(StrEnum):
    """`answers`; `closed`: a server answers, but not to a program (403 and the like), or the proxy does not let it pass; `gone`: the page
    is not there (404, 410); `failing`: the server says that it failed; `silent`: no answer at all.
    """

    ANSWERS = "answers"
    CLOSED = "closed"
    GONE = "gone"
    FAILING = "failing"
    SILENT = "silent"

    @property
    def is_wrong(self) -> bool:
        """Whether a reader would find nothing."""
        return self not in (LinkState.ANSWERS, LinkState.CLOSED)


@dataclass(frozen=True)
class LinkSeen:
    """What became of asking for a link. `status` of HTTP, 0 without an answer; `problem`: why there was none, as the end of a label's key
    ("timeout", "refused", "name", "tls", "private", "redirects", "proxy", "broken"); `moved_to`: where it leads for good, if elsewhere.
    """

    url: str
    state: LinkState
    status: int = 0
    problem: str = ""
    moved_to: str = ""


def links_in(form: Mapping[str, Any]) -> tuple[str, ...]:
    """Every web address in what an entry says, in order, each once."""
    return tuple(dict.fromkeys(address for text in _texts(form) for address in ADDRESS.findall(text)))


def no_network(seen: tuple[LinkSeen, ...]) -> bool:
    """Whether not one of the links that may be asked for gave an answer: then it is the network, not the links."""
    asked = [one for one in seen if one.problem != "private"]
    return bool(asked) and all(one.state is LinkState.SILENT or one.problem == "proxy" for one in asked)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
