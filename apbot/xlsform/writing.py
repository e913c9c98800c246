"""A dialogue as the text of its file, written so that a teacher can read and change it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from dialogues.definition import Option, Text

_BARE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
_SURPRISING = frozenset(("y", "n", "yes", "no", "on", "off", "oui", "non", "true", "false", "null"))
_WIDTH = 100
_READ = frozenset(
    "tu vous adult title intro closing text version label short topic ask hint retry readers stem "
    "words when".split()
)
"""Keys whose value is a text for people, or a condition."""


def spoken(text: Text) -> Any:
    """One string where all forms are the same."""
    if text.adult is None and text.tu == text.vous:
        return text.tu
    forms = {"tu": text.tu, "vous": text.vous}
    return forms if text.adult is None else {**forms, "adult": text.adult}


def option_keys(option: Option) -> dict[str, Any]:
    """Only what differs from an ordinary option."""
    keys: dict[str, Any] = {"id": option.id, "label": spoken(option.label)}
    if option.short is not None:
        keys["short"] = spoken(option.short)
    if option.score is not None:
        keys["score"] = option.score
    for flag in ("unscored", "exclusive", "apart"):
        if getattr(option, flag):
            keys[flag] = True
    if option.tags:
        keys["tags"] = sorted(option.tags)
    if option.synonyms:
        keys["synonyms"] = list(option.synonyms)
    return keys


def file_text(
    comment: Sequence[str], head: Mapping[str, Any], steps: Sequence[Mapping[str, Any]]
) -> tuple[str, list[int]]:
    """The text, and the line (from 1) where each step begins."""
    lines = [*(f"# {line}".rstrip() for line in comment), ""]
    for key, value in head.items():
        entry = _entry(key, value, 0)
        spaced = len(entry) > 1 and lines[-1] != ""
        lines += [*([""] if spaced else []), *entry, *([""] if len(entry) > 1 else [])]
    lines += [*([""] if lines[-1] else []), "steps:"]
    starts = []
    for step in steps:
        starts.append(len(lines) + 1)
        lines += [*_item(step, 2), ""]
    return "\n".join(lines).rstrip() + "\n", starts


def _entry(key: str, value: Any, indent: int) -> list[str]:
    """``key: value``, on as many lines as needed."""
    margin = " " * indent
    name = f"{margin}{_name(key)}:"
    if isinstance(value, str) and _fits_block(value):
        inner = margin + "  "
        return [f"{name} |-", *(f"{inner}{line}".rstrip() for line in value.split("\n"))]
    if isinstance(value, dict) and value:
        entries = [_entry(one, inside, indent + 2) for one, inside in value.items()]
        return [name, *(line for entry in entries for line in entry)]
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        return [name, *(line for item in value for line in _item(item, indent + 2))]
    if isinstance(value, list):
        return _wrapped(f"{name} [", [_flow(one) for one in value])
    return [f"{name} {_flow(value, key)}"]


def _item(value: Mapping[str, Any], indent: int) -> list[str]:
    """An element of a list; on one line when it is short and no step."""
    margin = " " * indent
    flow = f"{margin}- {_flow(value)}"
    if len(flow) <= _WIDTH and not value.keys() & {"type", "grid"}:
        return [flow]
    lines = [line for key, inside in value.items() for line in _entry(key, inside, indent + 2)]
    return [f"{margin}- {lines[0].lstrip()}", *lines[1:]]


def _wrapped(start: str, words: Sequence[str]) -> list[str]:
    """A list of words in brackets, its lines not too long."""
    lines, margin = [start], " " * len(start)
    for number, word in enumerate(words):
        end = "]" if number == len(words) - 1 else ","
        if len(lines[-1]) + len(word) + 2 > _WIDTH and lines[-1] != start:
            lines[-1] = lines[-1].rstrip()
            lines.append(margin)
        lines[-1] += f"{word}{end} "
    lines[-1] = lines[-1].rstrip() if words else f"{start}]"
    return lines


def _flow(value: Any, key: str = "") -> str:
    """On one line. Words that are names stay bare; what people read is quoted."""
    match value:
        case dict():
            return "{" + ", ".join(f"{_name(k)}: {_flow(one, k)}" for k, one in value.items()) + "}"
        case list():
            return "[" + ", ".join(_flow(one) for one in value) + "]"
        case str() if key and key not in _READ and _is_bare(value):
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)


def _name(key: str) -> str:
    return key if _is_bare(key) else json.dumps(key, ensure_ascii=False)


def _is_bare(text: str) -> bool:
    """Whether it is read as this very text without quotes."""
    return bool(_BARE.fullmatch(text)) and text not in _SURPRISING


def _fits_block(text: str) -> bool:
    return "\n" in text and text == text.strip() and "\t" not in text and " \n" not in text
