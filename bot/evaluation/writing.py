"""A report as text for a terminal, and as Markdown for the README; and a case that went wrong, to be read by whoever mends it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.evaluation.report import Figures, Group, Report
from bot.evaluation.scoring import Verdict

MAIN = (("right", "accuracy"), ("wrong and confident", "wrong_and_confident"),
        ("answered, not allowed", "answered_not_allowed"), ("abstention recall", "abstention_recall"),
        ("abstention precision", "abstention_precision"), ("answers with source", "with_source"))


def as_text(report: Report) -> str:
    """The whole report, for a terminal."""
    lines: list[str] = []
    for name, figures in report.sets.items():
        lines += [f"{name}: {figures.cases} cases of {figures.families} families", *_figures(figures), ""]
    if report.noise:
        lines += ["noise         as written → with noise", *(
            f"  {one.noise:<10}  {100 * one.clean.value:.1f} % → {one.noisy}  {one.points:+.1f} points" for one in report.noise), ""]
    if report.reached:
        lines += [f"facts reached by a plain question (seed {report.reached.seed}): {report.reached.facts}", ""]
    return "\n".join(lines)


def as_markdown(report: Report) -> str:
    """The report as a section for the README."""
    names = list(report.sets)
    every = list(report.sets.values())
    lines = [f"Measured on {report.on.isoformat()}{f', commit {report.commit}' if report.commit else ''}, by `rumbo evaluate`.", "",
             "| | " + " | ".join(f"{name} ({report.sets[name].cases} cases)" for name in names) + " |", "|---" * (len(names) + 1) + "|"]
    for title, field in MAIN:
        lines.append(f"| {title} | " + " | ".join(str(getattr(report.sets[name], field)) for name in names) + " |")
    lines.append("| ms per reply, p50 / p95 | " + " | ".join(f"{one.ms50:.0f} / {one.ms95:.0f}" for one in every) + " |")
    lines.append("| calibration error (ECE) | " + " | ".join(f"{one.calibration_error:.3f}" for one in every) + " |")
    for name in names:
        lines += ["", f"Right by kind, {name}: " + "; ".join(_short(group) for group in report.sets[name].by_kind) + ".",
                  "", f"By style, {name}: " + "; ".join(_short(group) for group in report.sets[name].by_style) + "."]
    if report.noise:
        lines += ["", "| noise | as written | with noise | points |", "|---|---|---|---|"]
        lines += [f"| {one.noise} | {100 * one.clean.value:.1f} % | {one.noisy} | {one.points:+.1f} |" for one in report.noise]
    for name in names:
        lines += ["", f"| confidence, {name} | said, mean | right |", "|---|---|---|"]
        lines += [f"| {row.low:.1f}–{row.high:.1f} | {row.confidence:.2f} | {row.right} |" for row in report.sets[name].reliability]
    if report.reached:
        lines += ["", f"Facts drawn from all entries (seed {report.reached.seed}) and reached by a plain question: {report.reached.facts}."]
    return "\n".join(lines)


def failure(verdict: Verdict) -> str:
    """What was said, what came, what is wrong with it, and why it matters."""
    case = verdict.case
    lines = [f"{case.id}  {case.kind}, {case.language}, {case.style}", *(f"  > {turn}" for turn in case.turns)]
    if verdict.reply is not None:
        text = " ".join(verdict.reply.text.split())
        sources = ", ".join(source.title for source in verdict.reply.sources)
        lines += [f"  < [{verdict.kind} {verdict.reply.confidence:.2f}] {text[:400]}{'…' if len(text) > 400 else ''}",
                  *([f"    sources: {sources[:200]}"] if sources else [])]
    return "\n".join([*lines, *(f"  ! {problem}" for problem in verdict.problems), f"  = {case.reason}"])


def _figures(figures: Figures) -> Iterator[str]:
    for title, field in MAIN:
        yield f"  {title:<22} {getattr(figures, field)}"
    yield f"  {'ms per reply':<22} p50 {figures.ms50:.0f}, p95 {figures.ms95:.0f}"
    yield f"  {'calibration error':<22} {figures.calibration_error:.3f}"
    for row in figures.reliability:
        yield f"    said {row.low:.1f}–{row.high:.1f}, mean {row.confidence:.2f}: right {row.right}"
    for title, groups in (("kind", figures.by_kind), ("style", figures.by_style), ("language", figures.by_language)):
        yield f"  by {title}"
        yield from (f"    {group.name:<16} {group.right}" for group in groups)


def _short(group: Group) -> str:
    return f"{group.name} {group.right.part}/{group.right.whole}"
