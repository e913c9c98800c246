"""``python -m apbot``."""

from __future__ import annotations

from apbot.cli import main

if __name__ == "__main__":
    main()
