"""Colours, fonts and text that wraps: what every picture is made of.

Pictures are 800 pixels wide and drawn twice as large, so that edges are smooth. Shown 400 wide on a phone, the smallest text (26 pixels)
is still 13. All pairs of text and ground have a contrast of 4.5 or more (WCAG 2.1, AA); a test computes it.
"""

from __future__ import annotations

import io
from functools import lru_cache
from importlib.resources import files

from PIL import Image, ImageDraw, ImageFont

WIDTH = 800
SCALE = 2
COLOURS = 96  # of the palette: keeps a picture far below 100 KB
SMALL, TEXT, STRONG, TITLE = 26, 28, 31, 46

INK, SOFT, PAPER, GROUND = "#14272e", "#3f5560", "#ffffff", "#eef4f2"
HEAD, HEAD_SOFT, ACCENT = "#0b4f4a", "#d5efe9", "#0f766e"
ROAD, ROAD_MARK, REST = "#4b5a61", "#f7d060", "#5b6b73"
EDGE, TRACK = "#c3d0cc", "#d4e0dc"
PILLARS = {"degree": "#5b3fa3", "course": "#0f6f9c", "exam": "#a8430f", "work": "#8a5a00", "support": "#9b2c5d", "basics": "#2f6b2f"}
PAIRS = ((INK, PAPER), (SOFT, PAPER), (INK, GROUND), (SOFT, GROUND), (PAPER, HEAD), (HEAD_SOFT, HEAD), (PAPER, ACCENT), (PAPER, REST),
         *((PAPER, colour) for colour in PILLARS.values()), *((colour, PAPER) for colour in PILLARS.values()))

Box = tuple[float, float, float, float]


@lru_cache(maxsize=32)
def font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Roboto of a size in pixels of the finished picture."""
    name = "Roboto-Bold.ttf" if bold else "Roboto-Regular.ttf"
    return ImageFont.truetype(str(files("font_roboto") / "files" / name), size * SCALE)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.1)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start:start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def wrapped(text: str, size: int, width: float, bold: bool = False, most: int = 3) -> list[str]:
    """The text in lines of at most `width` pixels, at most `most`; what does not fit ends in an ellipsis."""
    face, lines, line = font(size, bold), [], ""
    for word in (part for one in text.split() for part in _broken(one, face, width * SCALE)):
        longer = f"{line} {word}".strip()
        if line and face.getlength(longer) > width * SCALE:
            lines.append(line)
            line = word
        else:
            line = longer
    lines.append(line)
    if len(lines) > most:
        last = lines[most - 1]
        while last and face.getlength(f"{last}…") > width * SCALE:
            last = last.rpartition(" ")[0] or last[:-1]
        lines = [*lines[:most - 1], f"{last}…"]
    return lines


def _broken(word: str, face: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """The word, in parts with hyphens where it is wider than a line."""
    parts = []
    while face.getlength(word) > width and len(word) > 4:
        most = next((count for count in range(len(word) - 3, 3, -1) if face.getlength(f"{word[:count]}-") <= width), 3)
        parts.append(f"{word[:most]}-")
        word = word[most:]
    return [*parts, word]


class Canvas:
    """A picture being drawn; all measures are pixels of the finished picture."""

    def __init__(self, height: float, ground: str = GROUND) -> None:
        self.height = height
        self._image = Image.new("RGB", (WIDTH * SCALE, round(height) * SCALE), ground)
        self._draw = ImageDraw.Draw(self._image)

    def box(self, box: Box, fill: str, radius: float = 0, outline: str | None = None, border: float = 2) -> None:
        """A rectangle with round corners."""
        width = round(border * SCALE) if outline else 0
        self._draw.rounded_rectangle([value * SCALE for value in box], radius * SCALE, fill, outline, width)

    def disc(self, x: float, y: float, radius: float, fill: str, outline: str | None = None, border: float = 4) -> None:
        """A filled circle."""
        box = [(x - radius) * SCALE, (y - radius) * SCALE, (x + radius) * SCALE, (y + radius) * SCALE]
        self._draw.ellipse(box, fill, outline, round(border * SCALE) if outline else 0)

    def line(self, points: list[tuple[float, float]], fill: str, width: float) -> None:
        """A line through points, with round joints."""
        self._draw.line([(x * SCALE, y * SCALE) for x, y in points], fill, round(width * SCALE), joint="curve")

    def shape(self, points: list[tuple[float, float]], fill: str) -> None:
        """A filled shape with these corners."""
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill)

    def text(self, x: float, y: float, lines: list[str] | str, size: int, fill: str, bold: bool = False, anchor: str = "la",
             leading: float = 1.22) -> float:
        """Lines of text from `y` down; gives the y below them."""
        for line in [lines] if isinstance(lines, str) else lines:
            self._draw.text((x * SCALE, y * SCALE), line, fill, font(size, bold), anchor)
            y += size * leading
        return y

    def png(self) -> bytes:
        """The picture as a PNG of few colours."""
        small = self._image.resize((WIDTH, round(self.height)), Image.Resampling.BOX)
        held = io.BytesIO()
        small.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(held, "PNG", compress_level=6)
        return held.getvalue()


def width_of(text: str, size: int, bold: bool = False) -> float:
    """How wide a text is."""
    return font(size, bold).getlength(text) / SCALE
