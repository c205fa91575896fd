"""A plan as a page to show the family: A4, with the reasons, the sources and the date."""

from __future__ import annotations

from importlib.resources import files

from fpdf import FPDF

from bot.domain.cards import CardStep, PlanCard
from bot.drawing.canvas import ACCENT, EDGE, HEAD, HEAD_SOFT, INK, PILLARS, SOFT

MARGIN, WIDTH = 16.0, 210.0
LOWEST = 281.0
FONT = "Roboto"


def plan_page(card: PlanCard) -> bytes:
    """The plan as a PDF of one page, whatever its length: small print gives way first."""
    for shrink in (1.2, 1.1, 1.0, 0.92, 0.84, 0.76, 0.68, 0.6):
        pdf, fits = _page(card, shrink)
        if fits:
            break
    return bytes(pdf.output())


def _page(card: PlanCard, shrink: float) -> tuple[FPDF, bool]:
    pdf = FPDF(format="A4")
    pdf.set_auto_page_break(False)
    for style, name in (("", "Regular"), ("B", "Bold")):
        pdf.add_font(FONT, style, str(files("font_roboto") / "files" / f"Roboto-{name}.ttf"))
    pdf.add_page()
    pdf.set_title(card.title)
    pdf.set_creator("Rumbo")
    pdf.set_fill_color(HEAD)
    pdf.rect(0, 0, WIDTH, 34, "F")
    _write(pdf, card.title, 20, "#ffffff", MARGIN, 9, bold=True, shrink=min(1.0, shrink + 0.1))
    _write(pdf, card.subtitle, 10.5, HEAD_SOFT, MARGIN, 21, shrink=shrink)
    y = 41.0
    for number, step in enumerate(card.steps, start=1):
        y = _step(pdf, step, number, y, shrink)
    y = _totals(pdf, card, y + 2, shrink)
    for title, rows, size in ((card.why_title, card.why, 10.5), (card.sources_title, card.sources, 8.5)):
        if rows:
            y = _write(pdf, title, 12, INK, MARGIN, y + 3, bold=True, shrink=shrink)
            for row in rows:
                y = _write(pdf, f"•  {row}", size, SOFT, MARGIN, y + 0.6, shrink=shrink)
    y = _write(pdf, card.footer, 9, SOFT, MARGIN, y + 3, shrink=shrink)
    return pdf, y <= LOWEST


def _step(pdf: FPDF, step: CardStep, number: int, y: float, shrink: float) -> float:
    colour = ACCENT if step.state == "done" else PILLARS.get(step.pillar, ACCENT)
    pdf.set_fill_color(colour)
    size = 8.0 * shrink
    pdf.ellipse(MARGIN, y, size, size, "F")
    pdf.set_text_color("#ffffff")
    pdf.set_font(FONT, "B", 11 * shrink)
    pdf.set_xy(MARGIN, y)
    pdf.cell(size, size, "✓" if step.state == "done" and _has(pdf, "✓") else str(number), align="C")
    left = MARGIN + 12
    below = _write(pdf, step.title, 12, INK, left, y, bold=True, shrink=shrink)
    if step.detail:
        below = _write(pdf, step.detail, 10.5, SOFT, left, below, shrink=shrink)
    if step.when:
        below = _write(pdf, step.when, 10, colour, left, below, bold=True, shrink=shrink)
    return max(below, y + size) + 2.4 * shrink


def _totals(pdf: FPDF, card: PlanCard, y: float, shrink: float) -> float:
    if not card.totals:
        return y
    width = (WIDTH - 2 * MARGIN) / len(card.totals)
    for place, (label, value) in enumerate(card.totals):
        left = MARGIN + place * width
        pdf.set_draw_color(EDGE)
        pdf.rect(left + 1, y, width - 2, 15 * shrink, "D")
        pdf.set_text_color(ACCENT)
        pdf.set_font(FONT, "B", 13 * shrink)
        pdf.set_xy(left, y + 1.2)
        pdf.cell(width, 7 * shrink, value, align="C")
        pdf.set_text_color(SOFT)
        pdf.set_font(FONT, "", 9 * shrink)
        pdf.set_xy(left, y + 8 * shrink)
        pdf.cell(width, 5 * shrink, label, align="C")
    return y + 17 * shrink


def _write(pdf: FPDF, text: str, size: float, colour: str, x: float, y: float, bold: bool = False, shrink: float = 1.0) -> float:
    """A paragraph from (x, y) in millimetres to the right margin; gives the y below it."""
    pdf.set_text_color(colour)
    pdf.set_font(FONT, "B" if bold else "", size * shrink)
    pdf.set_xy(x, y)
    pdf.multi_cell(WIDTH - MARGIN - x, size * shrink * 0.46, text, align="L", new_x="LMARGIN", new_y="NEXT")
    return float(pdf.get_y())


def _has(pdf: FPDF, sign: str) -> bool:
    return ord(sign) in getattr(pdf.current_font, "cmap", {})
