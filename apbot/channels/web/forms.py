"""A posted form -> plain values. Every garbage has its answer here; nothing is trusted.

Too large a body is refused unread; text that is not UTF-8 keeps its marks of damage (lone
surrogates), so that the engine refuses it with its own sentence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.requests import Request

from dialogues.matching import is_readable

MAX_BODY = 256 * 1024
_MAX_FIELDS = 64


class BodyTooLarge(Exception):
    """More than ``MAX_BODY`` bytes were posted."""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a post; a field given twice keeps its last value, except ``option``."""

    values: dict[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def given_back(self) -> str:
        """What was typed, for its field again; nothing where it could not be written on a page."""
        typed = self.get("text").replace("\r\n", "\n")
        return typed if is_readable(typed) else ""


async def read_form(request: Request) -> Form:
    """The form of a request. Raises ``BodyTooLarge``. What is not a form is an empty one."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise BodyTooLarge
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "surrogateescape"),
            keep_blank_values=True,
            errors="surrogateescape",
            max_num_fields=_MAX_FIELDS,
        )
    except ValueError:
        return Form()
    options = tuple(value for name, value in pairs if name == "option")
    return Form(dict(pairs), options)
