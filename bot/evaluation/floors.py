"""What no figure may fall below (or rise above): tests/evaluation/floors.yaml."""

from __future__ import annotations

import math
from collections.abc import Iterator

from pydantic import Field

from bot.domain.conversation import Frozen
from bot.evaluation.report import Figures, Report

LEAST = ("accuracy", "abstention_recall", "abstention_precision", "with_source")
MOST = ("wrong_and_confident", "calibration_error")
ROOM = 0.01  # what new floors leave for chance


class Bounds(Frozen):
    """For one set: figure → least, figure → most; from 0 to 1."""

    at_least: dict[str, float] = Field(default_factory=dict)
    at_most: dict[str, float] = Field(default_factory=dict)


class Floors(Frozen):
    """Bounds by set; `noise`: kind → least accuracy with it; `reached`: least share of facts that a plain question reaches."""

    sets: dict[str, Bounds] = Field(default_factory=dict)
    noise: dict[str, float] = Field(default_factory=dict)
    reached: float = 0.0


def broken(report: Report, floors: Floors) -> tuple[str, ...]:
    """What the report breaks, one sentence each; sets and noise that were not measured break nothing."""
    return tuple(_broken(report, floors))


def floors_of(report: Report) -> Floors:
    """Floors just under what a report shows."""
    bounds = {name: Bounds(at_least={key: _down(value(figures, key)) for key in LEAST},
                           at_most={key: _up(value(figures, key)) for key in MOST}) for name, figures in report.sets.items()}
    return Floors(sets=bounds, noise={one.noise: _down(one.noisy.value) for one in report.noise},
                  reached=_down(report.reached.facts.value) if report.reached else 0.0)


def value(figures: Figures, name: str) -> float:
    """A figure by its name, 0 to 1."""
    figure = getattr(figures, name)
    return float(figure if isinstance(figure, float) else figure.value)


def _broken(report: Report, floors: Floors) -> Iterator[str]:
    for name, bounds in floors.sets.items():
        figures = report.sets.get(name)
        if figures is None:
            continue
        yield from (f"{name}: {key} is {value(figures, key):.3f}, at least {least:.3f} is wanted"
                    for key, least in bounds.at_least.items() if value(figures, key) < least)
        yield from (f"{name}: {key} is {value(figures, key):.3f}, at most {most:.3f} is allowed"
                    for key, most in bounds.at_most.items() if value(figures, key) > most)
    yield from (f"with {one.noise}: {one.noisy.value:.3f} is right, at least {floors.noise[one.noise]:.3f} is wanted"
                for one in report.noise if one.noisy.value < floors.noise.get(one.noise, 0.0))
    if report.reached and report.reached.facts.value < floors.reached:
        yield f"facts reached: {report.reached.facts.value:.3f}, at least {floors.reached:.3f} is wanted"


def _down(figure: float) -> float:
    return max(0.0, math.floor((figure - ROOM) * 100) / 100)


def _up(figure: float) -> float:
    return min(1.0, math.ceil((figure + ROOM) * 100) / 100)
