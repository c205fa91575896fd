"""A chart as data: drawn by the template `_chart.html` as SVG whose bars are links, by matplotlib as PNG, and written as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 720, 290, 58, 40, 14
COLOURS = ("#0b6b63", "#c27c1a", "#a3232a", "#285a9b", "#7a7f85")
_drawing = Lock()  # matplotlib is not made for several threads


@dataclass(frozen=True)
class Series:
    """Values of one sort, one for each label. `name`: the key of a label."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class Bar:
    """A piece of a bar, in the chart's own units; `colour`: the number of its series."""

    x: float
    y: float
    width: float
    height: float
    colour: int
    label: str
    name: str
    value: float
    link: str


@dataclass(frozen=True)
class Chart:
    """`labels`: what stands under the bars; `links`: where a click on each leads; `sideways`: names beside bars that lie.

    `weekly`: each label is the first day of a week.
    """

    id: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    links: tuple[str, ...]
    stacked: bool = True
    sideways: bool = False
    weekly: bool = False

    @property
    def label(self) -> str:
        """The key of what its labels are."""
        return "chart.week" if self.weekly else f"chart.{self.id}_label"

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not any(value for one in self.series for value in one.values)

    @cached_property
    def top(self) -> float:
        """The end of the scale: a round number. Kept: every bar asks for it."""
        totals: list[float] = [sum(one.values[place] for one in self.series) for place in range(len(self.labels))] if self.stacked else [
            value for one in self.series for value in one.values]
        most = max(totals, default=0) or 1
        if all(float(value).is_integer() for one in self.series for value in one.values):
            most = max(most, 4)  # no halves of a person
        steps = (10.0**power * factor for power in range(-1, 9) for factor in (1, 2, 5))
        step = next(step for step in steps if step * 4 >= most)
        return step * 4

    @property
    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Height and figure of four lines."""
        span = HEIGHT - BOTTOM - TOP
        return tuple((TOP + span * (1 - part / 4), f"{self.top * part / 4:g}") for part in range(5))

    @property
    def shown_labels(self) -> tuple[tuple[float, str], ...]:
        """Place and text of as many labels as fit; days as "24/11"."""
        step = -(-len(self.labels) // 9)
        wide = (WIDTH - LEFT) / max(1, len(self.labels))
        return tuple((LEFT + wide * (place + 0.5), f"{label[8:]}/{label[5:7]}" if label[4:5] == "-" else label)
                     for place, label in enumerate(self.labels) if place % step == 0)

    def bars(self) -> Iterator[Bar]:
        """Every piece of every bar."""
        wide, span = (WIDTH - LEFT) / max(1, len(self.labels)), HEIGHT - BOTTOM - TOP
        inside = wide * 0.78
        for place, label in enumerate(self.labels):
            under = 0.0
            for number, one in enumerate(self.series):
                value = one.values[place]
                tall = span * value / self.top
                width = inside if self.stacked else inside / len(self.series)
                x = LEFT + wide * place + (wide - inside) / 2 + (0 if self.stacked else number * width)
                if value:
                    y = HEIGHT - BOTTOM - under - tall
                    yield Bar(round(x, 1), round(y, 1), round(width, 1), round(tall, 1), number, label, one.name, value, self.links[place])
                under += tall if self.stacked else 0

    def rows(self) -> Iterator[tuple[str, tuple[float, ...], str]]:
        """Label, values and link of each line of the table."""
        for place, label in enumerate(self.labels):
            yield label, tuple(one.values[place] for one in self.series), self.links[place]


def as_csv(chart: Chart, names: tuple[str, ...]) -> str:
    """The chart's table; `names`: the heads of its columns."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(names)
    writer.writerows([harmless(label), *values] for label, values, _ in chart.rows())
    return written.getvalue()


def harmless(text: str) -> str:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def as_png(chart: Chart, title: str, names: tuple[str, ...]) -> bytes:
    """The chart as a picture of 1,440 by 720 pixels."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # slow to import, and seldom needed
    from matplotlib.figure import Figure

    with _drawing:
        figure = Figure(figsize=(12, 6), dpi=120, layout="constrained")
        axes = figure.subplots()
        under = [0.0] * len(chart.labels)
        many = 1 if chart.stacked else len(chart.series)
        for number, one in enumerate(chart.series):
            places = [place + (0 if chart.stacked else (number + 0.5) / many * 0.8 - 0.4) for place in range(len(chart.labels))]
            axes.bar(places, one.values, 0.8 / many, bottom=under if chart.stacked else None, color=COLOURS[number % len(COLOURS)],
                     label=names[number + 1])
            under = [low + value for low, value in zip(under, one.values, strict=True)]
        step = 1 if chart.sideways else -(-len(chart.labels) // 20)
        axes.set_xticks(range(0, len(chart.labels), step), [label[:28].replace("$", r"\$") for label in chart.labels[::step]],
                        rotation=30, ha="right")
        axes.set_title(title)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False)
        written = io.BytesIO()
        FigureCanvasAgg(figure)
        figure.savefig(written, format="png")
    return written.getvalue()
