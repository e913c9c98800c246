"""What a command may touch of its process, handed in so that a test brings its own."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

from apbot.clock import Clock, system_clock


@dataclass(frozen=True, slots=True)
class Console:
    """Where lines come from and go to, the environment, the clock."""

    reader: TextIO
    writer: TextIO
    errors: TextIO
    environ: Mapping[str, str]
    clock: Clock

    @classmethod
    def of_process(cls) -> Console:
        """Bytes that are no text come in marked; signs that a terminal lacks go out as « ? »."""
        for stream, errors in ((sys.stdin, "surrogateescape"), (sys.stdout, "replace")):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors=errors)
        return cls(sys.stdin, sys.stdout, sys.stderr, os.environ, system_clock)

    def say(self, sentence: str) -> None:
        self.writer.write(f"{sentence}\n")

    def complain(self, sentence: str) -> None:
        self.errors.write(f"{sentence}\n")
