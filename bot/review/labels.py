"""The site's own wording, in labels/es.yaml and labels/en.yaml. (What applicants read is in knowledge/phrases/.)"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import yaml

LANGUAGES = ("es", "en")
FOLDER = Path(__file__).with_name("labels")
Translate = Callable[..., str]
PROBLEMS = (  # how a problem begins, and the label that says it
    ("model: the model took more", "slow"), ("model: the model failed", "failed"), ("model: the model rests", "rests"),
    ("model: the model is busy", "busy"), ("model: the budget", "budget"), ("model: this person", "budget"),
    ("model: the model said", "too_long"), ("model: what the model said", "unreadable"), ("model: the model composed", "unreadable"),
    ("composed answer refused", "refused"), ("composed answer too long", "too_long"), ("composed answer in another", "language"),
    ("summary in another", "language"), ("not explained", "refused"), ("translation refused", "refused"),
    ("nothing rewritten", "no_gain"), ("no answer to what was rewritten", "no_gain"))


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


def reason_of(problem: str) -> str:
    """The label that says why nothing of a model's words went out; the problem as it was recorded when there is none."""
    return next((f"fell_back.{label}" for start, label in PROBLEMS if problem.startswith(start)), problem)
