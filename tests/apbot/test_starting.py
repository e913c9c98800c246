"""What is loaded at the start is left alone, and garbage is looked for again afterwards."""

from __future__ import annotations

import gc

import pytest

from apbot.starting import undisturbed


def test_nobody_looks_for_garbage_meanwhile_and_what_was_loaded_is_kept_out_of_it() -> None:
    try:
        with undisturbed():
            assert not gc.isenabled()

        assert gc.isenabled()
        assert gc.get_freeze_count()
    finally:
        gc.unfreeze()


def test_a_start_that_fails_leaves_it_as_it_was() -> None:
    try:
        with pytest.raises(OSError, match="taken"), undisturbed():
            raise OSError("taken")

        assert gc.isenabled()
    finally:
        gc.unfreeze()
