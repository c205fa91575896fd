"""Writes knowledge/translation_scale.yaml: from when on a clause in English means what the Spanish statements mean."""

from __future__ import annotations

from pathlib import Path

import yaml

from bot.domain.generation import MeaningScale

FILE = "translation_scale.yaml"
WRITTEN_BY = "# Cuándo una traducción dice lo mismo. Lo escribe el comando «rumbo evaluate translation --keep»; no se edita a mano.\n"


def write_translation_scale(folder: Path, scale: MeaningScale) -> Path:
    """Keep a fitted scale; gives the file."""
    file = folder / FILE
    file.write_text(WRITTEN_BY + yaml.safe_dump(scale.model_dump(), sort_keys=False, allow_unicode=True), encoding="utf-8")
    return file
