"""How long a thousand random respondents take: `python -m tests.bench.respondents [COUNT]`.

For each shipped dialogue, on two processes, as `apbot rehearse ID --random 1000` does it. What
stops somebody is printed too: speed alone proves nothing.
"""

from __future__ import annotations

import sys
from time import perf_counter

from apbot.cli.exploring import cast_for
from apbot.cli.opening import Opened
from apbot.rehearsing.randomly import play_many
from apbot.rehearsing.reporting import Report
from apbot.school import School
from dialogues.loader import Catalogue

TARGET = 60
"""Seconds for a thousand respondents of each dialogue, all dialogues together."""
SEED = 2026


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    catalogue = Catalogue()
    print(f"{f'{count} respondents':20}{'seconds':>9}{'sent':>8}  questions")
    total = 0.0
    for name in catalogue.ids:
        opened = Opened(catalogue.dialogue(name), catalogue.folder(name), School())
        began = perf_counter()
        tally = play_many(cast_for(opened), count, seed=SEED)
        took = perf_counter() - began
        total += took
        lengths = sorted(tally.lengths) or [0]
        print(f"{name:20}{took:9.1f}{tally.sent:8}  {lengths[0]} to {lengths[-1]}")
        if not (report := Report(name, SEED, opened.dialogue, tally)).is_clean:
            print(*report.lines(), sep="\n")
    limit = TARGET * count / 1000
    print(
        f"{'together':20}{total:9.1f}  target {limit:.0f}: {'met' if total < limit else 'MISSED'}"
    )


if __name__ == "__main__":
    main()
