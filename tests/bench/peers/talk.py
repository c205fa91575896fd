"""How a peer is talked to: JSON lines in, JSON lines out, so that each runs in an environment of its own. Standard library only.

Documents are knowledge entries: {"id", "title", "sections": [{"heading", "text"}], "asked": [...]}. A peer is a class with `settings`
(what was chosen for Spanish, and why), `index(documents)`, `change(document)` and `ask(text)`, which gives [document id, score, text],
best first; also `rank(text)` where what is said is more than the first of what is found.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

Ranked = list[tuple[str, float, str]]
CUT = 600


class Peer(Protocol):
    """Another way to build what answers."""

    settings: str

    def index(self, documents: list[dict[str, Any]]) -> None:
        """Make everything findable."""
        ...

    def change(self, document: dict[str, Any]) -> None:
        """Put one document in the place of the one with its id."""
        ...

    def ask(self, text: str) -> Ranked:
        """At least ten passages, best first."""
        ...


def sections(document: dict[str, Any]) -> list[str]:
    """The texts of a document, each section under the title, and the ways people ask for it at the end of the first."""
    texts = [f"{document['title']}. {one['heading']}\n{one['text']}" for one in document["sections"]]
    asked = "\n".join(document["asked"])
    return [f"{texts[0]}\n{asked}".strip(), *texts[1:]] if texts else []


def whole(document: dict[str, Any]) -> str:
    """A document as one text."""
    return "\n\n".join(sections(document))


def resident() -> int:
    """Resident memory of this process in MB."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) // 1024


def serve(make: Callable[[Path, str], Peer]) -> None:
    """Answer the lines of standard input until it ends. Arguments: a folder of its own, and that of the embedding model."""
    out = sys.stdout
    sys.stdout = sys.stderr
    peer = make(Path(sys.argv[1]), sys.argv[2])
    _say(out, ready=True, settings=peer.settings)
    for line in sys.stdin:
        asked = json.loads(line)
        start, spent = time.perf_counter(), time.process_time()
        more: dict[str, Any] = {}
        if "index" in asked:
            peer.index(asked["index"])
        elif "change" in asked:
            peer.change(asked["change"])
        elif "ask" in asked:
            more["ranked"] = [[name, float(score), text[:CUT]] for name, score, text in peer.ask(asked["ask"])]
        elif "wait" in asked:
            getattr(peer, "wait", lambda: None)()
        elif "rank" in asked:
            ranked = getattr(peer, "rank", peer.ask)(asked["rank"])
            more["ranked"] = [[name, float(score), ""] for name, score, _ in ranked]
        elif "together" in asked:
            with ThreadPoolExecutor(asked["threads"]) as threads:
                list(threads.map(peer.ask, asked["together"]))
        _say(out, ms=(time.perf_counter() - start) * 1000, cpu_ms=(time.process_time() - spent) * 1000, resident=resident(), **more)


def _say(out: Any, **what: Any) -> None:
    out.write(json.dumps(what) + "\n")
    out.flush()
