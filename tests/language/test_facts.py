"""What people say of themselves, in the ways they say it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.domain.speech import Statement
from bot.language.facts import facts_of_another, facts_said

STATEMENTS = tuple(Statement.model_validate(row) for row in yaml.safe_load(
    (Path(__file__).parents[2] / "knowledge" / "statements.yaml").read_text(encoding="utf-8")))

SAID = [
    ("tengo 16", {"age": 16, "adult": False}),
    ("soy morra de 16, de queretaro, ya acabe la secundaria", {"age": 16, "adult": False, "schooling": "secondary"}),
    ("ya cumplí 18", {"age": 18, "adult": True}),
    ("tengo dieciséis años", {"age": 16, "adult": False}),
    ("casi tengo 18", {"age": 17, "adult": False}),
    ("cumplo 18 en marzo", {"age": 17, "adult": False}),
    ("I'll be 18 in May", {"age": 17, "adult": False}),
    ("todavía no tengo 18", {"adult": False}),
    ("soy menor de edad", {"adult": False}),
    ("ya soy mayor de edad", {"adult": True}),
    ("mi hermano tiene 12", {}),
    ("mi hermano tiene 12 y yo tengo 19", {"age": 19, "adult": True}),
    ("tengo 2 hijos", {}),
    ("tengo 20 años trabajando de mesero", {"working": True}),
    ("hace 15 años dejé la escuela", {"studying": False}),
    ("cuando tenga 18 quiero trabajar", {"goal": "first_job"}),
    ("soy mamá de un joven de 16", {}),
    ("¿el curso es de 15 a 17 años?", {}),
    ("17 años, prepa terminada", {"age": 17, "adult": False, "schooling": "high_school"}),
    ("I'm 17 and in high school", {"age": 17, "adult": False, "schooling": "secondary", "enrolled": "high_school", "studying": True}),
    ("estoy en tercero de secundaria", {"schooling": "primary", "enrolled": "secondary", "studying": True}),
    ("voy en 4to semestre en conalep", {"schooling": "secondary", "enrolled": "conalep", "studying": True}),
    ("dejé la prepa", {"schooling": "secondary"}),
    ("no terminé la secundaria", {"schooling": "primary"}),
    ("soy contadora", {"schooling": "university"}),
    ("I have a college degree", {"schooling": "university"}),
    ("I just finished middle school", {"schooling": "secondary"}),
    ("estoy en la universidad", {"schooling": "high_school", "enrolled": "university", "studying": True}),
    ("solo tengo 4 horas a la semana", {"hours_a_week": 4.0}),
    ("tengo 5 horas a la semana", {"hours_a_week": 5.0}),
    ("una hora diaria", {"hours_a_week": 7.0}),
    ("2 horas al día", {"hours_a_week": 14.0}),
    ("I have 6 hours a week", {"hours_a_week": 6.0}),
    ("no tengo lana", {"free_only": True}),
    ("que sea gratis", {"free_only": True}),
    ("puedo pagar 500 pesos al mes", {"free_only": False, "budget_month": 500.0}),
    ("no tengo computadora", {"computer": False}),
    ("solo tengo mi celular", {"computer": False}),
    ("tengo compu y leo inglés", {"computer": True, "reads_english": True}),
    ("no leo inglés", {"reads_english": False}),
    ("ingles no le se nada", {"reads_english": False}),
    ("ni estudio ni trabajo", {"studying": False, "working": False}),
    ("trabajo por las noches y quiero cambiar de trabajo", {"working": True, "goal": "change"}),
    ("ocupo lana ya", {"goal": "first_job"}),
    ("quiero una carrera técnica", {"goal": "study"}),
    ("quiero sacar un certificado", {"goal": "certificate"}),
    ("I want to earn work experience in a company while I study", {"at_work": True}),
    ("nunca acabé la prepa", {"schooling": "secondary"}),
    ("qué es la formación dual", {}),
    ("quiero entrar a la dual", {"at_work": True}),
    ("¿hay algo gratis de Google?", {}),
    ("¿cuánto cuesta el CCNA?", {}),
    ("hola", {}),
]


@pytest.mark.parametrize(("text", "expected"), SAID, ids=[text for text, _ in SAID])
def test_a_statement_says_exactly_this_of_the_writer(text: str, expected: dict[str, object]) -> None:
    assert facts_said(text, STATEMENTS).model_dump(exclude_none=True, exclude_defaults=True) == expected


@pytest.mark.parametrize(("text", "age", "schooling"), [
    ("mi hija tiene 15 y acabó la secundaria", 15, "secondary"), ("soy mamá de un joven de 16", 16, None),
    ("busco algo para mi hermano de 17", 17, None), ("my son is 14", 14, None)])
def test_what_is_said_of_another_is_kept_apart(text: str, age: int, schooling: str | None) -> None:
    other = facts_of_another(text, STATEMENTS)

    assert other is not None
    assert (other.age, other.schooling) == (age, schooling)
    assert facts_said(text, STATEMENTS).age is None


def test_who_speaks_of_nobody_else_has_no_other() -> None:
    assert facts_of_another("tengo 16 y me gustan las computadoras", STATEMENTS) is None
