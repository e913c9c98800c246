"""The JSON Schema: published as it is generated, true of every dialogue, false of broken ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dialogues import building, groups, heading
from dialogues.definition import Kind
from dialogues.loader import SHIPPED
from dialogues.schema import dialogue_schema, schema_text
from dialogues.yaml_source import parse, read
from tests.dialogues.making import EVERY_KIND, HEAD

PUBLISHED = SHIPPED / "dialogue.schema.json"
REGENERATE = (
    'python -c "from dialogues.schema import schema_text; print(schema_text(), end=str())"'
    " > dialogues/catalogue/dialogue.schema.json"
)
FILES = sorted(SHIPPED.glob("*/dialogue.yaml"))
KINDS = Path(__file__).parent / "catalogue" / "kinds" / "dialogue.yaml"
SCHEMA = dialogue_schema()


def errors(plain: object) -> list[str]:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(plain)]


def of_text(text: str) -> list[str]:
    return errors(parse(text.encode(), file="f").plain())


def test_published_schema_is_the_generated_one() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == schema_text(), f"Run: {REGENERATE}"


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", [*FILES, KINDS], ids=lambda path: path.parent.name)
def test_every_dialogue_is_valid(path: Path) -> None:
    assert errors(read(path).plain()) == []


def test_every_kind_of_step_is_valid() -> None:
    assert of_text(HEAD + EVERY_KIND) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_editors_find_the_schema_of_every_shipped_dialogue(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]

    assert first == "# yaml-language-server: $schema=../dialogue.schema.json"


A = "{id: d.a, type: yes_no, topic: T, ask: Oui ?}"
CHOICE = "{id: d.a, type: choice, topic: T, ask: Q ?, options: [{id: x, label: X}]}"
BROKEN = {
    "no steps": HEAD,
    "empty steps": HEAD + "steps: []",
    "no title": HEAD.replace("title: Essai\n", "") + f"steps: [{A}]",
    "unknown key at the head": HEAD + f"titel: X\nsteps: [{A}]",
    "unknown respondent": HEAD + f"respondent: parent\nsteps: [{A}]",
    "notice that is a text": HEAD.replace('{version: "1", text: Voici.}', "Voici.")
    + f"steps: [{A}]",
    "name of a fact with a dot": HEAD + f"recall: {{a.b: d.a}}\nsteps: [{A}]",
    "fact that is no question": HEAD + f"recall: {{a: classe}}\nsteps: [{A}]",
    "unknown key of a step": HEAD + f"steps: [{A.replace('topic', 'topik')}]",
    "unknown type": HEAD + f"steps: [{A.replace('yes_no', 'oui_non')}]",
    "id with capitals": HEAD + f"steps: [{A.replace('d.a', 'd.A')}]",
    "id without a dot": HEAD + f"steps: [{A.replace('d.a', 'a')}]",
    "no question": HEAD + f"steps: [{A.replace(', ask: Oui ?', '')}]",
    "no topic": HEAD + f"steps: [{A.replace(', topic: T', '')}]",
    "no options": HEAD + f"steps: [{A.replace('yes_no', 'choice')}]",
    "option without label": HEAD + f"steps: [{CHOICE.replace(', label: X', '')}]",
    "option that is a text": HEAD + f"steps: [{CHOICE.replace('{id: x, label: X}', 'x')}]",
    "text without readers": HEAD + f"steps: [{A.replace('yes_no', 'text')}]",
    "text without vous": HEAD + f"steps: [{A.replace('Oui ?', '{tu: Oui ?}')}]",
    "flag that is a text": HEAD + f"steps: [{A.replace('topic', 'sensitive: jamais, topic')}]",
    "date in words": HEAD + f"steps: [{A.replace('topic', 'latest: demain, topic')}]",
    "jump without target": HEAD + f"steps: [{A.replace('topic', 'goto: [{when: x}], topic')}]",
    "offer with another key": HEAD + f"steps: [{{offer: d.a, if: x}}, {A}]",
    "grid without lines": HEAD + "steps: [{grid: g, scale: freq4, stem: S}]",
    "type in a line of a grid": HEAD + f"steps: [{{grid: g, scale: freq4, stem: S, items: [{A}]}}]",
    "call with another key": HEAD + "steps: [{call: meeting, with: x}]",
    "unknown fate of a hidden answer": HEAD
    + f"steps: [{A.replace('topic', 'when_hidden: hide, topic')}]",
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_broken_file_is_not_valid(name: str) -> None:
    assert of_text(BROKEN[name])


def test_schema_and_loader_know_the_same_keys() -> None:
    defs = SCHEMA["$defs"]

    assert set(SCHEMA["properties"]) == set(heading.KEYS)
    assert set(defs["step"]["properties"]) == set(building._STEP_KEYS)
    assert set(defs["option"]["properties"]) == set(building._OPTION_KEYS)
    assert set(defs["grid"]["properties"]) == set(groups._GRID_KEYS)
    assert set(defs["call"]["properties"]) == set(groups._CALL_KEYS)
    line = set(building._STEP_KEYS) - set(groups._NOT_IN_A_LINE)
    assert set(defs["grid"]["properties"]["items"]["items"]["properties"]) == line


def test_schema_and_loader_know_the_same_types() -> None:
    kinds = SCHEMA["$defs"]["step"]["properties"]["type"]

    assert set(kinds["enum"]) == set(Kind)
    assert len(kinds["enumDescriptions"]) == len(kinds["enum"])


def keys_in(node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        yield from node.get("properties", {}).items() if "type" in node else ()
        for child in node.values():
            yield from keys_in(child)
    elif isinstance(node, list):
        for child in node:
            yield from keys_in(child)


def test_every_key_is_described_to_whoever_types_it() -> None:
    assert [name for name, schema in keys_in(SCHEMA) if not schema.get("description")] == []
