"""Rumbo by itself: time of an answer beside that of one embedding in the same run, of a repeated one, of each stage, and of a plan.

    python -m tests.bench.own            # prints the tables; --json FILE keeps the figures
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bot.assembly import build_engine
from bot.commands.case_files import read_cases
from bot.conversation.ports import Answering
from bot.evaluation.conversing import converse
from bot.evaluation.scoring import percentile
from bot.guidance.planner import Planner
from bot.library.embedding import load_model
from bot.library.files import read_knowledge
from bot.settings import Settings, read_settings
from tests.guidance.oracle import broken
from tests.guidance.profiles import drawn

CASES = Path("tests/evaluation")
TODAY = date(2026, 11, 24)
EVERY = 3  # an embedding is timed before every third answer
PLANNED = 100_000


def questions() -> list[str]:
    """The messages of our own cases that begin a conversation, each once."""
    files = sorted((*CASES.glob("dev-*.yaml"), *CASES.glob("own-*.yaml")))
    return list(dict.fromkeys(case.turns[0] for file in files for case in read_cases(file)))


def answers(engine: Answering, texts: Sequence[str]) -> dict[str, Any]:
    """Times of new answers, of repeated ones, and of one embedding of the same question, milliseconds, interleaved."""
    model = load_model("")
    new, repeated, embedding = [], [], []
    stages: dict[str, list[float]] = {}
    for number, text in enumerate(texts):
        if number % EVERY == 0:
            start = time.perf_counter()
            model.encode_query([text], show_progress_bar=False)
            embedding.append((time.perf_counter() - start) * 1000)
        [first] = converse(engine, [text])
        [again] = converse(engine, [text])
        new.append(first.ms)
        if "repeated" in again.outcome.explanation.checks:
            repeated.append(again.ms)
        for stage, spent in first.outcome.explanation.timings_ms.items():
            stages.setdefault(stage, []).append(spent)
    rows = {"answer": new, "repeated answer": repeated, "one embedding": embedding}
    rows |= {f"stage: {name}": one for name, one in stages.items()}
    return {name: {"count": len(one), "p50": round(percentile(one, 0.5), 2), "p95": round(percentile(one, 0.95), 2)}
            for name, one in rows.items()}


def plans(settings: Settings, count: int) -> dict[str, Any]:
    """Times of plans for drawn profiles, milliseconds, and how many limits they break by an oracle written apart from the planner."""
    knowledge = read_knowledge(settings.knowledge)
    planner, spent, problems = Planner(knowledge), [], 0
    for facts, quiz, language, single in drawn(knowledge, count, 1):
        start = time.perf_counter()
        plan = planner.plan(facts, quiz, language, single)
        spent.append((time.perf_counter() - start) * 1000)
        problems += len(broken(plan, facts, language))
    return {"plan": {"count": count, "p50": round(percentile(spent, 0.5), 3), "p95": round(percentile(spent, 0.95), 3),
                     "broken limits": problems}}


def as_table(figures: dict[str, Any]) -> str:
    """The figures as Markdown."""
    rows = [f"| {name} | {one['count']} | {one['p50']} | {one['p95']} |" for name, one in figures.items()]
    broken_by_plans = f"Limits broken by plans, by the oracle: {figures['plan']['broken limits']}."
    return "\n".join(["| what | how many | median ms | p95 ms |", "|---|---|---|---|", *rows, "", broken_by_plans])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=0, help="so many of the questions; 0: all")
    parser.add_argument("--plans", type=int, default=PLANNED)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    settings = read_settings()
    texts = questions()
    figures = answers(build_engine(settings, TODAY), texts[:given.questions or len(texts)]) | plans(settings, given.plans)
    print(as_table(figures))
    if given.json:
        given.json.parent.mkdir(parents=True, exist_ok=True)
        given.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    if figures["plan"]["broken limits"]:
        raise SystemExit(f"{figures['plan']['broken limits']} limits broken by plans")


if __name__ == "__main__":
    main()
