"""The door to YAML: what comes through, what is refused and where, and that nothing blows up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.errors import InvalidDialogue, Place, Problem
from dialogues.loader import SHIPPED
from dialogues.yaml_source import MAX_BYTES, MAX_DEPTH, _carefully, _quickly, parse, read


def problems(data: bytes | str) -> list[tuple[str, int, int]]:
    source = data.encode() if isinstance(data, str) else data
    found: tuple[Problem, ...] = ()
    try:
        parse(source, file="f.yaml")
    except InvalidDialogue as error:
        found = error.problems
    assert all(p.place.file == "f.yaml" and p.what and p.repair for p in found)
    return [(p.code, p.place.line, p.place.column) for p in found]


def test_values_come_with_their_places() -> None:
    located = parse(b'a: 1\nb:\n  - x\n  - c: "y"\n', file="f.yaml")

    assert located.plain() == {"a": 1, "b": ["x", {"c": "y"}]}
    assert isinstance(located.value, dict)
    assert located.keys["b"] == Place("f.yaml", 2, 1)
    inner = located.value["b"].value
    assert isinstance(inner, list)
    assert inner[0].place == Place("f.yaml", 3, 5)
    assert isinstance(inner[1].value, dict)
    assert inner[1].value["c"].place == Place("f.yaml", 4, 8)
    assert inner[1].value["c"].at(0) == Place("f.yaml", 4, 9)
    assert inner[0].at(2) == Place("f.yaml", 3, 7)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-3", -3),
        ("+3", 3),
        ("0", 0),
        ("2.5", 2.5),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("True", "True"),
        ("2026-09-01", "2026-09-01"),
        ("1e3", "1e3"),
        ("0x10", "0x10"),
        (".5", ".5"),
        (".inf", ".inf"),
        ("'12'", "12"),
        ('"no"', "no"),
        ("'12:30'", "12:30"),
        ('"deux\\nlignes"', "deux\nlignes"),
        ("|-\n  a\n  b", "a\nb"),
        (">-\n  a\n  b", "a b"),
        ("L'été", "L'été"),
        ("norvège", "norvège"),
    ],
)
def test_only_plain_numbers_and_truths_are_not_text(text: str, value: object) -> None:
    plain = parse(f"a: {text}\n".encode(), file="f.yaml").plain()["a"]

    assert plain == value
    assert type(plain) is type(value)


@pytest.mark.parametrize(
    "text", ["no", "Yes", "on", "OFF", "y", "n", "oui", "NON", "12:30", "12:30:00", "010", "-07"]
)
def test_text_that_other_readers_take_for_something_else_is_refused(text: str) -> None:
    assert problems(f"a: b\nc: {text}\n") == [("surprising-type", 2, 4)]
    assert problems(f"a: [x, {text}]\n") == [("surprising-type", 1, 8)]
    assert problems(f"a: '{text}'\n") == []


@pytest.mark.parametrize("digits", ["9" * 16, "9" * 5000])
def test_endless_number_is_refused_not_computed(digits: str) -> None:
    assert problems(f"a: {digits}") == [("surprising-type", 1, 4)]
    assert problems(f"a: {digits}.5") == []


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("a: &x 1", (1, 4)),
        ("a: 1\nb: *x", (2, 4)),
        ("a: !!python/object:os.system x", (1, 4)),
        ("a: !!str x", (1, 4)),
        ("a: ! x", (1, 4)),
        ("!x a: 1", (1, 1)),
        ("&x a: 1", (1, 1)),
        ("a: &x [1]", (1, 4)),
        ("a: !t {b: 1}", (1, 4)),
        ("a: 1\n*x : 2", (2, 1)),
        ("- &a [lol]\n- &b [*a, *a]\n- &c [*b, *b]\n- [*c, *c]", (1, 3)),
        ("%YAML 1.1\n---\na: 1", (2, 1)),
        ("%TAG ! tag:x,2026:\n---\na: 1", (2, 1)),
        ("a: 1\n---\nb: 2", (2, 1)),
        ("a: 1\n...\nb: 2", (3, 1)),
        ("? [a, b]\n: 1", (1, 3)),
        ("{[a]: 1}", (1, 2)),
        ("", (1, 1)),
        ("# rien\n\n", (3, 1)),
        ('a: b\nc: "\\0"', (2, 4)),
        ('a: "\\ud800"', (1, 4)),
        ('a: "\\e[31m"', (1, 4)),
        ("a: b\nc: d\x00", (2, 5)),
        ("a: \x1b", (1, 4)),
        ("a: \x7f", (1, 4)),
        ("a: \ufffe", (1, 4)),
    ],
)
def test_forbidden_yaml_is_refused_at_its_place(source: str, place: tuple[int, int]) -> None:
    assert problems(source) == [("forbidden-yaml", *place)]


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("a: b: c", (1, 5)),
        ("a: 1\n\tb: 2", (2, 1)),
        ("\ta: 1", (1, 1)),
        ("a: [1, 2", (1, 9)),
        ('a: "x', (1, 4)),
        ("a: |\n  x\n y", (3, 2)),
        ("@a", (1, 1)),
        ("a: 1\n b: 2", (2, 3)),
        ("a: 1\nb", (2, 2)),
        ("}", (1, 1)),
        ("%YAML 9.9.9", (1, 10)),
    ],
)
def test_broken_yaml_is_shown_at_its_place(source: str, place: tuple[int, int]) -> None:
    assert problems(source) == [("yaml-syntax", *place)]


def test_duplicate_keys_are_each_shown_with_the_first() -> None:
    with pytest.raises(InvalidDialogue) as caught:
        parse(b"a: 1\nb: 2\na: 3\nc: {d: 1, d: 2}\n", file="f.yaml")

    assert [(p.code, p.place.line, p.place.column) for p in caught.value.problems] == [
        ("duplicate-key", 3, 1),
        ("duplicate-key", 4, 11),
    ]
    assert "ligne 1" in caught.value.problems[0].what


@pytest.mark.parametrize(
    "source",
    [
        *("[" * 5000, "{" * 5000, "[" * 100_000, "- " * 5000, "? " * 5000, "{a: " * 5000),
        *("[[" * 11, "\n".join(" " * n + "a:" for n in range(400))),
    ],
    ids=range(8),
)
def test_bomb_of_levels_is_refused_at_once(source: str) -> None:
    ((code, line, column),) = problems(source)

    assert code == "forbidden-yaml"
    assert (line, column) > (1, 1)


def test_as_many_levels_as_allowed_are_read() -> None:
    assert problems("[" * MAX_DEPTH + "x" + "]" * MAX_DEPTH) == []
    assert problems("[" * (MAX_DEPTH + 1) + "x" + "]" * (MAX_DEPTH + 1)) != []


def test_file_over_the_limit_or_not_utf_8_is_refused() -> None:
    assert problems(b"#" * (MAX_BYTES - 5) + b"\na: 1") == []
    assert problems(b"#" * (MAX_BYTES - 4) + b"\na: 1") == [("forbidden-yaml", 1, 1)]
    assert problems("a: é".encode("latin-1")) == [("forbidden-yaml", 1, 1)]
    assert problems("a: é".encode("utf-16")) == [("forbidden-yaml", 1, 1)]


def test_byte_order_mark_and_windows_line_ends_are_accepted() -> None:
    located = parse("\ufeffa: é\r\nb: |-\r\n  x\r\n  y\r\n".encode(), file="f.yaml")

    assert located.plain() == {"a": "é", "b": "x\ny"}
    assert located.keys["a"] == Place("f.yaml", 1, 1)


def test_file_is_read_with_its_name_in_the_problems(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text("a: é\n", encoding="utf-8")
    bad.write_bytes(b"a: \xff")

    assert read(good).plain() == {"a": "é"}
    with pytest.raises(InvalidDialogue, match=re.escape(f"{bad}:1:1: ")):
        read(bad)
    with pytest.raises(InvalidDialogue) as caught:
        read(tmp_path / "missing.yaml")
    assert [p.code for p in caught.value.problems] == ["unreadable-file"]


_INK = st.text("ab:-[]{}#&*!|>'\"%@? \n\t,0159.é\\~", max_size=60)


@given(st.one_of(_INK.map(str.encode), st.binary(max_size=40)))
def test_any_bytes_are_a_document_or_problems(data: bytes) -> None:
    problems(data)


# -- two parsers, one reading ---------------------------------------------------------------------

DOCUMENTS = (
    'a: 1\nb: [x, "y", {c: d}]\nt: |\n  one\n  two\n\nf: >-\n  fold\n  ed\n',
    "a:\n- b\n- c: d # said\n  e: 'it''s'\n- - f\n  - 12:30\n",
    'intro:\n  tu: "Bonjour {name}. Voici\n    tes questions."\n  vous: Bonjour à vous\n',
    'options:\n  - {id: bus, label: "En bus \\u00e9"}\n  - {id: foot, label: À pied}\n',
)
PIECES = (
    *":-#[]{},\"'|>?&*!%@`~ \n\t\r\\é…\u00a0\u2028\x85\ufeff😀x0",
    *("\n  ", "\n- ", ": ", " #", "---\n", "...\n", "|2-\n", ">+\n", "|#", '"\\\n', "\\x41"),
)


@given(
    st.sampled_from(DOCUMENTS),
    st.lists(st.tuples(st.integers(0, 100), st.sampled_from(PIECES)), max_size=3),
)
def test_what_the_quick_parser_reads_is_what_the_careful_one_reads(
    text: str, changes: list[tuple[int, str]]
) -> None:
    for place, piece in changes:
        text = text[:place] + piece + text[place:]

    quick = _quickly(text, "f.yaml")

    assert quick is None or quick == _carefully(text, "f.yaml", lenient=False)


@pytest.mark.parametrize(
    "path", sorted(SHIPPED.rglob("*.yaml")), ids=lambda path: f"{path.parent.name}_{path.stem}"
)
def test_all_that_is_shipped_is_read_quickly(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert _quickly(text, "f.yaml") == _carefully(text, "f.yaml", lenient=False)
