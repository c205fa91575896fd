"""The site's own wording."""

from __future__ import annotations

import re
import string
from pathlib import Path

from bot.review.labels import labels

REVIEW = Path(__file__).parents[2] / "bot" / "review"


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_labels_with_the_same_gaps() -> None:
    spanish, english = labels("es"), labels("en")

    assert spanish.keys() == english.keys()
    assert {key: gaps(text) for key, text in spanish.items()} == {key: gaps(text) for key, text in english.items()}


def test_every_label_that_a_page_asks_for_exists() -> None:
    pages = "".join(file.read_text(encoding="utf-8") for file in (REVIEW / "templates").glob("*.html"))
    asked = {key for key in re.findall(r't\(["\']([a-z_.]+)["\']', pages) if not key.endswith(".")}

    assert asked - labels("es").keys() == set()


def test_every_deed_of_the_audit_log_has_a_label() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in REVIEW.glob("*.py"))
    noted = set(re.findall(r'audit\.note\([^)]*?"([a-z_]+)"', code, re.DOTALL))

    assert len(noted) > 20
    assert {f"deed.{name}" for name in noted} - labels("es").keys() == set()
