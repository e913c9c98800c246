"""Sends what the outbox holds, for any channel."""

from __future__ import annotations

from .deliverer import Deliverer, May
from .ledger import Hooks
from .lines import Pace

__all__ = ["Deliverer", "Hooks", "May", "Pace"]
