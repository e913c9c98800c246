"""Every code that some module reports is explained to the reader, and no other."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from dialogues.codes import CODES, graded, page
from dialogues.errors import NOWHERE, Problem, Severity
from dialogues.loader import SHIPPED

ROOT = Path(__file__).parent.parent.parent
PAGE = SHIPPED / "CODES.md"
REGENERATE = (
    'python -c "from dialogues.codes import page; print(page(), end=str())"'
    " > dialogues/catalogue/CODES.md"
)


def reports(call: ast.Call) -> bool:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    return name == "Problem" or name.startswith("report")


@cache
def calls() -> list[tuple[str, Path, ast.Call]]:
    """Each call that reports a problem: its code, its module."""
    found = []
    for path in sorted(p for room in ("dialogues", "apbot") for p in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and reports(node) and node.args:
                code = node.args[0]
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    found.append((code.value, path, node))
    return found


def reported() -> dict[str, str]:
    return {code: path.name for code, path, _ in calls()}


def test_readers_that_are_not_graded_give_the_severity_of_the_table() -> None:
    """The checks are graded by the table; a reader of a file says its severity itself."""
    for code, path, call in calls():
        if path.parent.name != "checks":
            given = [ast.unparse(k.value) for k in call.keywords if k.arg == "severity"]
            advised = given == ["Severity.ADVICE"]
            assert advised is (CODES[code].severity is Severity.ADVICE), f"{code} in {path.name}"


def test_every_reported_code_is_explained() -> None:
    assert {code: module for code, module in reported().items() if code not in CODES} == {}


def test_no_explained_code_is_never_reported() -> None:
    assert set(CODES) - set(reported()) == set()


def test_the_page_is_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), f"Run: {REGENERATE}"


@pytest.mark.parametrize("code", sorted(CODES))
def test_the_page_explains_the_code_on_one_line(code: str) -> None:
    [line] = [x for x in PAGE.read_text(encoding="utf-8").splitlines() if f"| `{code}` |" in x]

    assert CODES[code].meaning in line
    assert CODES[code].repair in line
    assert ("| conseil |" in line) is (CODES[code].severity is Severity.ADVICE)
    assert line.count("|") == 5  # a bar inside would break the table


@pytest.mark.parametrize("code", sorted(CODES))
def test_each_code_is_said_in_whole_sentences(code: str) -> None:
    for sentence in (CODES[code].meaning, CODES[code].repair):
        assert sentence[0].isupper() or sentence[0] == "`"
        assert sentence.endswith((".", "…"))
        assert "!" not in sentence.replace("`!`", "")


def test_a_problem_is_as_grave_as_its_code() -> None:
    problems = [
        Problem("long-topic", NOWHERE, "Long.", "Coupez."),
        Problem("unreachable", NOWHERE, "Perdue.", "Retirez-la.", Severity.ADVICE),
    ]

    assert [p.severity for p in graded(problems)] == [Severity.ADVICE, Severity.FINDING]


def test_both_severities_are_used() -> None:
    assert {code.severity for code in CODES.values()} == set(Severity)
