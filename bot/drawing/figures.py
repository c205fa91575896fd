"""The result of the questionnaire as bars, and things side by side as a table."""

from __future__ import annotations

from bot.domain.cards import BarCard, TableCard
from bot.drawing.canvas import ACCENT, EDGE, HEAD, INK, PAPER, PILLARS, SMALL, SOFT, STRONG, TEXT, TITLE, TRACK, WIDTH, Canvas, wrapped

MARGIN = 40
BAR = 44
HEADS = (PILLARS["course"], PILLARS["degree"], PILLARS["exam"])


def bar_picture(card: BarCard) -> bytes:
    """Bars from the longest to the shortest, as a PNG."""
    title = wrapped(card.title, TITLE, WIDTH - 2 * MARGIN, bold=True, most=2)
    head = 40 + len(title) * TITLE * 1.15 + 24
    text = [wrapped(one, TEXT, WIDTH - 2 * MARGIN, most=4) for one in card.text]
    footer = wrapped(card.footer, SMALL, WIDTH - 2 * MARGIN, most=3)
    bars = len(card.bars) * 98 + 40
    canvas = Canvas(head + bars + sum(len(lines) * TEXT * 1.25 + 14 for lines in text) + len(footer) * SMALL * 1.3 + 40)
    canvas.box((0, 0, WIDTH, head), HEAD)
    canvas.text(MARGIN, 40, title, TITLE, PAPER, bold=True, leading=1.15)
    y = head + 30
    for label, value in card.bars:
        canvas.text(MARGIN, y, label, STRONG, INK, bold=True)
        canvas.box((MARGIN, y + 42, WIDTH - MARGIN, y + 42 + 28), TRACK, 14)
        canvas.box((MARGIN, y + 42, MARGIN + max(28, (WIDTH - 2 * MARGIN) * value), y + 42 + 28), ACCENT, 14)
        y += 98
    y += 10
    for lines in text:
        y = canvas.text(MARGIN, y, lines, TEXT, INK, leading=1.25) + 14
    canvas.text(MARGIN, y, footer, SMALL, SOFT)
    return canvas.png()


def table_picture(card: TableCard) -> bytes:
    """A column for each thing, its facts below one another, as a PNG."""
    width = (WIDTH - 2 * MARGIN - 16 * (len(card.heads) - 1)) / len(card.heads)
    heads = [wrapped(head, TEXT, width - 28, bold=True, most=5) for head in card.heads]
    rows = [(label, [wrapped(value, SMALL, width - 28, most=6) for value in values]) for label, values in card.rows]
    high = max(len(lines) for lines in heads) * TEXT * 1.22 + 32
    heights = [34 + max(len(lines) for lines in values) * SMALL * 1.25 + 20 for _, values in rows]
    title = wrapped(card.title, STRONG, WIDTH - 2 * MARGIN, bold=True, most=2)
    footer = wrapped(card.footer, SMALL, WIDTH - 2 * MARGIN, most=3)
    top = 36 + len(title) * STRONG * 1.25 + 14
    canvas = Canvas(top + high + sum(heights) + 40 + len(footer) * SMALL * 1.3)
    canvas.text(MARGIN, 32, title, STRONG, INK, bold=True)
    for place, lines in enumerate(heads):
        left = MARGIN + place * (width + 16)
        canvas.box((left, top, left + width, top + high + sum(heights)), PAPER, 16, EDGE)
        canvas.box((left, top, left + width, top + high), HEADS[place % len(HEADS)], 16)
        canvas.text(left + 14, top + 14, lines, TEXT, PAPER, bold=True)
    y = top + high + 10
    for (label, values), height in zip(rows, heights, strict=True):
        for place, lines in enumerate(values):
            left = MARGIN + place * (width + 16) + 14
            canvas.text(left, y, wrapped(label, SMALL, width - 20, most=1)[0], SMALL, SOFT)
            canvas.text(left, y + 32, lines, SMALL, INK, bold=True, leading=1.25)
        y += height
    canvas.text(MARGIN, top + high + sum(heights) + 18, footer, SMALL, SOFT)
    return canvas.png()
