"""A peer as the benchmark sees it: a process in an environment of its own under data/bench/, that is asked by JSON lines.

Threads that wait do not spin, for Rumbo and for the peers: on a shared machine that costs torch most of its time.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DATA = Path("data/bench")
TORCH = ("torch==2.13.0",)


@dataclass(frozen=True)
class Kind:
    """How a peer is installed and started; `persists`: it finds its index again after a restart."""

    name: str
    script: str
    packages: tuple[str, ...] = ()
    persists: bool = True


KINDS = (
    Kind("Rumbo", "rumbo.py"),
    Kind("LangChain chain", "langchain_chain.py",
         (*TORCH, "langchain", "langchain-chroma", "langchain-text-splitters", "langchain-huggingface", "sentence-transformers")),
    Kind("Haystack hybrid", "haystack_hybrid.py", (*TORCH, "haystack-ai", "sentence-transformers-haystack")),
    Kind("LlamaIndex default", "llamaindex_default.py", (*TORCH, "llama-index-core", "llama-index-embeddings-huggingface")),
    Kind("BM25", "plain_bm25.py", ("bm25s", "PyStemmer", "scikit-learn"), persists=False),
    Kind("Intents (TF-IDF, linear)", "linear_intents.py", ("bm25s", "PyStemmer", "scikit-learn"), persists=False),
)


def python_of(kind: Kind) -> tuple[Path, str]:
    """The Python of its environment, installed first; and why not, when that fails."""
    if not kind.packages:
        return Path(sys.executable), ""
    name = "words" if kind.packages[0] not in TORCH else kind.script.partition("_")[0]
    folder = DATA / "venvs" / name
    python, done = folder / "bin" / "python", folder / "installed"
    if not done.exists():
        made = [subprocess.run(line, capture_output=True, text=True) for line in (
            [sys.executable, "-m", "venv", str(folder)], [str(python), "-m", "pip", "install", "--quiet", *kind.packages])]
        if made[-1].returncode:
            return python, (made[-1].stderr.strip().splitlines() or ["pip failed"])[-1]
        done.touch()
    return python, ""


class Running:
    """A started peer, `fresh` with nothing indexed. `first_ms`: from its start until it could be asked."""

    def __init__(self, kind: Kind, python: Path, model: Path, fresh: bool = False) -> None:
        folder = DATA / "peers" / kind.script.removesuffix(".py")
        if fresh:
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        start = time.perf_counter()
        with (folder / "log.txt").open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [str(python), str(HERE / "peers" / kind.script), str(folder.resolve()), str(model.resolve())], stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=log, text=True, env={**os.environ, "OMP_WAIT_POLICY": "PASSIVE"})
        self.settings = str(self._answer()["settings"])
        self.first_ms = (time.perf_counter() - start) * 1000

    def tell(self, **what: Any) -> dict[str, Any]:
        """One thing to do; what came of it, with `ms`, `cpu_ms` and `resident` (MB)."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def stop(self) -> None:
        """End it."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(30)

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the peer ended with code {self._process.wait(30)}; see its log.txt")
        return dict(json.loads(line))
