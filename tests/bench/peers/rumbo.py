"""Rumbo under the same roof: the order of its search, the reply of its engine. Runs in Rumbo's own environment, its index in its folder."""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from talk import Ranked, serve

os.chdir(Path(__file__).parents[3])
sys.path.insert(0, str(Path.cwd()))


class Rumbo:
    settings = "As it is run: carried E5 (4 bits), the threshold in use; it remembers what was said, the others get the messages joined."

    def __init__(self, folder: Path, model: str) -> None:
        self._folder = folder
        if (folder / "index").exists():
            self._build(later=True)

    def _build(self, later: bool) -> None:
        from bot import assembly
        from bot.library.files import read_knowledge
        from bot.settings import read_settings

        settings = read_settings().model_copy(update={"data": self._folder})
        library, reader, kept = assembly.build_library, assembly.MessageReader, {}
        assembly.build_library = lambda *given: kept.setdefault("library", library(*given))
        assembly.MessageReader = lambda *given: kept.setdefault("reader", reader(*given))  # type: ignore[misc, assignment]
        self.engine = assembly.build_engine(settings, date(2026, 11, 24), knowledge=read_knowledge(settings.knowledge), later=later)
        (self.library, self.upkeep, _), self.reader = kept["library"], kept["reader"]

    def wait(self) -> None:
        """Until it answers by meaning."""
        for thread in threading.enumerate():
            if thread.name == "library":
                thread.join()

    def index(self, documents: list[dict[str, Any]]) -> None:
        """All of knowledge/, with the guard's examples, as at the very first start."""
        self._build(later=False)

    def change(self, document: dict[str, Any]) -> None:
        """The entry's passages get the title; what a running bot does when a file changes."""
        self.upkeep.renew([replace(one, title=document["title"]) if one.entry_id == document["id"] else one
                           for one in self.library.passages])

    def rank(self, text: str) -> Ranked:
        from bot.domain.conversation import Memory
        from bot.domain.passage import Sought

        reading = self.reader.read(text, Memory())
        about = (*reading.certifications, *reading.places)
        return [(one.passage.entry_id, one.score, "") for one in self.library.search(Sought(reading.standalone, about=about, limit=60))]

    def ask(self, text: str) -> Ranked:
        from bot.evaluation.conversing import converse

        *_, last = converse(self.engine, text.split("\n"))
        reply = last.outcome.reply
        return [("", reply.confidence, f"{reply.kind}\t{len(reply.sources)}\t{reply.text}")]


serve(Rumbo)
