"""The format of transcripts, apart from what they say."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apbot.channels.transcript import Line, parse, typed_line, wrap
from dialogues.definition import Address

HEAD = "# Pourquoi.\n# Suite.\ndialogue: kinds\nat: 2026-09-14 09:05\n"


def test_header_is_read() -> None:
    script = parse(HEAD + "address: vous\nbegin: questions\n\n< Bonjour.\n")

    assert script.dialogue == "kinds"
    assert script.at == dt.datetime(2026, 9, 14, 9, 5, tzinfo=dt.UTC)
    assert script.address is Address.VOUS
    assert script.from_questions
    assert script.reason == ("Pourquoi.", "Suite.")


def test_only_what_a_person_does_is_read() -> None:
    script = parse(
        HEAD + "\n< Oui ?\n  [Oui] [Non]\n> oui\n@ +2 days\n# note\n= asking a.b\n> [Non]\n"
    )

    assert [str(line) for line in script.lines] == ["> oui", "@ +2 days", "# note", "> [Non]"]


def test_header_is_printed_as_it_was_read() -> None:
    text = HEAD + "address: vous\nbegin: questions\n\n"

    assert "\n".join(parse(text).header()) + "\n" == text


@given(st.text(st.characters(codec=None)))
def test_any_words_come_back_from_their_line(words: str) -> None:
    line = typed_line(1, words)

    assert "\n" not in str(line)
    read = parse(f"dialogue: kinds\nat: 2026-09-14 09:00\n\n{line}\n").lines
    assert read == (Line(4, ">", line.text),)


@pytest.mark.parametrize("words", ["Vraiment ?", "À savoir : rien", "« oui »"])
def test_french_signs_never_begin_a_line(words: str) -> None:
    for width in range(8, 16):
        lines = wrap(words, width)
        assert not [line for line in lines if line[0] in "?:»"]
        assert not [line for line in lines if line.endswith("«")]
        assert " ".join(lines) == words
