"""Short codes: what is printed, what may be typed, what is stored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apbot.inviting.codes import (
    LENGTH,
    LETTERS,
    code_hash,
    new_code,
    spaced,
    tidied,
    typist_hash,
)


def test_code_has_eight_letters_that_are_never_mistaken_and_make_no_word() -> None:
    codes = {new_code() for _ in range(500)}

    assert len(codes) == 500
    assert {len(code) for code in codes} == {LENGTH}
    assert {letter for code in codes for letter in code} == set(LETTERS)
    assert not set(LETTERS) & set("AEIOUYLQ0123456789")


@pytest.mark.parametrize(
    "typed",
    [
        "BCDFGHJK",
        "BCDF GHJK",
        "bcdf ghjk",
        " bcdf-ghjk ",
        "B.C.D.F. G.H.J.K",
        "".join(chr(ord(letter) + 0xFEE0) for letter in "BCDFGHJK"),
    ],
)
def test_code_is_understood_however_it_is_typed(typed: str) -> None:
    assert tidied(typed) == "BCDFGHJK"


@pytest.mark.parametrize(
    "typed", ["", "BCDF", "BCDF GHJKM", "ACDF GHJK", "12345678", "\ud800", "\0"]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert tidied(typed) == ""


@given(st.text())
def test_anything_may_be_typed(typed: str) -> None:
    code = tidied(typed)

    assert code == "" or tidied(spaced(code)) == code


def test_hash_needs_the_secret_and_tells_what_it_is_of() -> None:
    code = new_code()

    assert code_hash(b"a", code) == code_hash(b"a", code)
    assert code_hash(b"a", code) != code_hash(b"b", code)
    assert code not in code_hash(b"a", code)
    assert len({typist_hash(b"a", kind, code) for kind in ("browser", "address")}) == 2
