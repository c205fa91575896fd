"""The figures of an evaluation as values: what `rumbo evaluate` writes as JSON, prints, turns into Markdown, and holds to floors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bot.domain.conversation import Frozen
from bot.evaluation.scoring import Share, Summary, Verdict, summary


class Proportion(Frozen):
    """`part` of `whole` with its Wilson interval at 95 %; all from 0 to 1."""

    part: int
    whole: int
    value: float
    low: float
    high: float

    @classmethod
    def of(cls, share: Share) -> Proportion:
        low, high = share.interval
        return cls(part=share.part, whole=share.whole, value=round(share.value, 4), low=round(low, 4), high=round(high, 4))

    def __str__(self) -> str:
        if not self.whole:
            return "–"
        return f"{100 * self.value:.1f} % ({self.part}/{self.whole}, 95 %: {100 * self.low:.1f}–{100 * self.high:.1f})"


class Group(Frozen):
    """Right cases of one kind, style or language."""

    name: str
    right: Proportion


class Reliable(Frozen):
    """Replies with a confidence in [low, high): their mean confidence, and how many were right."""

    low: float
    high: float
    confidence: float
    right: Proportion


class Figures(Frozen):
    """What one set of cases gave. `families`: how many remain when variants of one case count once; times in milliseconds."""

    cases: int
    families: int
    accuracy: Proportion
    wrong_and_confident: Proportion
    answered_not_allowed: Proportion
    abstention_recall: Proportion
    abstention_precision: Proportion
    with_source: Proportion
    ms50: float
    ms95: float
    calibration_error: float
    reliability: tuple[Reliable, ...]
    by_kind: tuple[Group, ...]
    by_style: tuple[Group, ...]
    by_language: tuple[Group, ...]


class Robustness(Frozen):
    """Accuracy of the same cases as written and with one kind of noise; `points` is the difference in percentage points."""

    noise: str
    clean: Proportion
    noisy: Proportion

    @property
    def points(self) -> float:
        return 100 * (self.noisy.value - self.clean.value)


class Reached(Frozen):
    """Facts drawn from all entries: how many a plain question reached."""

    seed: int
    facts: Proportion

    @classmethod
    def of(cls, seed: int, share: Share) -> Reached:
        return cls(seed=seed, facts=Proportion.of(share))


class Report(Frozen):
    """A whole run."""

    on: date
    commit: str = ""
    sets: dict[str, Figures]
    noise: tuple[Robustness, ...] = ()
    reached: Reached | None = None


def figures(verdicts: Sequence[Verdict]) -> Figures:
    """The figures of a set of verdicts."""
    counted: Summary = summary(verdicts)
    return Figures(
        cases=len(verdicts), families=len({one.case.family or one.case.id for one in verdicts}),
        accuracy=Proportion.of(counted.accuracy), wrong_and_confident=Proportion.of(counted.wrong_and_confident),
        answered_not_allowed=Proportion.of(counted.answered_not_allowed), abstention_recall=Proportion.of(counted.abstention_recall),
        abstention_precision=Proportion.of(counted.abstention_precision), with_source=Proportion.of(counted.with_source),
        ms50=round(counted.ms50, 1), ms95=round(counted.ms95, 1), calibration_error=round(counted.calibration_error, 4),
        reliability=tuple(Reliable(low=row.low, high=row.high, confidence=round(row.confidence, 4), right=Proportion.of(row.right))
                          for row in counted.reliability),
        by_kind=_groups(counted.by_kind), by_style=_groups(counted.by_style), by_language=_groups(counted.by_language))


def robustness(noise: str, clean: Sequence[Verdict], noisy: Sequence[Verdict]) -> Robustness:
    """The same cases as written and with noise."""
    return Robustness(noise=noise, clean=Proportion.of(_share(clean)), noisy=Proportion.of(_share(noisy)))


def _share(verdicts: Sequence[Verdict]) -> Share:
    return Share(sum(one.right for one in verdicts), len(verdicts))


def _groups(rows: Iterable[tuple[str, Share]]) -> tuple[Group, ...]:
    return tuple(Group(name=name, right=Proportion.of(share)) for name, share in rows)
