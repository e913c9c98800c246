"""Whether words are an e-mail address; it is never tried out."""

from __future__ import annotations

import re

MAX_ADDRESS = 254
"""Characters (RFC 5321)."""
# Deliberately narrower than RFC 5322: no quoted part, no comment, no address without a domain.
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


def is_address(text: str) -> bool:
    return len(text) <= MAX_ADDRESS and _ADDRESS.fullmatch(text) is not None


def same_address(one: str, other: str) -> bool:
    """No school tells two people apart by capitals."""
    return one.casefold() == other.casefold()
