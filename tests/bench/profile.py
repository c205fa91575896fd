"""Where time and memory of a start and of a turn go, stage by stage (`make profile`), beside what was kept of an earlier state.

    python -m tests.bench.profile --as after     # kept in docs/bench/profile.json under that name; the table shows all that are kept

Seconds are of the processor (all threads), which other programs on the machine change little; memory is what is resident after the stage.
Imports nothing of Rumbo before it measures it.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
FILE, GAINS = Path("docs/bench/profile.json"), Path("docs/bench/gains.json")
TODAY = date(2026, 11, 24)
TURNS = 40


class Stages:
    """Stages in the order they were measured: processor seconds, and resident memory in MB afterwards."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, float]] = {}

    def measured(self, name: str, make: Callable[[], T]) -> T:
        """What `make` gives."""
        start = time.process_time()
        made = make()
        self.rows[name] = {"cpu_s": round(time.process_time() - start, 2), "resident_mb": resident()}
        return made


def resident() -> int:
    """Resident memory of this process in MB."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) // 1024


def started() -> tuple[Stages, Any, Any]:
    """A start with everything indexed before: its stages, the engine, its embeddings."""
    stages = Stages()

    def imported() -> Any:
        import bot.assembly
        return bot.assembly

    assembly = stages.measured("imports", imported)
    from bot.evaluation.conversing import converse
    from bot.library.files import read_knowledge
    from bot.settings import read_settings

    settings = read_settings()
    knowledge = stages.measured("knowledge read", lambda: read_knowledge(settings.knowledge))
    library, upkeep, embeddings = stages.measured("search by words", lambda: assembly.build_library(settings, knowledge))
    guard = stages.measured("phrases of the guard", lambda: assembly.build_guard(settings, knowledge, embeddings))
    intents = assembly.build_intents(settings, knowledge, embeddings)
    engine = stages.measured("reader and dialogues", lambda: assembly.joined(
        settings, knowledge, library, guard, embeddings, TODAY, None, False, intents=intents))
    stages.measured("first answer, by words", lambda: converse(engine, ["¿qué becas hay?"]))
    stages.measured("embedding model", embeddings.wait)
    stages.measured("examples of the guard", guard.warm)
    stages.measured("search by meaning", upkeep.warm)
    stages.measured("intents", intents.warm)
    stages.measured("first full answer", lambda: converse(engine, ["¿qué becas hay para preparatoria?"]))
    return stages, engine, embeddings


def turns(engine: Any, embeddings: Any) -> dict[str, Any]:
    """Medians over new questions, processor milliseconds: a turn, one embedding of the same question, their ratio; texts embedded."""
    from bot.evaluation.conversing import converse
    from tests.bench.own import questions

    model, rows, stages = embeddings._model, [], {}
    real = model.encode_query
    for text in questions()[:TURNS * 3:3]:
        start = time.process_time()
        real([text], show_progress_bar=False)
        one = (time.process_time() - start) * 1000
        embedded: list[str] = []
        model.encode_query = lambda texts, held=embedded, **more: held.extend(texts) or real(texts, **more)
        start = time.process_time()
        [answer] = converse(engine, [text])
        rows.append(((time.process_time() - start) * 1000, one, len(embedded)))
        model.encode_query = real
        for stage, spent in answer.outcome.explanation.timings_ms.items():
            stages.setdefault(stage, []).append(spent)
    middle = statistics.median
    return {"turns": len(rows), "turn_cpu_ms": round(middle(row[0] for row in rows), 1),
            "embedding_cpu_ms": round(middle(row[1] for row in rows), 1),
            "turn_per_embedding": round(middle(row[0] / row[1] for row in rows), 2),
            "texts": middle(row[2] for row in rows), "stages_ms": {name: round(middle(one), 1) for name, one in stages.items()}}


def as_markdown(kept: dict[str, Any]) -> str:
    """A column for each state that was kept."""
    names = list(kept)
    lines = ["Processor seconds of a start, everything indexed before, and resident memory (MB) after each stage.", "",
             "| stage | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for stage in kept[names[-1]]["start"]:
        cells = [kept[name]["start"][stage] for name in names]
        lines.append(f"| {stage} | " + " | ".join(f"{one['cpu_s']:.2f} s, {one['resident_mb']:.0f} MB" for one in cells) + " |")
    for label, stop in (("until an answer by words", "first answer, by words"), ("until a full answer", "first full answer")):
        lines.append(f"| **{label}** | " + " | ".join(f"{until(kept[name]['start'], stop):.1f} s" for name in names) + " |")
    lines += ["", "A new question, medians.", "", "| what | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for label, key in (("processor ms", "turn_cpu_ms"), ("processor ms of one embedding of it", "embedding_cpu_ms"),
                       ("ratio of the two", "turn_per_embedding"), ("texts embedded", "texts")):
        lines.append(f"| {label} | " + " | ".join(str(kept[name]["turn"][key]) for name in names) + " |")
    for stage in kept[names[-1]]["turn"]["stages_ms"]:
        lines.append(f"| stage {stage}, ms of the clock | " + " | ".join(str(kept[name]["turn"]["stages_ms"].get(stage, "–"))
                                                                            for name in names) + " |")
    lines += ["", "States are comparable in pairs: those of 28 November had less beside them on the machine than those before.",
              *changed(), "", "What each optimisation gave, measured when it was made.", "",
              "| what | figure | before | after | ratio | measured by |", "|---|---|---|---|---|---|", *gained()]
    return "\n".join([*lines, "", "Repeat with `make profile`."]) + "\n"


def changed() -> list[str]:
    """What `tests.bench.changes` measured, when it did."""
    from tests.bench.changes import FILE as MEASURED
    from tests.bench.changes import as_markdown as table

    if not MEASURED.exists():
        return []
    return ["", "Seconds until a change is searched by meaning, of the processor in brackets.", "",
            table(json.loads(MEASURED.read_text(encoding="utf-8")))]


def gained() -> list[str]:
    """A line for each optimisation in docs/bench/gains.json."""
    return [f"| {one['what']} | {one['figure']} | {one['before']} | {one['after']} | {one['after'] / one['before']:.2f} | {one['by']} |"
            for one in json.loads(GAINS.read_text(encoding="utf-8"))]


def until(start: dict[str, dict[str, float]], last: str) -> float:
    """Processor seconds from the beginning to the end of a stage."""
    names = list(start)
    return sum(start[name]["cpu_s"] for name in names[:names.index(last) + 1])


def main() -> None:
    """Measure, keep and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--as", dest="name", default="after", help="the name it is kept under")
    given = parser.parse_args()
    stages, engine, embeddings = started()
    kept = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    kept[given.name] = {"start": stages.rows, "turn": turns(engine, embeddings), "torch": "torch" in sys.modules}
    FILE.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    FILE.with_suffix(".md").write_text(as_markdown(kept), encoding="utf-8")
    print(as_markdown(kept))


if __name__ == "__main__":
    main()
