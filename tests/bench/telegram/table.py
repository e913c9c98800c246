"""The figures as a table, each beside what it should be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .loads import Measured

APBOT, PTB, AIOGRAM, BARE = "apbot", "ptb", "aiogram", "bare"
TITLES = {
    APBOT: "apbot",
    PTB: "ConversationHandler + SQLite",
    AIOGRAM: "aiogram + SQLite",
    BARE: "no library, nothing kept",
}
_HEAD = f"{'durable/s':>40}{'ratio':>7}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms':>8}{'MiB':>6}{'lost':>6}"


@dataclass(frozen=True, slots=True)
class Target:
    """Something measured, and what it should be at least or at most."""

    what: str
    value: float
    bound: float
    at_least: bool = False

    @property
    def holds(self) -> bool:
        return self.value >= self.bound if self.at_least else self.value <= self.bound

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        said = "holds" if self.holds else "MISSED"
        return f"  {self.what:66}{self.value:9.2f}  {sign} {self.bound:<6g} {said}"


def print_load(title: str, runs: Mapping[str, Measured]) -> None:
    """One line for each bot. The ratio says how many times as fast as that bot apbot is."""
    print(f"\n{title}\n{_HEAD}")
    for name, run in runs.items():
        ratio = f"{runs[APBOT].rate / run.rate:7.1f}" if APBOT in runs else f"{'':7}"
        lost = "all" if name == BARE else run.lost
        print(
            f"  {TITLES[name]:28}{run.rate:10.0f}{ratio}{run.p50:9.1f}{run.p99:9.1f}"
            f"{run.cpu:8.2f}{run.memory:6.0f}{lost:>6}"
        )


def print_ceiling(runs: Sequence[Measured]) -> None:
    """Of the emulator: what it could do if it did nothing else."""
    cost = max(run.emulator for run in runs)
    print(
        f"  (the emulator and its students use {cost:.2f} ms of their own core an answer at most: "
        f"they could serve {1000 / cost:.0f}/s)"
    )


def print_targets(targets: Sequence[Target]) -> None:
    print("\nTargets")
    for target in targets:
        print(target)
