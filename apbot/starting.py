"""The moments in which a program loads itself."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undisturbed() -> Iterator[None]:
    """For loading what stays until the end: nobody looks for garbage in it, now or later.

    While modules are loaded there is next to none, and looking for it takes up to a tenth of
    the processor's time until the first reply.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
