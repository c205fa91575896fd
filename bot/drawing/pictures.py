"""Everything that can be drawn, in one place for who needs it all. What makes PDFs is imported when the first one is wanted: it brings
a library of typefaces, a quarter of a second that no answer need wait for.
"""

from __future__ import annotations

from bot.domain.cards import BarCard, PlanCard, TableCard
from bot.domain.privacy import HeldPage
from bot.drawing.figures import bar_picture, table_picture
from bot.drawing.plan import plan_picture


class Drawings:
    """Fits the conversation's Pictures."""

    def plan(self, card: PlanCard) -> bytes:
        """A plan as a PNG."""
        return plan_picture(card)

    def page(self, card: PlanCard) -> bytes:
        """A plan as a PDF of one page."""
        from bot.drawing.page import plan_page

        return plan_page(card)

    def held(self, page: HeldPage) -> bytes:
        """What is held of a person, as a PDF."""
        from bot.drawing.held import held_pages

        return held_pages(page)

    def bars(self, card: BarCard) -> bytes:
        """Bars as a PNG."""
        return bar_picture(card)

    def table(self, card: TableCard) -> bytes:
        """Things side by side as a PNG."""
        return table_picture(card)
