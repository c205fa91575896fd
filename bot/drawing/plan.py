"""A plan as a road down a phone's screen: a stop for each step, what it is, when it comes, and what all of it takes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bot.domain.cards import CardStep, PlanCard
from bot.drawing.canvas import (
    ACCENT,
    EDGE,
    GROUND,
    HEAD,
    HEAD_SOFT,
    INK,
    PAPER,
    PILLARS,
    REST,
    ROAD,
    ROAD_MARK,
    SMALL,
    SOFT,
    STRONG,
    TEXT,
    TITLE,
    WIDTH,
    Canvas,
    width_of,
    wrapped,
)

MARGIN, ROAD_X, LEFT, RIGHT = 40, 92, 178, WIDTH - 40
PAD, GAP = 22, 26
INNER = RIGHT - LEFT - 2 * PAD - 10


@dataclass(frozen=True)
class _Stop:
    step: CardStep
    title: list[str]
    detail: list[str]
    top: float
    height: float


def plan_picture(card: PlanCard) -> bytes:
    """The plan as a PNG, 800 pixels wide and as high as it takes."""
    title = wrapped(card.title, TITLE, WIDTH - 2 * MARGIN, bold=True, most=2)
    subtitle = wrapped(card.subtitle, SMALL, WIDTH - 2 * MARGIN, most=2)
    head = 36 + len(title) * TITLE * 1.15 + len(subtitle) * SMALL * 1.25 + 84
    stops = _stops(card, head + 34)
    road_end = stops[-1].top + stops[-1].height if stops else head
    footer = wrapped(card.footer, SMALL, WIDTH - 2 * MARGIN, most=3)
    totals = 132 if card.totals else 0
    canvas = Canvas(road_end + 34 + totals + len(footer) * SMALL * 1.3 + 34)
    _head(canvas, card, title, subtitle, head)
    _road(canvas, head, stops)
    for number, stop in enumerate(stops, start=1):
        _stop(canvas, stop, number)
    bottom = road_end + 34
    if card.totals:
        _totals(canvas, card, bottom)
    canvas.text(MARGIN, bottom + totals + 6, footer, SMALL, SOFT)
    return canvas.png()


def _stops(card: PlanCard, top: float) -> list[_Stop]:
    found = []
    for step in card.steps:
        title = wrapped(step.title, STRONG, INNER, bold=True, most=3)
        detail = wrapped(step.detail, TEXT, INNER, most=4) if step.detail else []
        height = PAD * 2 + len(title) * STRONG * 1.2 + len(detail) * TEXT * 1.22 + (SMALL * 1.5 if step.when else 0) + 4
        found.append(_Stop(step, title, detail, top, height))
        top += height + GAP
    return found


def _head(canvas: Canvas, card: PlanCard, title: list[str], subtitle: list[str], height: float) -> None:
    canvas.box((0, 0, WIDTH, height), HEAD)
    y = canvas.text(MARGIN, 34, title, TITLE, PAPER, bold=True, leading=1.15)
    y = canvas.text(MARGIN, y + 4, subtitle, SMALL, HEAD_SOFT, leading=1.25)
    label = width_of(card.progress_label, SMALL, bold=True)
    end = WIDTH - MARGIN - label - 20
    canvas.box((MARGIN, y + 22, end, y + 38), ACCENT, 8)
    if card.progress > 0:
        canvas.box((MARGIN, y + 22, MARGIN + max(16, (end - MARGIN) * min(1.0, card.progress)), y + 38), ROAD_MARK, 8)
    canvas.text(WIDTH - MARGIN, y + 30, card.progress_label, SMALL, PAPER, bold=True, anchor="rm")


def _road(canvas: Canvas, head: float, stops: list[_Stop]) -> None:
    """A road that sways a little, with its middle line."""
    if not stops:
        return
    end = stops[-1].top + stops[-1].height / 2
    points = [(_sway(y), float(y)) for y in range(round(head), round(end) + 1, 6)]
    canvas.shape([*((x - 23, y) for x, y in points), *((x + 23, y) for x, y in reversed(points))], ROAD)
    for start in range(0, len(points) - 5, 9):
        canvas.line(points[start:start + 5], ROAD_MARK, 4)


def _sway(y: float) -> float:
    return ROAD_X + 15 * math.sin(y / 95)


def _stop(canvas: Canvas, stop: _Stop, number: int) -> None:
    step = stop.step
    colour = PILLARS.get(step.pillar, ACCENT)
    waiting, done = step.state == "waiting", step.state == "done"
    middle = stop.top + stop.height / 2
    following = step.state == "next"
    canvas.box((LEFT, stop.top, RIGHT, stop.top + stop.height), GROUND if waiting else PAPER, 18, colour if following else EDGE,
               4 if following else 2)
    canvas.box((LEFT, stop.top + 16, LEFT + 8, stop.top + stop.height - 16), colour, 4)
    sign = ACCENT if done else REST if waiting else colour
    canvas.disc(_sway(middle), middle, 34, sign, PAPER, 6)
    if done:
        x = _sway(middle)
        canvas.line([(x - 14, middle + 1), (x - 4, middle + 12), (x + 15, middle - 11)], PAPER, 6)
    else:
        canvas.text(_sway(middle), middle, str(number), STRONG, PAPER, bold=True, anchor="mm")
    y = canvas.text(LEFT + PAD + 10, stop.top + PAD, stop.title, STRONG, SOFT if done else INK, bold=True, leading=1.2)
    y = canvas.text(LEFT + PAD + 10, y + 2, stop.detail, TEXT, SOFT)
    if step.when:
        canvas.text(LEFT + PAD + 10, y + 6, step.when, SMALL, colour, bold=True)


def _totals(canvas: Canvas, card: PlanCard, top: float) -> None:
    width = (WIDTH - 2 * MARGIN - 20 * (len(card.totals) - 1)) / len(card.totals)
    for place, (label, value) in enumerate(card.totals):
        left = MARGIN + place * (width + 20)
        canvas.box((left, top, left + width, top + 112), PAPER, 16, EDGE)
        size = 36 if width_of(value, 36, bold=True) <= width - 24 else SMALL
        canvas.text(left + width / 2, top + 40, value, size, ACCENT, bold=True, anchor="mm")
        canvas.text(left + width / 2, top + 82, wrapped(label, SMALL, width - 12, most=1)[0], SMALL, SOFT, anchor="mm")
