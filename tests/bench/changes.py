"""How long a change takes until it is searched by meaning (`make profile` prints it): a file edited while the bot runs, a counselor's
correction going live, and `rumbo index` after one edited file. Everything indexed before; the copies it works on are thrown away.

    python -m tests.bench.changes --as after     # kept in docs/bench/changes.json under that name; the table shows all that are kept

Seconds of the clock, and processor seconds (all threads). The start is apart: loading the model is paid once, not for each change.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import enumerate as threads
from typing import Any

from bot.assembling.living import LivingEngine, knowing_with
from bot.assembly import build_living, open_database
from bot.library.files import read_knowledge
from bot.library.kinds import entries_of
from bot.settings import Settings, read_settings
from bot.storage.corrections import Corrections, Proposal

FILE = Path("docs/bench/changes.json")
Figures = dict[str, dict[str, float]]


class Clock:
    """Seconds of the clock and of the processor that something takes, each by its name."""

    def __init__(self) -> None:
        self.rows: Figures = {}

    def timed(self, name: str, act: Callable[[], object]) -> None:
        """Do it, and keep its times."""
        start, spent = time.perf_counter(), time.process_time()
        act()
        self.rows[name] = {"s": round(time.perf_counter() - start, 2), "cpu_s": round(time.process_time() - spent, 2)}


def copied(settings: Settings, folder: Path) -> Settings:
    """Settings whose knowledge and data are copies in `folder`."""
    shutil.copytree(settings.knowledge, folder / "knowledge")
    for name in ("index", "guard"):
        shutil.copytree(settings.data / name, folder / "data" / name)
    return settings.model_copy(update={"knowledge": folder / "knowledge", "data": folder / "data", "database_url": ""})


def edit(folder: Path, words: str) -> None:
    """Put a sentence before the text of each section of the first degree."""
    file = sorted((folder / "programs").glob("*.md"))[0]
    file.write_text(re.sub(r"(^## .*\n)", rf"\1{words} ", file.read_text(encoding="utf-8"), flags=re.MULTILINE), encoding="utf-8")


def running(settings: Settings) -> Figures:
    """What a running bot takes for an edited file and for a correction."""
    clock, database = Clock(), open_database(settings)
    corrections = Corrections(database)
    knowing = knowing_with(read_knowledge(settings.knowledge), corrections)
    made: list[LivingEngine] = []
    clock.timed("start of the engine, everything indexed", lambda: (made.append(build_living(settings, knowing)[0]), _warm()))
    [engine] = made
    edit(settings.knowledge, "Se agregó una frase mientras el bot corre.")
    knowing.reread(read_knowledge(settings.knowledge))
    clock.timed("an edited file, the bot running", engine.follow)
    entry = next(one for one in entries_of(knowing.now) if one.kind == "question")
    form = entry.value.model_dump(mode="json")
    form["sections"][0]["text"] += " Lo corrigió una consejera."
    kept = corrections.propose(Proposal(entry.id, entry.kind, form, "ana"), datetime.now(UTC))
    corrections.approve(kept.id, "eva", datetime.now(UTC))
    clock.timed("a counselor's correction, the bot running", engine.follow)
    return clock.rows


def _warm() -> None:
    for thread in threads():
        if thread.name == "library":
            thread.join()


def by_command(settings: Settings) -> Figures:
    """`rumbo index` with nothing changed, and after one edited file; "index_s" is what it says of itself, without its start."""
    _indexed(settings)
    rows = {"rumbo index, nothing changed": _indexed(settings)}
    edit(settings.knowledge, "Se agregó otra frase antes de indexar.")
    return rows | {"rumbo index, one edited file": _indexed(settings)}


def _indexed(settings: Settings) -> dict[str, float]:
    environment = os.environ | {"RUMBO_KNOWLEDGE": str(settings.knowledge), "RUMBO_DATA": str(settings.data)}
    start, before = time.perf_counter(), os.times()
    said = subprocess.run([sys.executable, "-m", "bot", "index"], env=environment, capture_output=True, text=True, check=True).stdout
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    found = re.search(r"([\d.]+) s\b", said)
    return {"s": round(time.perf_counter() - start, 2), "cpu_s": round(spent, 2), "index_s": float(found[1]) if found else 0.0}


def as_markdown(kept: dict[str, Figures]) -> str:
    """A column for each state that was kept; seconds of the clock, and of the processor in brackets."""
    names = list(kept)
    heads = ["until it is searched by meaning", *names, "ratio of processor seconds"]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for what in kept[names[-1]]:
        cells = [kept[name][what] for name in names]
        ratio = cells[-1]["cpu_s"] / max(cells[0]["cpu_s"], 0.01)
        lines.append(f"| {what} | " + " | ".join(f"{one['s']:.2f} s ({one['cpu_s']:.2f})" for one in cells) + f" | {ratio:.2f} |")
    return "\n".join(lines)


def main() -> None:
    """Measure, keep and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--as", dest="name", default="after", help="the name it is kept under")
    given = parser.parse_args()
    kept: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        kept[given.name] = running(copied(read_settings(), Path(one))) | by_command(copied(read_settings(), Path(other)))
    FILE.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    print(as_markdown(kept))


if __name__ == "__main__":
    main()
