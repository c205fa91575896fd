"""Twenty written people, and what a good counselor would say to a plan for one of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from bot.evaluation.scoring import plain

PERSONAS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "personas.yaml").read_text(encoding="utf-8"))


def problems(who: dict[str, Any], told: str) -> list[str]:
    """What the plan lacks of what it must have, and what it has that it must not."""
    said = plain(told)
    wrong = [f"lacks {one}" for one in who.get("must", []) if not re.search(one, said)]
    options = who.get("must_any", [])
    if options and not any(re.search(one, said) for one in options):
        wrong.append(f"lacks any of {options}")
    return wrong + [f"has {one}" for one in who.get("must_not", []) if re.search(one, said)]
