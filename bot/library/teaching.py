"""Reads what the guard is taught: knowledge/danger/ and knowledge/safety/. All mistakes are collected before anything is refused."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bot.domain.danger import DangerExamples, DangerPatterns, Declined, PersonalWords, SafetyKnowledge, Weights
from bot.domain.guard import Danger
from bot.errors import KnowledgeError, Mistake

Form = TypeVar("Form", bound=BaseModel)
DECISION = "danger/decision.yaml"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster, where PyYAML has it


def read_safety(folder: Path) -> SafetyKnowledge:
    """The guard's teaching under `folder`; raises KnowledgeError with every mistake."""
    mistakes: list[Mistake] = []
    patterns = _read(folder, "danger/patterns.yaml", DangerPatterns, mistakes)
    examples = _read(folder, "danger/examples.yaml", DangerExamples, mistakes)
    weights = _read(folder, DECISION, Weights, mistakes)
    declined = _read(folder, "safety/declined.yaml", Declined, mistakes)
    personal = _read(folder, "safety/personal.yaml", PersonalWords, mistakes)
    if examples is not None:
        mistakes.extend(_unknown_kinds(examples))
    if mistakes or not (patterns and examples and weights and declined and personal):
        raise KnowledgeError(mistakes)
    return SafetyKnowledge(patterns=patterns, examples=examples, weights=weights, declined=declined, personal=personal)


def write_weights(folder: Path, weights: Weights) -> Path:
    """Keeps a fitted decision; returns the file."""
    file = folder / DECISION
    head = "# Cuánto pesa cada señal. Lo escribe el comando «rumbo evaluate safety --fit»; no se edita a mano.\n"
    file.write_text(head + yaml.safe_dump(weights.model_dump(), allow_unicode=True, sort_keys=False), encoding="utf-8")
    return file


def _read(folder: Path, name: str, form: type[Form], mistakes: list[Mistake]) -> Form | None:
    try:
        return form.model_validate(yaml.load((folder / name).read_text(encoding="utf-8"), Loader=LOADER))
    except FileNotFoundError:
        mistakes.append(Mistake(name, 1, "falta el archivo", "recupéralo de la última versión"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        mistakes.append(Mistake(name, mark.line + 1 if mark else 1, f"no es YAML: {getattr(error, 'problem', error)}"))
    except ValidationError as error:
        mistakes.extend(Mistake(name, 1, f"{'.'.join(map(str, one['loc']))}: {one['msg']}") for one in error.errors())
    return None


def _unknown_kinds(examples: DangerExamples) -> list[Mistake]:
    known = sorted(Danger)
    return [Mistake("danger/examples.yaml", 1, f"{family.family}: «{family.kind}» no es una clase de peligro", f"usa {', '.join(known)}")
            for family in examples.danger if family.kind not in known]
