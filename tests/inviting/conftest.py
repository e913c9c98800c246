"""A class with more people than the small school has, on both storages."""

from __future__ import annotations

from tests.apbot.fixtures import empty_database, library, school, storage

__all__ = ["empty_database", "library", "school", "storage"]
