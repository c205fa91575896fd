"""A real Chromium for the tests: finds one, or installs Debian's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


def executable() -> str:
    """The path of a Chromium, or "" when there is none."""
    return next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), "")


def main() -> int:
    if executable():
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=True, stdout=subprocess.DEVNULL)
        return 0
    print("The browser tests need Chromium: install the package 'chromium' and try again.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
