"""A form for a browser made from the definition of an entry, and the entry's values from what was typed into it.

A box is named for its place: "title", "cost.amount", "sections.0.text". A list of lines is one box, a line each. A list of forms shows
one empty form at its end; what is left empty there is dropped.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from bot.domain.entry import FormField

LONG = ("text", "text_en", "notes_es", "notes_en", "for_whom_es", "for_whom_en", "condition_es", "condition_en")
HIDDEN = ("line",)


def fields_of(form: type[BaseModel], values: Mapping[str, Any], before: str = "") -> Iterator[FormField]:
    """The boxes of a form, in its order, with these values in them."""
    for name, field in form.model_fields.items():
        if name in HIDDEN:
            continue
        place, value, kind = f"{before}{name}", values.get(name), _bare(field.annotation)
        inner = _form_in(kind)
        if inner is not None and get_origin(kind) is tuple:
            forms = list(value or ())
            for number, one in enumerate([*forms, {}]):
                yield FormField(f"{place}.{number}", name, "group", str(number + 1) if number < len(forms) else "")
                yield from fields_of(inner, one, f"{place}.{number}.")
        elif inner is not None:
            yield FormField(place, name, "group")
            yield from fields_of(inner, value or {}, f"{place}.")
        else:
            held = field.default if value is None and not field.is_required() else value
            yield _box(place, name, kind, held, field.is_required() and not _may_be_none(field.annotation))


def values_of(form: type[BaseModel], typed: Mapping[str, str], before: str = "") -> dict[str, Any]:
    """What was typed, as far as it says something, in the shape that the form checks. Nothing is judged here."""
    found: dict[str, Any] = {}
    for name, field in form.model_fields.items():
        place, kind = f"{before}{name}", _bare(field.annotation)
        inner = _form_in(kind)
        if inner is not None and get_origin(kind) is tuple:
            numbers = sorted({int(part) for key in typed if key.startswith(f"{place}.")
                              and (part := key.removeprefix(f"{place}.").partition(".")[0]).isdigit()})
            made = [values_of(inner, typed, f"{place}.{number}.") for number in numbers]
            found[name] = [one for one in made if any(value not in (None, False, [], {}) for value in one.values())]
        elif inner is not None:
            found[name] = values_of(inner, typed, f"{place}.")
        elif place in typed or _kind(kind) == "flag":
            value = _value(kind, typed.get(place, ""))
            if value is not None or _may_be_none(field.annotation):
                found[name] = value
    return found


def _bare(annotation: Any) -> Any:
    """The type without what is written around it, and without None."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        if bool in get_args(annotation):
            return Literal["true", "false"]  # yes, no, or not known
        return _bare(next(one for one in get_args(annotation) if one is not type(None)))
    return annotation


def _may_be_none(annotation: Any) -> bool:
    return get_origin(annotation) in (Union, types.UnionType) and type(None) in get_args(annotation)


def _form_in(kind: Any) -> type[BaseModel] | None:
    inside = _bare(get_args(kind)[0]) if get_origin(kind) is tuple else kind
    return inside if isinstance(inside, type) and issubclass(inside, BaseModel) else None


def _kind(kind: Any) -> str:
    if get_origin(kind) is tuple:
        return "lines"
    if get_origin(kind) is Literal or (isinstance(kind, type) and issubclass(kind, Enum)):
        return "choice"
    return {bool: "flag", int: "number", float: "number", date: "date"}.get(kind, "line")


def _box(place: str, name: str, kind: Any, value: Any, needed: bool) -> FormField:
    sort = "text" if name in LONG and _kind(kind) == "line" else _kind(kind)
    choices: tuple[str, ...] = ()
    if sort == "choice":
        choices = tuple(str(one) for one in get_args(kind)) if get_origin(kind) is Literal else tuple(str(one.value) for one in kind)
    if isinstance(value, list | tuple):
        shown = "\n".join(str(one) for one in value)
    elif isinstance(value, bool):
        shown = "true" if value else "false" if sort == "choice" else ""
    elif isinstance(value, float):
        shown = f"{value:g}"
    else:
        shown = "" if value is None or not isinstance(value, str | int | date) else str(value)
    return FormField(place, name, sort, shown, choices, needed)


def _value(kind: Any, typed: str) -> Any:
    """None where nothing was typed."""
    text = typed.replace("\r\n", "\n").strip()
    sort = _kind(kind)
    if sort == "flag":
        return text in ("true", "on", "si")
    if sort == "lines":
        return [line.strip() for line in text.split("\n") if line.strip()]
    return text or None
