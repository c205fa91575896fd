"""The README's part on the benchmark, made from docs/bench/*.json between its two markers (`make report`); a test compares them.

Ratios of times are medians over the same questions, with 95 % intervals by the bootstrap (Efron, 1979; seeded); shares have Wilson's.
"""

from __future__ import annotations

import json
import math
import random
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.profile import until
from tests.bench.table import as_markdown

README = Path("README.md")
BENCH, PROFILE = Path("docs/bench/bench.json"), Path("docs/bench/profile.json")
BEGIN, END = "<!-- bench: made by `make report` -->", "<!-- /bench -->"
DRAWS = 2000


def section(bench: dict[str, Any], profile: dict[str, Any]) -> str:
    """What stands between the markers."""
    ran = {name: one for name, one in bench["peers"].items() if "missing" not in one}
    table = "\n".join(line for line in as_markdown(bench).splitlines() if not line.startswith("- "))
    before, after = list(profile.values())[-2:]
    lines = ["### Beside what people would build instead", "", table, "", "Time of a question and memory, Rumbo ÷ the other:", "",
             "| | time, median of ratios (95 %) | memory |", "|---|---|---|"]
    own = ran["Rumbo"]
    for name, one in ran.items():
        if name != "Rumbo":
            middle, low, high = ratio(own["ms"], one["ms"])
            lines.append(f"| {name} | {middle:.2f} ({low:.2f} to {high:.2f}) | {own['resident_mb'] / one['resident_mb']:.2f} |")
    low, high = wilson(own["right"], own["judged"])
    lines += ["", f"Rumbo's right answers: {own['right']} of {own['judged']} (95 % {low:.0%} to {high:.0%}).", "",
              f"A start takes {until(after['start'], 'first full answer'):.1f} processor seconds to a full answer "
              f"({until(before['start'], 'first full answer'):.1f} before its last tuning), "
              f"{after['start']['first full answer']['resident_mb']} MB ({before['start']['first full answer']['resident_mb']}): see "
              "[the profile](docs/bench/profile.md).", "",
              "Repeat with `make bench`, `make profile`, and `make report` for this part."]
    return "\n".join(lines)


def ratio(own: Sequence[float], other: Sequence[float]) -> tuple[float, float, float]:
    """The median of own ÷ other, question by question, and its interval."""
    rows, draw = [one / two for one, two in zip(own, other, strict=True)], random.Random(1)
    medians = sorted(statistics.median(draw.choices(rows, k=len(rows))) for _ in range(DRAWS))
    return statistics.median(rows), medians[int(0.025 * DRAWS)], medians[int(0.975 * DRAWS)]


def wilson(right: int, count: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's interval of a share."""
    share, extra = right / count, z * z / count
    middle, half = share + extra / 2, z * math.sqrt(share * (1 - share) / count + extra / (4 * count))
    return (middle - half) / (1 + extra), (middle + half) / (1 + extra)


def made() -> str:
    """The section of the committed figures."""
    return section(json.loads(BENCH.read_text(encoding="utf-8")), json.loads(PROFILE.read_text(encoding="utf-8")))


def between(readme: str) -> str:
    """What a README has between the markers."""
    return readme.partition(BEGIN)[2].partition(END)[0].strip("\n")


def main() -> None:
    """Write the section into README.md, whose markers must be there."""
    text = README.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    README.write_text(f"{head}{BEGIN}\n{made()}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
