"""A real Chromium for the tests: finds one, or installs Debian's, and drives it.

    with browser() as chromium:
        page = chromium.new_page(viewport={"width": 390, "height": 844})
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--no-first-run"]
EMOJI_FONT = Path("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf")


def executable() -> str:
    """The path of a Chromium, or "" when there is none."""
    return next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), "")


@contextmanager
def browser() -> Iterator[Browser]:
    """A running Chromium, closed at the end."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        yield chromium
        chromium.close()


def main() -> int:
    can_install = os.geteuid() == 0 and bool(shutil.which("apt-get"))
    if executable() and (EMOJI_FONT.exists() or not can_install):
        return 0
    if can_install:
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium", "fonts-noto-color-emoji"], check=True, stdout=subprocess.DEVNULL)
        return 0
    print("The browser tests need Chromium: install the package 'chromium' and try again.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
