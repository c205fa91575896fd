"""The figures of `make bench` as a Markdown table, and as a plot that a phone can show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

ROWS = (("right passage first", "at_1", "{:.0%}"), ("right passage in five", "at_5", "{:.0%}"), ("MRR", "mrr", "{:.3f}"),
        ("nDCG@10", "ndcg_10", "{:.3f}"), ("right answers", "right", "{}"), ("wrong and confident", "wrong_confident", "{}"),
        ("median ms", "p50_ms", "{:.1f}"), ("p95 ms", "p95_ms", "{:.1f}"), ("questions a second, one at a time", "per_s_1", "{:.1f}"),
        ("eight at a time", "per_s_8", "{:.1f}"), ("memory MB", "resident_mb", "{}"), ("cold start to first answer s", "first_s", "{:.1f}"),
        ("to a full answer s", "cold_s", "{:.1f}"),
        ("index everything s", "index_s", "{:.1f}"), ("after one changed file s", "change_s", "{:.2f}"))


def as_markdown(result: dict[str, Any]) -> str:
    """One column a peer, what is missing named below."""
    ran = {name: one for name, one in result["peers"].items() if "missing" not in one}
    about = result["about"]
    lines = [f"Measured on {about['date']} at {about['commit']} ({about['machine']}); {about['cases']} cases, {about['entries']} entries "
             "for the peers, all of them for Rumbo.", "",
             "| | " + " | ".join(ran) + " |", "|---" * (len(ran) + 1) + "|"]
    for label, key, form in ROWS:
        of = f" (of {next(iter(ran.values()))['judged']})" if key in ("right", "wrong_confident") else ""
        cells = ["–" if one.get(key) is None else form.format(one[key]) for one in ran.values()]
        lines.append(f"| {label}{of} | " + " | ".join(cells) + " |")
    lines += [f"\n{name}: not measured, {one['missing']}" for name, one in result["peers"].items() if "missing" in one]
    lines += [f"\n{about['note']}"] if "note" in about else []
    return "\n".join([*lines, "", *(f"- {name}: {one['settings']}" for name, one in ran.items())])


def plot(result: dict[str, Any], file: Path) -> None:
    """Right and wrong-and-confident answers, and median times, one under the other."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    ran = {name: one for name, one in result["peers"].items() if "missing" not in one}
    names = list(ran)[::-1]
    figure, (answers, times) = pyplot.subplots(2, 1, figsize=(5, 7.5), layout="constrained")
    answers.barh(names, [ran[name]["right"] / ran[name]["judged"] * 100 for name in names], color="#0b7285", label="right")
    answers.barh(names, [-ran[name]["wrong_confident"] / ran[name]["judged"] * 100 for name in names], color="#c92a2a",
                 label="wrong and confident")
    answers.set_title("Answers, % of cases")
    answers.axvline(0, color="black", linewidth=0.8)
    answers.legend(loc="lower right", fontsize=8)
    bars = times.barh(names, [ran[name]["p50_ms"] for name in names], color="#5f3dc4")
    times.bar_label(bars, fmt="%.1f", padding=3)
    times.set_xscale("log")
    times.set_title("Median milliseconds a question (log)")
    figure.savefig(file, dpi=200)
    pyplot.close(figure)
