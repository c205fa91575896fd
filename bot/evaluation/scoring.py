"""Judges replies and counts: what is right, what is wrong but said with confidence, and what should not have been answered.

Only the last reply of a case is judged. Proportions come with the Wilson score interval (Wilson 1927) at 95 %.
"""

from __future__ import annotations

import html
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.domain.reply import Reply, ReplyKind
from bot.evaluation.cases import ABSTAINING, CONFIDENT, Case

Z95 = 1.959964
PLAIN = str.maketrans({"–": "-", "—": "-", "‑": "-", "−": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "*": "", "`": ""})
Timed = tuple[Reply, float]


@dataclass(frozen=True)
class Verdict:
    """How one case went. `content_fails`: a pattern is missing or forbidden; `ms`: milliseconds of every reply of the case."""

    case: Case
    reply: Reply | None
    problems: tuple[str, ...] = ()
    content_fails: bool = False
    ms: tuple[float, ...] = ()

    @property
    def right(self) -> bool:
        """Whether nothing is wrong with the last reply."""
        return not self.problems

    @property
    def kind(self) -> ReplyKind | None:
        """The last reply's kind; None without a reply."""
        return self.reply.kind if self.reply else None

    @property
    def wrong_and_confident(self) -> bool:
        """Whether it said something wrong as an answer or a recommendation."""
        return self.kind in CONFIDENT and self.content_fails


@dataclass(frozen=True)
class Share:
    """A proportion: `part` of `whole`."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """From 0 to 1; 0 when there is nothing to count."""
        return self.part / self.whole if self.whole else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The Wilson interval at 95 %; (0, 1) when there is nothing to count."""
        if not self.whole:
            return 0.0, 1.0
        size = 1 + Z95 * Z95 / self.whole
        middle = (self.value + Z95 * Z95 / (2 * self.whole)) / size
        half = Z95 / size * math.sqrt(self.value * (1 - self.value) / self.whole + Z95 * Z95 / (4 * self.whole * self.whole))
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Bin:
    """Replies whose stated confidence lies in [low, high): how many, their mean confidence, and how many were right."""

    low: float
    high: float
    confidence: float
    right: Share


@dataclass(frozen=True)
class Summary:
    """The figures of a run. `ms50`, `ms95`: percentiles in milliseconds over every reply; 0 when nothing was measured."""

    accuracy: Share
    by_kind: tuple[tuple[str, Share], ...]
    by_style: tuple[tuple[str, Share], ...]
    by_language: tuple[tuple[str, Share], ...]
    wrong_and_confident: Share
    answered_not_allowed: Share
    abstention_recall: Share
    abstention_precision: Share
    with_source: Share
    ms50: float
    ms95: float
    reply_kinds: tuple[tuple[str, int], ...]
    reliability: tuple[Bin, ...]
    calibration_error: float
    failures: tuple[Verdict, ...]


def plain(text: str) -> str:
    """The text in lower case, without accents, tags or bold marks, with single spaces within a line."""
    text = html.unescape(re.sub(r"</?[a-zA-Z][^<>]*>", "", text)).translate(PLAIN)
    text = "".join(sign for sign in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(sign))
    return re.sub(r"[^\S\n]+", " ", text).strip()


def judge(case: Case, replies: Sequence[Timed]) -> Verdict:
    """The verdict on a case's replies, one (reply, milliseconds) for each turn; only the last reply is judged."""
    ms = tuple(spent for _, spent in replies)
    if not replies:
        return Verdict(case, None, ("no reply",), ms=ms)
    reply = replies[-1][0]
    text = plain(reply.text)
    missing = [f"lacks {pattern}" for pattern in case.must if not _found(pattern, text)]
    if case.must_any and not any(_found(pattern, text) for pattern in case.must_any):
        missing.append("lacks any of " + "  |  ".join(case.must_any))
    forbidden = [f"has forbidden {pattern}" for pattern in case.must_not if _found(pattern, text)]
    problems = [*missing, *forbidden]
    if reply.kind not in case.expect:
        problems.insert(0, f"kind {reply.kind}, expected {' or '.join(case.expect)}")
    if case.needs_source and reply.kind in CONFIDENT and not reply.sources:
        problems.append("no source")
    return Verdict(case, reply, tuple(problems), bool(missing or forbidden), ms)


def summary(verdicts: Iterable[Verdict], bins: int = 5) -> Summary:
    """The figures over all verdicts, with `bins` equal intervals of confidence in the reliability table."""
    all_ = tuple(verdicts)
    answers = [one for one in all_ if one.kind is ReplyKind.ANSWER]
    abstained = [one for one in all_ if one.kind in ABSTAINING]
    unanswerable = [one for one in all_ if one.case.kind == "unanswerable"]
    misplaced = [one for one in all_ if one.kind in CONFIDENT and not CONFIDENT.intersection(one.case.expect)]
    times = [spent for one in all_ for spent in one.ms]
    table = _reliability(all_, bins)
    counted = sum(row.right.whole for row in table)
    return Summary(
        accuracy=_right(all_), by_kind=_grouped(all_, lambda one: one.case.kind),
        by_style=_grouped(all_, lambda one: one.case.style), by_language=_grouped(all_, lambda one: one.case.language),
        wrong_and_confident=Share(sum(one.wrong_and_confident for one in all_), len(all_)),
        answered_not_allowed=Share(len(misplaced), len(all_)),
        abstention_recall=Share(sum(one.kind in ABSTAINING for one in unanswerable), len(unanswerable)),
        abstention_precision=Share(sum(one.kind in one.case.expect for one in abstained), len(abstained)),
        with_source=Share(sum(bool(one.reply and one.reply.sources) for one in answers), len(answers)),
        ms50=percentile(times, 0.5), ms95=percentile(times, 0.95),
        reply_kinds=tuple((str(kind or "(none)"), n) for kind, n in Counter(one.kind for one in all_).most_common()),
        reliability=table,
        calibration_error=sum(abs(row.confidence - row.right.value) * row.right.whole for row in table) / counted if counted else 0.0,
        failures=tuple(one for one in all_ if not one.right))


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie, linear between the closest ranks; 0 without values."""
    if not values:
        return 0.0
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = math.floor(place)
    high = math.ceil(place)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _found(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE | re.DOTALL) is not None


def _right(verdicts: Sequence[Verdict]) -> Share:
    return Share(sum(one.right for one in verdicts), len(verdicts))


def _grouped(verdicts: Sequence[Verdict], name: Callable[[Verdict], str]) -> tuple[tuple[str, Share], ...]:
    """Right cases by group, the largest group first."""
    groups: dict[str, list[Verdict]] = {}
    for one in verdicts:
        groups.setdefault(name(one), []).append(one)
    return tuple((group, _right(members)) for group, members in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])))


def _reliability(verdicts: Sequence[Verdict], bins: int) -> tuple[Bin, ...]:
    """Stated confidence against how often it was right, over answers and recommendations; empty intervals are left out."""
    rows = []
    for number in range(bins):
        low, high = number / bins, (number + 1) / bins
        members = [one for one in verdicts if one.reply and one.kind in CONFIDENT
                   and min(int(one.reply.confidence * bins), bins - 1) == number]
        if members:
            mean = sum(one.reply.confidence for one in members if one.reply) / len(members)
            rows.append(Bin(low, high, mean, _right(members)))
    return tuple(rows)
