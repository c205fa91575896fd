"""What is wrong with a form, said to a counselor: in Spanish, with what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.errors import Mistake
from bot.library.lines import Origin

LABELS = {"heading": "## pregunta", "text": "texto debajo de la pregunta", "heading_en": "En inglés", "text_en": "En inglés",
          "asked": "Se pregunta", "source": "Fuente", "valid_until": "Vigente hasta", "unconfirmed": "Sin confirmar",
          "unpublished": "Sin publicar", "places": "Lugar"}
SECTION = {
    "heading": "escribe la pregunta después de «## »",
    "text": "escribe la respuesta en una línea debajo de la pregunta",
    "heading_en": "- En inglés: pregunta en inglés | respuesta en inglés",
    "text_en": "- En inglés: pregunta en inglés | respuesta en inglés",
    "asked": "- Se pregunta: una forma | otra forma | otra | one in English",
    "source": "- Fuente: clave-de-sources.yaml",
    "valid_until": "- Vigente hasta: AAAA-MM-DD",
    "places": "- Lugar: clave-del-estado",
}
FIELD = {
    "id": "solo minúsculas sin acentos, números y guiones: curso-de-redes",
    "checked_on": "checked_on: el día en que leíste la fuente, AAAA-MM-DD",
    "valid_until": "valid_until: el último día en que vale, AAAA-MM-DD",
    "source": "source: [clave-de-sources.yaml]",
    "title": "title: el nombre en español",
    "title_en": "title_en: el nombre en inglés",
    "asked": "asked: [una forma, otra forma, otra, one in English]",
}
KINDS = {
    "string_type": "debe ser texto; ponlo entre comillas",
    "int_parsing": "debe ser un número sin letras", "int_type": "debe ser un número sin letras",
    "int_from_float": "debe ser un número entero",
    "float_parsing": "debe ser un número sin letras", "float_type": "debe ser un número sin letras",
    "bool_parsing": "debe ser true o false", "bool_type": "debe ser true o false",
    "tuple_type": "debe ser una lista: [uno, dos]", "list_type": "debe ser una lista: [uno, dos]",
    "dict_type": "debe ser una tabla: campo: valor", "model_type": "debe ser una tabla: campo: valor",
}


def mistakes_of(error: ValidationError, origin: Origin, form: type[BaseModel]) -> list[Mistake]:
    """One mistake for each problem of the form."""
    return [origin.mistake(problem["loc"], *_said(problem, form)) for problem in error.errors()]


def _said(problem: Mapping[str, Any], form: type[BaseModel]) -> tuple[str, str]:
    """What is wrong, and what to write."""
    where = problem["loc"]
    name = next((str(part) for part in reversed(where) if isinstance(part, str)), "la ficha")
    in_section = len(where) > 1 and where[0] == "sections"
    shown = LABELS.get(name, name) if in_section else name
    advice = (SECTION if in_section else FIELD).get(name, "")
    context = problem.get("ctx", {})
    match problem["type"]:
        case "missing":
            return f"falta «{shown}»", advice or f"agrega «{name}: …»"
        case "extra_forbidden":
            return f"«{name}» no es un campo de esta ficha", _nearest(name, form, len(where))
        case "string_too_short" | "too_short":
            return f"«{shown}» está vacío", advice or "escribe algo o borra la línea"
        case "string_pattern_mismatch":
            return f"«{problem['input']}» no sirve en «{shown}»", advice or f"debe tener la forma {context.get('pattern')}"
        case "literal_error" | "enum":
            return f"«{problem['input']}» no vale en «{shown}»", f"escribe uno de: {context.get('expected')}".replace(" or ", " o ")
        case kind if kind.startswith("date"):
            return f"«{problem['input']}» no es una fecha en «{shown}»", "AAAA-MM-DD, por ejemplo 2026-11-10"
        case kind if kind in KINDS:
            return f"«{shown}» {KINDS[kind]}", advice
    return f"«{shown}»: {problem['msg']}", advice


def _nearest(name: str, form: type[BaseModel], depth: int) -> str:
    fields = list(form.model_fields)
    close = get_close_matches(name, fields, n=1) if depth == 1 else []
    if close:
        return f"¿quisiste escribir «{close[0]}»?"
    return f"bórralo; los campos son: {', '.join(fields)}" if depth == 1 else "bórralo"
