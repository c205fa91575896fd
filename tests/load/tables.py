"""The figures of the load test as a table and a plot."""

from __future__ import annotations

import json
import os
import platform
from collections import defaultdict
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

COLUMNS = {"rate": "asked/s", "written": "messages", "answered": "answered", "throughput": "answered/s", "p50": "p50 s", "p95": "p95 s",
           "p99": "p99 s", "repeated": "common questions", "megabytes": "MB of the workers", "cpu_message": "workers' ms a message",
           "cpu_workers": "workers",
           "cpu_database": "database", "cpu_simulator": "simulator", "cpu_generator": "generator"}


def written(folder: Path, steps: list[dict[str, Any]], seconds: float, by_words: bool) -> None:
    """load.json, load.md and load.png in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "load.json").write_text(json.dumps({"seconds": seconds, "by_words": by_words, "steps": steps}, indent=1), encoding="utf-8")
    (folder / "load.md").write_text(_table(steps, seconds, by_words), encoding="utf-8")
    figure, axes = plt.subplots(1, 2, figsize=(11, 4), sharey=True)
    for axis, mix in zip(axes, dict.fromkeys(step["mix"] for step in steps), strict=False):
        for series, points in _by(steps, "series", mix).items():
            axis.plot([point["rate"] for point in points], [point["p95"] for point in points], marker="o", label=series)
        axis.set(title=mix, xlabel="messages a second", ylabel="p95 of the wait, seconds", yscale="log")
        axis.axhline(1, color="grey", linestyle=":")
        axis.axvline(30, color="grey", linestyle=":")
        axis.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(folder / "load.png", dpi=120)
    plt.close(figure)


def _by(steps: list[dict[str, Any]], key: str, mix: str) -> dict[str, list[dict[str, Any]]]:
    found = defaultdict(list)
    for step in steps:
        if step["mix"] == mix:
            found[step[key]].append(step)
    return found


def _table(steps: list[dict[str, Any]], seconds: float, by_words: bool) -> str:
    lines = [f"Written by `make load`. {seconds:g} s at each rate, {os.cpu_count()} cores ({platform.machine()}), "
             f"{'search by words' if by_words else 'search by meaning and words'}; 1,000 chats, open loop. Everything shared the cores; "
             "the last four columns are cores in use. Telegram's own ceiling is 30 messages a second.", ""]
    for mix in dict.fromkeys(step["mix"] for step in steps):
        for series, points in _by(steps, "series", mix).items():
            lines += [f"**{series}, {mix}**", "", "| " + " | ".join(COLUMNS.values()) + " |", "|" + "---:|" * len(COLUMNS)]
            lines += ["| " + " | ".join(f"{point.get(name, float('nan')):g}" for name in COLUMNS) + " |" for point in points]
            lines.append("")
    return "\n".join(lines)
