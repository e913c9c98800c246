"""What happened, seen from outside, judged: the invariants that hold whatever was killed.

I1  an update whose confirmation was given has exactly one effect
I2  an answer comes from exactly one thing that somebody did
I3  in a chat, answers stand in the order they were given, each under the question that was open
I4  what is to be sent arrives once; twice only where nobody could know that it had arrived
I5  nobody's words are where they must not be
I6  the next question, or "this is kept", is never shown before the answer is in the database file

Pure: a ``History`` in, sentences out. ``reading`` and ``export`` make one of a real run.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

_WORD = re.compile(r"\w+")
_WAITING = frozenset({"pending", "sending", "in_doubt"})


@dataclass(frozen=True, slots=True)
class Update:
    """``on_disk``: it was in the database file when it was confirmed; None: nobody looked."""

    id: int
    chat: int | None
    confirmed: bool
    on_disk: bool | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person did that answers a question. ``n``: its place in the emulator's log.

    Several ``updates``: one press that arrived again.
    """

    n: int
    chat: int
    question: str
    words: str
    updates: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer in the database, in the order of ``number``."""

    number: int
    chat: int
    question: str
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A question that came, or (``claims``) was said to be answered.

    ``on_disk``: the questions of that person with an answer in the database file at that instant.
    """

    n: int
    chat: int
    question: str
    claims: bool = False
    on_disk: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the bot. ``content``: method and body, always written in the same way."""

    at: float
    chat: int | None
    content: str
    arrived: bool
    """It had its effect, whether or not the reply came back."""
    reply_lost: bool = False
    harmless: bool = False
    """Refused because what it asked for is so already, or can matter to nobody any more."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A row of the outbox as it stands at the end."""

    key: str
    content: str
    state: str
    at_most_once: bool = False


@dataclass(frozen=True, slots=True)
class History:
    updates: Sequence[Update]
    acts: Sequence[Act]
    kept: Sequence[Kept]
    shown: Sequence[Shown]
    calls: Sequence[Call]
    crashes: Sequence[float] = ()
    """When the program was killed."""
    inbox: Mapping[int, Sequence[str]] | None = None
    """States of the rows of each update; None for a program that has no inbox."""
    outbox: Sequence[Queued] | None = None
    canaries: Mapping[str, int] = field(default_factory=dict)
    """Words that occur once in the world, and the chat they belong to."""
    logs: str = ""


@dataclass(frozen=True, slots=True)
class Violation:
    """``what``: lost, doubled, misfiled, invented, unordered, unstored, undecided, unsent, copied,
    leaked or early; ``evidence`` says it in words."""

    invariant: str
    what: str
    evidence: str

    def __str__(self) -> str:
        return f"{self.invariant}, {self.what}: {self.evidence}"


def check(history: History) -> list[Violation]:
    """Everything that is wrong, with its evidence."""
    return [
        *_confirmed_and_stored(history),
        *_answers(history),
        *_sent(history),
        *_canaries(history),
        *_claims(history),
    ]


def duplicates(history: History) -> int:
    """How many times something arrived once more than it had to."""
    if history.outbox is None:
        return 0
    arrived = Counter(call.content for call in history.calls if call.arrived)
    arrived.subtract(row.content for row in history.outbox)
    return sum(count for count in arrived.values() if count > 0)


# -- I1: what was confirmed -------------------------------------------------------------------


def _confirmed_and_stored(history: History) -> Iterator[Violation]:
    for update in history.updates:
        if not update.confirmed:
            continue
        here = f"update {update.id} was confirmed"
        if update.on_disk is False:
            yield Violation("I1", "unstored", f"{here} before it was in the file")
        if history.inbox is None:
            continue
        states = history.inbox.get(update.id, ())
        if not states:
            yield Violation("I1", "unstored", f"{here} and is not in the inbox")
        elif len(states) > 1:
            yield Violation("I1", "doubled", f"{here} and is {len(states)} times in the inbox")
        elif states[0] != "done":
            yield Violation("I1", "undecided", f"{here} and is left {states[0]} in the inbox")


# -- I1, I2, I3: answers ----------------------------------------------------------------------


@dataclass(slots=True)
class _Given:
    """One answer that somebody gave, in one act or in several that say the same again."""

    n: int
    chat: int
    question: str
    words: str
    updates: list[int]
    row: Kept | None = None


@dataclass(frozen=True, slots=True)
class _Brought:
    """What a row holds that the row before it, of the same question, did not."""

    row: Kept
    words: str


def _answers(history: History) -> Iterator[Violation]:
    confirmed = {update.id for update in history.updates if update.confirmed}
    given = _by_chat(_given(history.acts))
    brought = defaultdict(list)
    for one in _brought(history.kept):
        brought[one.row.chat].append(one)
    for chat in sorted({*given, *brought}):
        yield from _answers_of(chat, given[chat], brought[chat], confirmed)


def _by_chat(given: Iterable[_Given]) -> defaultdict[int, list[_Given]]:
    found = defaultdict(list)
    for one in given:
        found[one.chat].append(one)
    return found


def _given(acts: Sequence[Act]) -> Iterable[_Given]:
    """Saying the same again, to the same question, is no second answer."""
    last: dict[tuple[int, str], _Given] = {}
    found = []
    for act in sorted(acts, key=lambda act: act.n):
        before = last.get((act.chat, act.question))
        if before is not None and before.words == act.words:
            before.updates.extend(act.updates)
            continue
        one = _Given(act.n, act.chat, act.question, act.words, list(act.updates))
        last[act.chat, act.question] = one
        found.append(one)
    return found


def _brought(kept: Sequence[Kept]) -> Iterator[_Brought]:
    """Parts of one text stand in lines: the row with the second part holds the first too."""
    before: dict[tuple[int, str], str] = {}
    for row in sorted(kept, key=lambda row: row.number):
        old = before.get((row.chat, row.question))
        words = row.words
        if old is not None and words.startswith(f"{old}\n"):
            words = words.removeprefix(f"{old}\n")
        before[row.chat, row.question] = row.words
        yield _Brought(row, words)


def _answers_of(
    chat: int, given: Sequence[_Given], brought: Sequence[_Brought], confirmed: set[int]
) -> Iterator[Violation]:
    strange = [one for one in brought if not _matched(one, given)]
    for one in strange:
        yield _judge_strange(chat, one, given)
    for lost in given:
        if lost.row is None and confirmed.intersection(lost.updates):
            said = f"chat {chat}: « {lost.words} » to {lost.question} was confirmed"
            yield Violation("I1", "lost", f"{said} (updates {lost.updates}) and is not kept")
    in_order = [(act, act.row.number) for act in given if act.row is not None]
    for (act, number), (after, later) in pairwise(in_order):
        if number > later:
            first, then = f"« {act.words} » to {act.question}", f"« {after.words} »"
            said = f"chat {chat}: {first} was given before {then} to {after.question}"
            yield Violation("I3", "unordered", f"{said}, and is kept after it")


def _matched(one: _Brought, given: Sequence[_Given]) -> bool:
    """The first act that this row can come from, and that no other came from yet."""
    for act in given:
        same = act.question == one.row.question and act.words == one.words
        if same and act.row is None:
            act.row = one.row
            return True
    return False


def _judge_strange(chat: int, one: _Brought, given: Sequence[_Given]) -> Violation:
    here = f"chat {chat}: « {one.words} » under {one.row.question}"
    if any(act.question == one.row.question and act.words == one.words for act in given):
        return Violation("I1", "doubled", f"{here} is kept once more than it was given")
    elsewhere = [act for act in given if act.words == one.words and act.row is None]
    if elsewhere:
        elsewhere[0].row = one.row
        return Violation("I3", "misfiled", f"{here} was the answer to {elsewhere[0].question}")
    return Violation("I2", "invented", f"{here} comes from nothing that was done in this chat")


# -- I4: what was sent ------------------------------------------------------------------------


def _sent(history: History) -> Iterator[Violation]:
    if history.outbox is None:
        return
    calls = defaultdict(list)
    for call in history.calls:
        calls[call.content].append(call)
    rows = defaultdict(list)
    for row in history.outbox:
        rows[row.content].append(row)
    for content, queued in rows.items():
        yield from _delivered(queued, calls[content], history.crashes)
    for content, made in calls.items():
        if content not in rows and any(call.arrived for call in made):
            said = f"chat {made[0].chat}: sent, and never in the outbox: {content}"
            yield Violation("I4", "copied", said)


def _delivered(
    queued: Sequence[Queued], calls: Sequence[Call], crashes: Sequence[float]
) -> Iterator[Violation]:
    key = queued[0].key
    for row in queued:
        if row.state in _WAITING:
            yield Violation("I4", "unsent", f"{row.key} still waits at the end ({row.state})")
        elif row.state == "dead" and not row.at_most_once:
            yield Violation("I4", "unsent", f"{row.key} was given up, and had to arrive")
    states = Counter(row.state for row in queued)
    arrived = sorted((call for call in calls if call.arrived), key=lambda call: call.at)
    harmless = sum(call.harmless for call in calls)
    if states["sent"] > len(arrived) + harmless:
        said = f"marked as sent {states['sent']} times, and arrived {len(arrived)} times"
        yield Violation("I4", "unsent", f"{key} is {said}")
    refused = sum(not call.arrived and not call.harmless for call in calls)
    if states["refused"] > refused:
        yield Violation("I4", "unsent", f"{key} is marked as refused, and nobody refused it")
    doubts = sum(_in_doubt(one, after, crashes) for one, after in pairwise(arrived))
    if len(arrived) > len(queued) + doubts:
        said = f"{len(queued)} in the outbox, {len(arrived)} arrived, {doubts} in doubt"
        yield Violation("I4", "copied", f"{key} arrived once too often: {said}")


def _in_doubt(one: Call, after: Call, crashes: Sequence[float]) -> bool:
    """Nobody who sent the second could know that the first had arrived."""
    return one.reply_lost or any(one.at <= crash <= after.at for crash in crashes)


# -- I5, I6 -----------------------------------------------------------------------------------


def _canaries(history: History) -> Iterator[Violation]:
    owners = history.canaries
    for call in history.calls:
        for word in _WORD.findall(call.content) if call.arrived else ():
            if word in owners and call.chat not in {owners[word], None}:
                said = f"{word}, of chat {owners[word]}, was sent to chat {call.chat}"
                yield Violation("I5", "leaked", said)
    for row in history.kept:
        for word in _WORD.findall(row.words):
            if owners.get(word, row.chat) != row.chat:
                said = f"{word}, of chat {owners[word]}, is kept for chat {row.chat}"
                yield Violation("I5", "leaked", said)
    for word in {*_WORD.findall(history.logs)}.intersection(owners):
        yield Violation("I5", "leaked", f"{word}, of chat {owners[word]}, is in the log")


def _claims(history: History) -> Iterator[Violation]:
    first_answered: dict[tuple[int, str], int] = {}
    for act in sorted(history.acts, key=lambda act: act.n):
        first_answered.setdefault((act.chat, act.question), act.n)
    seen: defaultdict[int, list[str]] = defaultdict(list)
    for shown in sorted(history.shown, key=lambda shown: shown.n):
        before = seen[shown.chat]
        if shown.claims:
            claimed = [shown.question]
        elif shown.question in before:
            continue  # a copy says nothing new
        else:
            claimed = [
                question
                for question in before
                if first_answered.get((shown.chat, question), shown.n) < shown.n
            ]
            before.append(shown.question)
        for question in claimed:
            if shown.on_disk is not None and question not in shown.on_disk:
                what = "it was said to be kept" if shown.claims else f"{shown.question} was shown"
                said = f"chat {shown.chat}: {what} while {question} was not in the file"
                yield Violation("I6", "early", said)
