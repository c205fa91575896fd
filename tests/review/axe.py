"""What axe, the checker of accessibility, finds serious on a page: each page loaded once, looked at in every scheme and width."""

from __future__ import annotations

from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = {"wide": (1280, 900), "narrow": (390, 844)}
LOOKS = tuple((scheme, width) for width in WIDTHS for scheme in ("light", "dark"))
SCRIPT = Axe().axe_script
RUN = "axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true })"


@dataclass(frozen=True)
class Look:
    """A page in one scheme and width: the rules that are broken seriously, each with an example, and how far it is too wide, in pixels."""

    scheme: str
    width: str
    broken: tuple[str, ...]
    too_wide: int

    @property
    def good(self) -> bool:
        """Whether there is nothing to mend."""
        return not self.broken and self.too_wide <= 0


def dress(page: Page, scheme: str, width: str) -> None:
    """Show the page in this scheme and width."""
    wide, high = WIDTHS[width]
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": wide, "height": high})


def look(page: Page, scheme: str, width: str) -> Look:
    """Examine the page that is loaded, with everything that can be opened open."""
    dress(page, scheme, width)
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)
    page.evaluate(OPEN_ALL)
    serious = [one for one in page.evaluate(RUN) if one["impact"] in ("serious", "critical")]
    broken = tuple(f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in serious)
    return Look(scheme, width, broken, page.evaluate(TOO_WIDE))
