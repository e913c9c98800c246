"""The parameters of a call, as JSON, as a form with JSON in its fields, or as multipart."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from .history import Json
from .refusals import Refusal, readable


def from_json(body: bytes) -> Json:
    try:
        found = json.loads(body) if body else {}
    except ValueError as error:
        raise Refusal("Bad Request: can't parse JSON object") from error
    if not isinstance(found, dict):
        raise Refusal("Bad Request: can't parse JSON object")
    return found


def from_form(body: bytes) -> Json:
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise Refusal("Bad Request: strings must be encoded in UTF-8") from error
    return dict(pairs)


def whole(params: Json, name: str, default: int = 0) -> int:
    """A whole number, also one written in words; what is none counts as missing, as there."""
    found = params.get(name)
    if isinstance(found, int):
        return int(found)
    try:
        return int(found) if isinstance(found, str) else default
    except ValueError:
        return default


def words(params: Json, name: str) -> str:
    found = params.get(name)
    if found is None:
        return ""
    return readable(found if isinstance(found, str) else json.dumps(found))


def flag(params: Json, name: str) -> bool:
    return str(params.get(name)).lower() in {"true", "1"}


def structure(params: Json, name: str) -> Any:
    """A list or an object, also one written as JSON text; None where there is none."""
    found = params.get(name)
    if not isinstance(found, str):
        return found
    if not found:
        return None
    try:
        return json.loads(found)
    except ValueError as error:
        raise Refusal(f"Bad Request: can't parse {name} JSON object") from error
