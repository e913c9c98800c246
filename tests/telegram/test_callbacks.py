"""What a button carries comes back as it was, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apbot.channels.telegram.callbacks import LONGEST, Act, Press, read, stamp

KEY, SECRET = "a3f0" * 16, b"conversation secret"
PRESS = Press(Act.OPTION, 12, 3)

PRESSES = st.builds(
    Press,
    st.sampled_from(Act),
    st.none() | st.integers(0, 10**15 - 1),
    st.none() | st.integers(0, 10**9 - 1),
)


def again(data: str, *, key: str = KEY, secret: bytes = SECRET) -> Press | None:
    return read(data, chat_key=key, secret=secret)


def stamped(press: Press = PRESS) -> str:
    return stamp(press, chat_key=KEY, secret=SECRET)


@given(PRESSES, st.text(), st.binary())
def test_what_is_stamped_is_read_again_and_fits(press: Press, key: str, secret: bytes) -> None:
    key = key.encode(errors="replace").decode()

    data = stamp(press, chat_key=key, secret=secret)

    assert len(data.encode()) <= LONGEST
    assert read(data, chat_key=key, secret=secret) == press


def test_it_begins_with_what_it_does_and_ends_with_a_tag() -> None:
    assert stamped().startswith("o12.3.")
    assert stamped(Press(Act.SUBMIT)).startswith("e..")


def test_every_act_has_a_letter_of_its_own() -> None:
    assert len({act.value for act in Act}) == len(Act)
    assert all(len(act.value) == 1 and act.value.isascii() for act in Act)


def test_another_chat_or_another_conversation_refuses_it() -> None:
    assert again(stamped()) == PRESS
    assert again(stamped(), key="b" * 64) is None
    assert again(stamped(), secret=b"another conversation") is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("o12", "o13"),
        (".3.", ".4."),
        ("o12", "e12"),
        ("o12", "o012"),
        ("12", "\u0661\u0662"),
        ("o12", " o12"),
        ("o12.3", "o123."),
        ("o12.3.", "o12.3"),
        ("o12.3.", "o12..3."),
    ],
)
def test_a_changed_button_is_refused(old: str, new: str) -> None:
    changed = stamped().replace(old, new, 1)

    assert changed != stamped()
    assert again(changed) is None


@pytest.mark.parametrize("end", ["", "A", "\n", "=="])
def test_a_tag_of_another_length_is_refused(end: str) -> None:
    assert again(stamped()[:-1] + end * 2) is None
    assert again(stamped()[:-12] + "A" * 12) is None


@given(st.text(max_size=80))
def test_whatever_was_made_by_hand_is_refused(data: str) -> None:
    assert again(data) is None


@pytest.mark.parametrize(
    "data", ["", "o12.3.", "é" * 64, "o" * 10_000, "\ud800", "o1.2.\udc00" * 2]
)
def test_garbage_is_refused(data: str) -> None:
    assert again(data) is None


@pytest.mark.parametrize(
    "press",
    [Press(Act.OPTION, -1), Press(Act.OPTION, 10**15), Press(Act.OPTION, 1, -1)],
)
def test_a_number_never_counted_is_a_defect_of_ours(press: Press) -> None:
    with pytest.raises(ValueError, match=r"prompt|option"):
        stamped(press)
