"""N random respondents, on one core or on two: the same ones in either case.

Respondent number i of a run is the seed of the run plus i and nothing else, so that
``--random 1 --seed S`` plays again the one that a report calls S.
"""

from __future__ import annotations

import signal
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

from dialogues.definition import Dialogue
from dialogues.machine import CompiledDialogue

from .playing import Voices, play_one
from .remembered import Possible
from .tally import Tally

WORKERS = 2
_WORTH_IT = 300
"""Fewer respondents are done before a second process has started."""
_PARTS = 4


@dataclass(frozen=True, slots=True)
class Cast:
    """What every respondent is given. It travels to the workers."""

    dialogue: Dialogue
    recalled: Possible
    voices: Voices


def play_many(cast: Cast, count: int, *, seed: int, workers: int = WORKERS) -> Tally:
    """The respondents ``seed`` to ``seed + count - 1``."""
    whole = range(seed, seed + count)
    if workers < 2 or count < _WORTH_IT:  # noqa: PLR2004  # one alone needs no other process
        return play_range(cast, whole)
    with get_context("spawn").Pool(workers, initializer=_ignore_interrupts) as pool:
        return _added(pool.imap(partial(play_range, cast), _parts(whole, workers * _PARTS)))


def play_range(cast: Cast, seeds: range) -> Tally:
    compiled = CompiledDialogue(cast.dialogue)
    tally = Tally()
    for seed in seeds:
        tally.add(play_one(compiled, seed, cast.recalled, cast.voices))
    return tally


def _parts(whole: range, number: int) -> list[range]:
    size = -(-len(whole) // number)
    return [whole[start : start + size] for start in range(0, len(whole), size)]


def _added(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total.include(tally)
    return total


def _ignore_interrupts() -> None:
    """Ctrl-C is the parent's, which then ends its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
