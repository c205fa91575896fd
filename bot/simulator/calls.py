"""One call of the Bot API as it arrived, and the refusal it may get.

The Bot API takes the same parameters from the query, a JSON body, a form or multipart. In the last three of these a list or an
object may be text holding JSON; `Call` hides the difference. A `Refusal` is Telegram's own answer to a wrong call, not an error of
the simulator, and therefore does not stand in the error tree of `bot/errors.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

Json = dict[str, Any]


class Refusal(Exception):
    """What Telegram answers instead of a result: an HTTP status, its description, and sometimes `retry_after`."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.body: Json = {"ok": False, "error_code": code, "description": description}
        if parameters:
            self.body["parameters"] = parameters


def bad_request(reason: str) -> Refusal:
    return Refusal(400, f"Bad Request: {reason}")


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    name: str
    mime_type: str
    content: bytes


@dataclass(frozen=True)
class Call:
    """The parameters of one call: read them by the type the method expects; a wrong type is a `Refusal` with status 400."""

    method: str
    values: Mapping[str, Any]
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        found = self.values.get(name)
        return default if found is None else str(found)

    def integer(self, name: str, default: int = 0) -> int:
        return int(self._parsed(name, default, int))

    def number(self, name: str) -> float:
        if name not in self.values:
            raise bad_request(f"{name} is empty")
        return float(self._parsed(name, 0.0, float))

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).lower() in {"true", "1"}

    def value(self, name: str) -> Any:
        """A list or object, sent as such or as text holding JSON; None when it is not there."""
        found = self.values.get(name)
        if not isinstance(found, str):
            return found
        if not found:
            return None
        return loaded(found, name.replace("_", " "))

    def upload(self, name: str) -> Upload | None:
        """The file under this name, directly or as `attach://other-name`."""
        named = self.text(name)
        return self.uploads.get(named.removeprefix("attach://") if named.startswith("attach://") else name)

    def _parsed(self, name: str, default: float, kind: type[int] | type[float]) -> float:
        found = self.values.get(name)
        if found is None or found == "":
            return default
        try:
            return kind(found)
        except (TypeError, ValueError, OverflowError):
            raise bad_request(f"{name} must be a number") from None


def loaded(source: str | bytes, name: str = "") -> Any:
    """Parsed JSON. Half a surrogate pair is not text and could not be sent on: refused, as Telegram does."""
    try:
        found = json.loads(source)
    except ValueError:
        raise bad_request(f"can't parse {name}{' ' if name else ''}JSON object") from None
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    return found


def loaded_object(source: bytes) -> Json:
    """A JSON object; anything else is refused."""
    found = loaded(source)
    if not isinstance(found, dict):
        raise bad_request("JSON object expected")
    return found


async def read_call(request: Request, method: str) -> Call:
    """The call in a request, whatever form it came in."""
    values: Json = dict(request.query_params)
    uploads: dict[str, Upload] = {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        values |= loaded_object(await request.body())
    elif kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        async with request.form() as form:
            for name, part in form.multi_items():
                if isinstance(part, UploadFile):
                    uploads[name] = Upload(part.filename or name, part.content_type or "application/octet-stream", await part.read())
                else:
                    values[name] = part
    return Call(method, values, uploads)
