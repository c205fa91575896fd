"""The site's own wording, in labels/es.yaml and labels/en.yaml. (What applicants read is in knowledge/phrases/.)"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import yaml

LANGUAGES = ("es", "en")
FOLDER = Path(__file__).with_name("labels")
Translate = Callable[..., str]


@cache
def labels(language: str) -> Mapping[str, str]:
    """Key → label in this language."""
    rows: dict[str, str] = yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    return rows


def translate(language: str) -> Translate:
    """Looks labels up: `t("inbox.empty")`, with gaps as named arguments; `default` where the key may be unknown."""
    rows = labels(language if language in LANGUAGES else LANGUAGES[0])

    def t(key: str, /, default: str | None = None, **gaps: object) -> str:
        label = rows[key] if default is None else rows.get(key, default)
        return label.format(**gaps) if gaps else label

    return t
