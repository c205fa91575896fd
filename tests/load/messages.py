"""What the people of the load test write: a campaign evening (the same questions again and again), or never the same twice."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import yaml

from bot.evaluation.plain_facts import plain_facts
from bot.library.files import read_knowledge

ROOT = Path(__file__).parents[2]
REPEATED = 0.6  # share of a campaign evening's messages that come from the common questions
COMMON = 300
OPENINGS = ("", "hola, ", "oye, ", "una pregunta: ", "buenas tardes, ", "disculpa, ", "por favor, ", "quisiera saber: ", "mira, ")
ENDINGS = ("", " gracias", " por favor", " porfa", " es para mi hija", " me urge", " saludos", " es para una tarea", " 🙏", " ¿sí?")


def campaign(seed: int) -> Iterator[tuple[str, bool]]:
    """For ever: a message, and whether it is one of the common ones (drawn by Zipf, exponent 1)."""
    chance, common, others = random.Random(seed), _common(), all_different(seed)
    weights = [1 / rank for rank in range(1, len(common) + 1)]
    while True:
        if chance.random() < REPEATED:
            yield chance.choices(common, weights)[0], True
        else:
            yield next(others)


def all_different(seed: int) -> Iterator[tuple[str, bool]]:
    """Messages of which none is like another: every plain question about every fact, in other words around it each time."""
    questions = yaml.safe_load((ROOT / "tests/evaluation/plain-questions.yaml").read_text(encoding="utf-8"))
    facts = plain_facts(read_knowledge(ROOT / "knowledge"), questions, 5_000, seed)
    around = [(opening, ending) for opening in OPENINGS for ending in ENDINGS]
    random.Random(seed).shuffle(around)
    for opening, ending in around:
        for case in facts:
            yield f"{opening}{case.turns[0]}{ending}", False


def _common() -> list[str]:
    """First messages of the evaluation's cases, in an order that is always the same."""
    texts: dict[str, None] = {}
    for file in sorted((ROOT / "tests/evaluation").glob("*.yaml")):
        cases = yaml.safe_load(file.read_text(encoding="utf-8"))
        if isinstance(cases, list):
            texts |= {case["turns"][0]: None for case in cases if isinstance(case, dict) and case.get("turns")}
    found = list(texts)
    random.Random(0).shuffle(found)
    return [text for text, _ in zip(cycle(found), range(min(COMMON, len(found))), strict=False)]
