"""Reads and writes knowledge/calibration.yaml: the scale of the confidence that is stated."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import ValidationError

from bot.domain.confidence import ConfidenceScale
from bot.errors import KnowledgeError, Mistake

FILE = "calibration.yaml"
WRITTEN_BY = "# Qué tan seguro es lo que Rumbo dice de sí. Lo escribe el comando «rumbo evaluate calibrate»; no se edita a mano.\n"


def read_scale(folder: Path) -> ConfidenceScale:
    """The scale under `folder`; without a file the one that changes nothing. KnowledgeError when the file cannot be understood."""
    file = folder / FILE
    if not file.exists():
        return ConfidenceScale()
    try:
        return ConfidenceScale.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError) as error:
        raise KnowledgeError([Mistake(FILE, 1, f"no se entiende: {error}", "escríbelo de nuevo con «rumbo evaluate calibrate»")]) from error


def write_scale(folder: Path, scale: ConfidenceScale) -> Path:
    """Keep a fitted scale; gives the file."""
    file = folder / FILE
    file.write_text(WRITTEN_BY + yaml.safe_dump(scale.model_dump(), sort_keys=False), encoding="utf-8")
    return file
