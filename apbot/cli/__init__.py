"""The command line: parses, calls, prints. Nothing is loaded before it is needed."""

from __future__ import annotations

import sys


def main() -> None:
    """The ``apbot`` command."""
    from .app import run  # noqa: PLC0415  # importing the package stays free
    from .console import Console  # noqa: PLC0415

    sys.exit(run(sys.argv[1:], Console.of_process()))
