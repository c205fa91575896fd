"""Reads and writes the files under tests/evaluation that counselors edit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bot.errors import KnowledgeError, Mistake, SettingsError
from bot.evaluation.cases import Case, paraphrased
from bot.evaluation.floors import Floors
from bot.evaluation.noise import Tables
from bot.evaluation.personal import Templates
from bot.evaluation.safety import SafetyFamily

Form = TypeVar("Form", bound=BaseModel)


def read_cases(file: Path) -> tuple[Case, ...]:
    """The cases of a YAML file, or of JSON lines in the form {"id", "lang", "style", "kind_of_test", "turns", "expect", "reason"}.

    Raises KnowledgeError with every mistake.
    """
    rows = [_from_json(json.loads(line)) for line in _text(file).splitlines() if line.strip()] if file.suffix == ".jsonl" else _yaml(file)
    mistakes: list[Mistake] = []
    cases = []
    for number, row in enumerate(rows, start=1):
        name = f"{file}: {row.get('id', f'entry {number}') if isinstance(row, dict) else f'entry {number}'}"
        try:
            cases.append(Case.model_validate(row))
        except ValidationError as error:
            mistakes += _mistakes(name, number, error)
    if mistakes:
        raise KnowledgeError(mistakes)
    return tuple(cases)


def read_squad(file: Path) -> tuple[list[str], list[tuple[str, int]]]:
    """The paragraphs of a file in SQuAD's JSON form, and its questions, each with the place of its paragraph."""
    paragraphs: list[str] = []
    questions: list[tuple[str, int]] = []
    try:
        for part in (part for article in json.loads(_text(file))["data"] for part in article["paragraphs"]):
            questions += [(str(question["question"]), len(paragraphs)) for question in part["qas"]]
            paragraphs.append(str(part["context"]))
    except (ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"{file} does not have SQuAD's form: {error!r}") from error
    return paragraphs, questions


def read_families(file: Path) -> tuple[SafetyFamily, ...]:
    """The families of messages in danger, or of messages that only seem so."""
    try:
        return tuple(SafetyFamily.model_validate(row) for row in _yaml(file))
    except ValidationError as error:
        raise KnowledgeError(_mistakes(str(file), 1, error)) from error


def read_personal(file: Path) -> Templates:
    """What messages with invented personal data are made of."""
    return _form(file, Templates)


def read_tables(folder: Path) -> Tables:
    """The tables of the noise."""
    return _form(folder / "noise.yaml", Tables)


def read_questions(folder: Path) -> dict[str, str]:
    """The plain questions for facts drawn from entries."""
    return {str(kind): str(question) for kind, question in _yaml(folder / "plain-questions.yaml").items()}


def read_floors(file: Path) -> Floors:
    """The bounds that figures may not break."""
    return _form(file, Floors)


def write_floors(file: Path, floors: Floors) -> None:
    """Write the bounds as YAML."""
    text = yaml.safe_dump(floors.model_dump(), sort_keys=False, allow_unicode=True)
    head = f"# What no figure of `rumbo evaluate` may break. Written by: rumbo evaluate --noise --facts --new-floors {file}\n"
    file.write_text(head + text, encoding="utf-8")


def _from_json(row: dict[str, Any]) -> dict[str, Any]:
    expect = row.get("expect", {})
    return {"id": row.get("id"), "kind": row.get("kind_of_test"), "style": row.get("style", "clean"), "language": row.get("lang", "es"),
            "turns": row.get("turns"), "expect": expect.get("kind"), "must": expect.get("all", []), "must_any": expect.get("any", []),
            "must_not": expect.get("none", []), "reason": row.get("reason") or "–"}


def _mistakes(name: str, place: int, error: ValidationError) -> list[Mistake]:
    return [Mistake(name, place, f"{'.'.join(map(str, one['loc']))}: {one['msg']}") for one in error.errors()]


def _form(file: Path, form: type[Form]) -> Form:
    try:
        return form.model_validate(_yaml(file) or {})
    except ValidationError as error:
        raise KnowledgeError(_mistakes(str(file), 1, error)) from error


def _yaml(file: Path) -> Any:
    try:
        return yaml.safe_load(_text(file))
    except yaml.YAMLError as error:
        raise SettingsError(f"{file} is not YAML: {error}") from error


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} cannot be read: {error}") from error


def cases_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Case, ...]:
    """The cases that corrections brought along, each once more for every other wording; what is no case (any more) is left out."""
    found: list[Case] = []
    for row in rows:
        try:
            case = Case.model_validate(row)
        except ValidationError:
            continue
        found += [case, *paraphrased(case)]
    return tuple(found)
