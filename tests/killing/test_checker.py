"""Each sentence the checker can say, from the smallest history that deserves it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.faults.history import Act, Call, History, Kept, Queued, Shown, Update, check, duplicates

ME, OTHER = 1, 2
Change = Callable[[History], History]
QUESTION, NEXT, EARLIER = 'sendmessage "animal?"', 'sendmessage "plante?"', 'sendmessage "nom?"'

CLEAN = History(
    updates=[Update(10, ME, confirmed=True, on_disk=True), Update(11, ME, confirmed=True)],
    acts=[Act(2, ME, "animal", "chat", (10,)), Act(4, ME, "plante", "rose", (11,))],
    kept=[Kept(1, ME, "animal", "chat"), Kept(2, ME, "plante", "rose")],
    shown=[
        Shown(1, ME, "animal", on_disk=frozenset()),
        Shown(3, ME, "plante", on_disk=frozenset({"animal"})),
        Shown(5, ME, "plante", claims=True, on_disk=frozenset({"animal", "plante"})),
    ],
    calls=[Call(1.0, ME, QUESTION, arrived=True), Call(2.0, ME, NEXT, arrived=True)],
    inbox={10: ["done"], 11: ["done"]},
    outbox=[Queued("a", QUESTION, "sent"), Queued("b", NEXT, "sent")],
    canaries={"rose": ME},
)


def kept(*rows: Kept) -> Change:
    return lambda history: replace(history, kept=rows)


def calls(*more: Call) -> Change:
    return lambda history: replace(history, calls=[*history.calls, *more])


def row(state: str, *, at_most_once: bool = False) -> Change:
    """One more in the outbox, that never arrived."""
    queued = Queued("c", EARLIER, state, at_most_once)
    return lambda history: replace(history, outbox=[*(history.outbox or ()), queued])


def inbox(*states: str) -> Change:
    return lambda history: replace(history, inbox={10: ["done"], 11: list(states)})


def update(changed: Update) -> Change:
    return lambda history: replace(history, updates=[changed, history.updates[1]])


def on_disk(n: int, *questions: str) -> Change:
    """What was in the file when line ``n`` was shown."""

    def change(history: History) -> History:
        shown = [
            replace(one, on_disk=frozenset(questions)) if one.n == n else one
            for one in history.shown
        ]
        return replace(history, shown=shown)

    return change


CHAT, ROSE = Kept(1, ME, "animal", "chat"), Kept(2, ME, "plante", "rose")
AGAIN = Call(3.0, ME, QUESTION, arrived=True)
WRONG: dict[str, tuple[Change, tuple[str, str]]] = {
    "confirmed-too-early": (
        update(Update(10, ME, confirmed=True, on_disk=False)),
        ("I1", "unstored"),
    ),
    "not-in-the-inbox": (inbox(), ("I1", "unstored")),
    "twice-in-the-inbox": (inbox("done", "done"), ("I1", "doubled")),
    "never-decided": (inbox("new"), ("I1", "undecided")),
    "given-up": (inbox("dead"), ("I1", "undecided")),
    "lost": (kept(CHAT), ("I1", "lost")),
    "doubled": (kept(CHAT, ROSE, Kept(3, ME, "animal", "chat")), ("I1", "doubled")),
    "invented": (kept(CHAT, ROSE, Kept(3, ME, "animal", "chien")), ("I2", "invented")),
    "of-another": (kept(CHAT, ROSE, Kept(3, OTHER, "animal", "chat")), ("I2", "invented")),
    "under-another-question": (kept(CHAT, Kept(2, ME, "animal", "rose")), ("I3", "misfiled")),
    "the-wrong-way-round": (
        kept(Kept(1, ME, "plante", "rose"), Kept(2, ME, "animal", "chat")),
        ("I3", "unordered"),
    ),
    "still-waits": (row("pending"), ("I4", "unsent")),
    "in-doubt-for-ever": (row("in_doubt"), ("I4", "unsent")),
    "dropped": (row("dead"), ("I4", "unsent")),
    "marked-as-sent": (row("sent"), ("I4", "unsent")),
    "marked-as-refused": (row("refused"), ("I4", "unsent")),
    "once-too-often": (calls(AGAIN), ("I4", "copied")),
    "past-the-outbox": (calls(Call(3.0, ME, EARLIER, arrived=True)), ("I4", "copied")),
    "said-elsewhere": (
        calls(Call(3.0, OTHER, 'sendmessage "ta rose"', arrived=True)),
        ("I5", "leaked"),
    ),
    "kept-for-another": (
        lambda history: replace(history, canaries={"rose": OTHER}),
        ("I5", "leaked"),
    ),
    "in-the-log": (lambda history: replace(history, logs="Error: rose\n"), ("I5", "leaked")),
    "next-question-too-early": (on_disk(3), ("I6", "early")),
    "said-kept-too-early": (on_disk(5, "animal"), ("I6", "early")),
}


def found(history: History) -> set[tuple[str, str]]:
    return {(violation.invariant, violation.what) for violation in check(history)}


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    assert check(CLEAN) == []
    assert duplicates(CLEAN) == 0


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_found(name: str) -> None:
    change, expected = WRONG[name]

    assert expected in found(change(CLEAN))


# -- what looks wrong and is not ----------------------------------------------------------------


def test_what_was_never_confirmed_may_be_missing() -> None:
    waiting = [CLEAN.updates[0], Update(11, ME, confirmed=False)]
    history = replace(CLEAN, updates=waiting, kept=[CHAT], inbox={10: ["done"]})

    assert check(history) == []


def test_the_same_said_again_is_one_answer() -> None:
    again = Act(6, ME, "animal", "chat", (12,))
    history = replace(CLEAN, acts=[*CLEAN.acts, again])

    assert check(history) == []


def test_parts_of_one_text_are_each_kept_once() -> None:
    more = Act(3, ME, "animal", "et chien", (12,))
    rows = [CHAT, Kept(2, ME, "animal", "chat\net chien"), Kept(3, ME, "plante", "rose")]
    history = replace(CLEAN, acts=[*CLEAN.acts, more], kept=rows)

    assert check(history) == []


@pytest.mark.parametrize("crashes", [[2.5], [0.5], [3.5]])
def test_a_copy_is_excused_by_a_kill_between_the_two_only(crashes: list[float]) -> None:
    history = calls(AGAIN)(replace(CLEAN, crashes=crashes))

    excused = 1.0 <= crashes[0] <= 3.0
    assert found(history) == (set() if excused else {("I4", "copied")})
    assert duplicates(history) == 1


def test_a_copy_is_excused_by_a_reply_that_was_lost() -> None:
    first, second = CLEAN.calls
    history = replace(CLEAN, calls=[replace(first, reply_lost=True), second, AGAIN])

    assert check(history) == []


def test_one_kill_excuses_one_copy() -> None:
    third = Call(4.0, ME, QUESTION, arrived=True)
    history = calls(AGAIN, third)(replace(CLEAN, crashes=[2.5]))

    assert found(history) == {("I4", "copied")}


def test_what_may_be_lost_may_be_given_up() -> None:
    assert check(row("dead", at_most_once=True)(CLEAN)) == []
