"""What Rumbo holds of a person, as a PDF to read: as many pages as it needs."""

from __future__ import annotations

from importlib.resources import files

from fpdf import FPDF

from bot.domain.privacy import HeldPage
from bot.drawing.canvas import INK, SOFT

MARGIN, FONT = 16.0, "Roboto"


def held_pages(page: HeldPage) -> bytes:
    """The sections one after another. Signs that the typeface does not have are left out."""
    pdf = FPDF(format="A4")
    pdf.set_margin(MARGIN)
    pdf.set_auto_page_break(True, MARGIN)
    for style, name in (("", "Regular"), ("B", "Bold")):
        pdf.add_font(FONT, style, str(files("font_roboto") / "files" / f"Roboto-{name}.ttf"))
    pdf.add_page()
    pdf.set_title(page.title)
    pdf.set_creator("Rumbo")
    _write(pdf, page.title, 18, INK, bold=True)
    _write(pdf, page.subtitle, 10, SOFT)
    for title, lines in page.sections:
        pdf.ln(3)
        _write(pdf, title, 13, INK, bold=True)
        for line in lines:
            _write(pdf, line, 10, SOFT)
    pdf.ln(4)
    _write(pdf, page.footer, 9, SOFT)
    return bytes(pdf.output())


def _write(pdf: FPDF, text: str, size: float, colour: str, bold: bool = False) -> None:
    pdf.set_font(FONT, "B" if bold else "", size)
    pdf.set_text_color(colour)
    known = getattr(pdf.current_font, "cmap", {})
    shown = "".join(sign for sign in text.replace("**", "") if sign == "\n" or ord(sign) in known)
    pdf.multi_cell(0, size * 0.46, shown or " ", align="L", new_x="LMARGIN", new_y="NEXT")
