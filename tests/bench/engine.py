"""How long one step of the engine takes: `python -m tests.bench.engine`.

A whole welcome questionnaire is answered in typed words, many times over; each step recognises,
matches, records, finds the way, moves the machine and makes the effects. Beside it, in the same
run: the bare trigger of `transitions` on the same machine, and a slip of the finger.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from statistics import median, quantiles
from time import perf_counter

from dialogues import engine
from dialogues import events as ev
from dialogues.answers import Answer
from dialogues.definition import Step
from dialogues.effects import Record, Supersede
from dialogues.loader import Catalogue
from dialogues.machine import CompiledDialogue, Cursor
from dialogues.snapshot import Phase, Snapshot

AT = dt.datetime(2026, 9, 14, 9, 0, tzinfo=dt.UTC)
ROUNDS = 200
TARGET = 150


def answers_to(step: Step, round_number: int) -> str:
    """Words for this question: a label, a label in small letters, a number, or a synonym."""
    if not step.options:
        return "J'aimerais comprendre comment réviser sans y passer la soirée."
    option = step.options[round_number % len(step.options)]
    ways = [option.label.tu, option.label.tu.lower(), str(step.options.index(option) + 1)]
    return [*ways, *option.synonyms][round_number // 3 % (3 + len(option.synonyms))]


def questionnaire(compiled: CompiledDialogue, round_number: int) -> Iterator[float]:
    """Microseconds of each answer of one respondent."""
    snapshot, answers = engine.begin(compiled).snapshot, dict[str, Answer]()
    snapshot = engine.step(compiled, snapshot, ev.Acknowledged(AT), answers).snapshot
    while snapshot.phase is Phase.ASKING:
        step = compiled.route.question(snapshot.at or "")
        event = ev.Said(AT, answers_to(step, round_number), snapshot.prompt)
        began = perf_counter()
        taken = engine.step(compiled, snapshot, event, answers)
        yield (perf_counter() - began) * 1e6
        snapshot = taken.snapshot
        for effect in taken.effects:
            if isinstance(effect, Record):
                answers[effect.answer.question] = effect.answer
            elif isinstance(effect, Supersede):
                for key in effect.questions:
                    del answers[key]


def bare_trigger(compiled: CompiledDialogue) -> Iterator[float]:
    """Microseconds of `transitions` alone: review to review, where the route has nothing to say."""
    event = compiled.machine.events["share"]
    for _ in range(ROUNDS * 25):
        cursor = Cursor(Snapshot("welcome", "0", Phase.REVIEW), compiled.route, {})
        cursor.destination = "review"
        began = perf_counter()
        event.trigger(cursor)
        yield (perf_counter() - began) * 1e6


def repeated(call: Callable[[], object]) -> Iterator[float]:
    for _ in range(ROUNDS * 10):
        began = perf_counter()
        call()
        yield (perf_counter() - began) * 1e6


def main() -> None:
    compiled = CompiledDialogue(Catalogue().dialogue("welcome"))
    for warm_up in range(3):
        list(questionnaire(compiled, warm_up))
    first = engine.step(compiled, engine.begin(compiled).snapshot, ev.Acknowledged(AT), {}).snapshot
    slip, nonsense = ev.Said(AT, "difficilemant"), ev.Said(AT, "je ne sais pas trop quoi dire")
    rows = {
        "one typed answer": [
            time for number in range(ROUNDS) for time in questionnaire(compiled, number)
        ],
        "a slip of the finger": [*repeated(lambda: engine.step(compiled, first, slip, {}))],
        "not understood": [*repeated(lambda: engine.step(compiled, first, nonsense, {}))],
        "bare transitions trigger": [*bare_trigger(compiled)],
    }
    print(f"{'welcome, µs per step':26}{'median':>8}{'p99':>8}{'steps':>8}")
    for name, times in rows.items():
        p99 = quantiles(times, n=100)[98]
        print(f"{name:26}{median(times):8.0f}{p99:8.0f}{len(times):8}")
    typed = median(rows["one typed answer"])
    print(f"target: under {TARGET} µs, {'met' if typed < TARGET else 'MISSED'}")


if __name__ == "__main__":
    main()
