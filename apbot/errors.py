"""What can go wrong between modules. Messages meant for people are French sentences."""

from __future__ import annotations


class ApbotError(Exception):
    """Root of this package's errors."""


class Unusable(ApbotError):
    """Something outside us is missing or wrong; the message says what, and the repair."""


class NotAllowed(ApbotError):
    """The actor may not do that; nothing more is said to them."""
