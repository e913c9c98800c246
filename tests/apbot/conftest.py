"""The fixtures of everything above storage."""

from __future__ import annotations

from tests.apbot.fixtures import empty_database, library, rules, school, storage

__all__ = ["empty_database", "library", "rules", "school", "storage"]
