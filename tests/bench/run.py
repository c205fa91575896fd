"""`make bench`: Rumbo beside what people would build instead, on the same knowledge and questions, interleaved, in one run.

    python -m tests.bench.run                        # everything; hours where other work shares the machine
    python -m tests.bench.run --cases 60 --entries 150
    python -m tests.bench.run --questions FILE       # others' questions in SQuAD's form: order of passages only

A peer that cannot be installed or run is named with the reason. Refusal: each peer's threshold on the score of its first passage is the one
that does best on our own cases (right, less wrong and confident); judged are the others. Writes Markdown, JSON and plots to docs/bench/.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import platform
import random
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bot.commands.case_files import read_cases
from bot.domain.passage import Passage
from bot.domain.reply import Reply, ReplyKind, Source
from bot.evaluation.cases import Case
from bot.evaluation.scoring import judge, percentile
from bot.library.files import read_knowledge
from bot.library.passages import passages_of
from bot.library.unpacked import unpack
from bot.settings import read_settings
from tests.bench.measures import ranking
from tests.bench.peer import DATA, KINDS, Kind, Running, python_of
from tests.bench.table import as_markdown, plot

CASES = Path("tests/evaluation")
OUT = Path("docs/bench")
TOGETHER = 100  # questions asked one at a time and eight at a time
SOME = Source("source", None, date(2026, 11, 24))


@dataclass
class Asked:
    """What a peer gave to one case: ranked entries, and its reply with the score it stands on."""

    case: Case
    order: list[str]
    text: str
    score: float
    ms: float


@dataclass
class Measured:
    """Everything measured of one peer."""

    kind: Kind
    running: Running
    asked: list[Asked] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)


def documents(entries: Sequence[str], count: int) -> list[dict[str, Any]]:
    """The knowledge as documents, one an entry, both languages; the entries named first, then others drawn by a seed up to `count`."""
    grouped: dict[str, list[Passage]] = {}
    for passage in passages_of(read_knowledge(read_settings().knowledge)):
        grouped.setdefault(passage.entry_id, []).append(passage)
    rest = sorted(set(grouped) - set(entries))
    random.Random(1).shuffle(rest)
    names = [*(one for one in dict.fromkeys(entries) if one in grouped), *rest]
    return [_document(name, grouped[name]) for name in (names[:count] if count else names)]


def _document(name: str, passages: Sequence[Passage]) -> dict[str, Any]:
    texts = [{"heading": one.heading, "text": one.text} for one in passages]
    texts += [{"heading": one.heading_en, "text": one.text_en} for one in passages if one.text_en]
    return {"id": name, "title": passages[0].title, "sections": texts, "asked": [text for one in passages for text in one.asked]}


def chosen_cases(count: int) -> list[Case]:
    """The dev cases, our own and those written apart, one of a family; `count` of them drawn by a seed, 0 for all."""
    files = sorted(file for kind in ("dev", "own", "apart") for file in CASES.glob(f"{kind}-*.yaml"))
    cases = list({(case.family or case.id): case for file in files for case in read_cases(file)}.values())
    random.Random(1).shuffle(cases)
    return cases[:count] if count else cases


def started(kind: Kind, model: Path, held: list[dict[str, Any]]) -> Measured | str:
    """A peer with everything indexed, measured on the way; or why there is none."""
    python, reason = python_of(kind)
    if reason:
        return reason
    try:
        running = Running(kind, python, model, fresh=True)
        indexed = running.tell(index=held)
        changed = running.tell(change={**held[0], "title": f"{held[0]['title']} (nuevo)"})
        running.tell(change=held[0])
        running.stop()
        start = time.perf_counter()
        running = Running(kind, python, model)
        if not kind.persists:
            running.tell(index=held)
        running.tell(ask="¿qué becas hay?")
        first = time.perf_counter() - start
        running.tell(wait=True)
        running.tell(ask="¿qué becas hay para preparatoria?")
        cold = time.perf_counter() - start
    except (RuntimeError, OSError, BrokenPipeError) as error:
        return str(error)
    return Measured(kind, running, figures={
        "settings": running.settings, "first_s": first, "cold_s": cold, "index_s": indexed["ms"] / 1000,
        "index_cpu_s": indexed["cpu_ms"] / 1000, "change_s": changed["ms"] / 1000})


def ask(peers: Sequence[Measured], cases: Sequence[Case]) -> None:
    """Each case to each peer, the peers in another order every time."""
    for number, case in enumerate(cases):
        for peer in (*peers[number % len(peers):], *peers[:number % len(peers)]):
            text = "\n".join(case.turns) if not peer.kind.packages else " ".join(case.turns)
            answer = peer.running.tell(ask=text)
            order = answer["ranked"] if peer.kind.packages else peer.running.tell(rank=" ".join(case.turns))["ranked"]
            _, score, said = (answer["ranked"] or [["", 0.0, ""]])[0]
            peer.asked.append(Asked(case, list(dict.fromkeys(row[0] for row in order)), said, score, answer["ms"]))


def judged(peer: Measured, one: Asked, threshold: float) -> tuple[bool, bool]:
    """Whether the reply is right, and whether it is wrong and confident."""
    kind, sources, text = ReplyKind.ANSWER if one.score >= threshold else ReplyKind.UNKNOWN, (SOME,), one.text
    if not peer.kind.packages:
        name, count, text = one.text.split("\t", 2)
        kind, sources = ReplyKind(name), (SOME,) if int(count) else ()
    verdict = judge(one.case, [(Reply(text or "–", kind, "es", sources), one.ms)])
    return verdict.right, verdict.wrong_and_confident


def calibrating(case: Case) -> bool:
    """Whether a case chooses thresholds; the other half is judged. By family, so that no wording of one question is in both."""
    return hashlib.sha256((case.family or case.id).encode()).digest()[0] % 2 == 0


def best_threshold(peer: Measured) -> float:
    """The threshold with the most right answers less wrong and confident ones among the calibrating cases."""
    rows = [one for one in peer.asked if calibrating(one.case)]
    options = sorted({one.score for one in rows} | {0.0})
    gains = {option: sum(right - wrong for right, wrong in (judged(peer, one, option) for one in rows)) for option in options}
    return max(options, key=lambda option: gains[option])


def summed(peer: Measured, texts: Sequence[str]) -> dict[str, Any]:
    """All figures of a peer, throughput measured last."""
    threshold = best_threshold(peer)
    held = [one for one in peer.asked if not calibrating(one.case)]
    verdicts = [judged(peer, one, threshold) for one in held]
    alone = peer.running.tell(together=[f"{text} por favor" for text in texts], threads=1)  # wordings that no cache knows
    together = peer.running.tell(together=[f"por favor, {text}" for text in texts], threads=8)
    times = [one.ms for one in peer.asked]
    return peer.figures | ranking([(one.order, one.case.entries) for one in peer.asked if one.case.entries]) | {
        "judged": len(held), "right": sum(right for right, _ in verdicts), "wrong_confident": sum(wrong for _, wrong in verdicts),
        "threshold": threshold, "ms": [round(one, 2) for one in times], "rights": [int(right) for right, _ in verdicts],
        "wrongs": [int(wrong) for _, wrong in verdicts], "p50_ms": percentile(times, 0.5), "p95_ms": percentile(times, 0.95),
        "per_s_1": len(texts) / alone["ms"] * 1000, "per_s_8": len(texts) / together["ms"] * 1000, "resident_mb": together["resident"]}


def squad(file: Path) -> tuple[list[dict[str, Any]], list[tuple[str, str]]]:
    """Paragraphs as documents, and (question, document id)."""
    paragraphs = [one for article in json.loads(file.read_text(encoding="utf-8"))["data"] for one in article["paragraphs"]]
    held = [{"id": f"p{number}", "title": "", "sections": [{"heading": "", "text": one["context"]}], "asked": []}
            for number, one in enumerate(paragraphs)]
    return held, [(row["question"], f"p{number}") for number, one in enumerate(paragraphs) for row in one["qas"]]


def on_squad(file: Path, model: Path, limit: int) -> dict[str, Any]:
    """The order of passages on others' questions. Rumbo's own line is that of `rumbo evaluate retrieval --questions FILE`."""
    held, rows = squad(file)
    result: dict[str, Any] = {}
    for kind in (one for one in KINDS if one.packages):
        begun = started(kind, model, held)
        if isinstance(begun, str):
            result[kind.name] = {"missing": begun}
            continue
        chosen = rows[:limit] if limit else rows
        result[kind.name] = ranking([(list(dict.fromkeys(one[0] for one in begun.running.tell(rank=text)["ranked"])), (name,))
                                     for text, name in chosen])
        begun.running.stop()
    return result


def main() -> None:
    """Run, and write docs/bench/."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=0, help="so many cases; 0: all")
    parser.add_argument("--entries", type=int, default=0, help="so many entries for the peers (Rumbo always knows all); 0: all")
    parser.add_argument("--questions", type=Path, help="a file in SQuAD's form, instead of our cases")
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    model = unpack(DATA / "e5")
    made = {"date": datetime.now(UTC).date().isoformat(), "machine": f"{platform.machine()}, {platform.processor() or platform.system()}",
            "commit": subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()}
    given.out.mkdir(parents=True, exist_ok=True)
    if given.questions:
        result = {"about": made | {"questions": given.questions.name}, "peers": on_squad(given.questions, model, given.cases)}
        (given.out / "questions.json").write_text(json.dumps(result, indent=1, ensure_ascii=False), encoding="utf-8")
        print(json.dumps(result, indent=1, ensure_ascii=False))
        return
    cases = chosen_cases(given.cases)
    held = documents([entry for case in cases for entry in case.entries], given.entries)
    begun = {kind.name: started(kind, model, held) for kind in reversed(KINDS)}
    tried = {kind.name: begun[kind.name] for kind in KINDS}
    peers = [one for one in tried.values() if isinstance(one, Measured)]
    ask(peers, cases)
    texts = [case.turns[0] for case in cases[:TOGETHER]]
    result = {"about": made | {"cases": len(cases), "entries": len(held), "passages_of": "both languages"},
              "peers": {name: summed(one, texts) if isinstance(one, Measured) else {"missing": one} for name, one in tried.items()}}
    for one in peers:
        one.running.stop()
    (given.out / "bench.json").write_text(json.dumps(result, indent=1, ensure_ascii=False), encoding="utf-8")
    (given.out / "bench.md").write_text(as_markdown(result) + "\n", encoding="utf-8")
    plot(result, given.out / "bench.png")
    print(as_markdown(result))


if __name__ == "__main__":
    main()
