"""Rumbo under the same roof: the order of its search, the reply of its engine. Runs in Rumbo's own environment."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

from talk import Ranked, serve

os.chdir(Path(__file__).parents[3])
sys.path.insert(0, str(Path.cwd()))


class Rumbo:
    settings = "As it is run: carried E5 (4 bits), the threshold in use; it remembers what was said, the others get the messages joined."

    def __init__(self, folder: Path, model: str) -> None:
        from bot import assembly
        from bot.language.reader import MessageReader
        from bot.library.files import read_knowledge
        from bot.settings import read_settings

        settings, built, kept = read_settings(), assembly.build_library, []
        knowledge = read_knowledge(settings.knowledge)
        assembly.build_library = lambda *given: kept.append(built(*given)) or kept[-1]
        self.engine = assembly.build_engine(settings, date(2026, 11, 24), knowledge=knowledge)
        self.library, self.reader = kept[0][0], MessageReader(knowledge)

    def index(self, documents: list[dict[str, Any]]) -> None:
        """Its index is made of all of knowledge/ by `rumbo index`."""

    def change(self, document: dict[str, Any]) -> None:
        """See tests/bench/test_counts.py."""

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
