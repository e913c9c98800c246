"""Who is next: a line of replies and a line of announcements for each chat. Pure: told the time.

What changes a message that stands there already (``Delivery.EDIT``) has a line beside them: nobody
waits for it, so that the next question is not behind two calls that only tidy up after the last.

Times are seconds since the epoch.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from storage.records import Delivery, Outgoing

NEVER = float("inf")
_REPLY, _ANNOUNCEMENT = 0, 1


@dataclass(frozen=True, slots=True)
class Pace:
    at_once: int = 48
    """Calls in flight, over all chats."""
    announcements_at_once: int = 12
    """Of these, announcements: slow ones must leave room for replies."""
    announcements_per_second: float = 25.0
    first_pause: float = 1.0
    longest_pause: float = 60.0
    """Seconds before the same message is tried again: doubled from one to the other."""
    silent_chats: int = 3
    """Failures in a row, of so many chats: the server is away, one call at a time tries it."""
    tries: int = 20
    """Counted failures before a message is given up, for the staff to see."""


@dataclass(slots=True, eq=False)
class Entry:
    """A message in memory, and how it went so far."""

    message: Outgoing
    line: Line
    failures: int = 0
    counted: int = 0
    answered_before: int = -1
    """How many calls the server had answered when this one failed last."""


@dataclass(slots=True, eq=False)
class Line:
    chat: Chat
    kind: int
    turn: Turn
    entries: deque[Entry] = field(default_factory=deque)
    not_before: float = 0.0
    queued: bool = False
    """It stands among those that are ready, or in the waiting room."""


@dataclass(slots=True, eq=False)
class Turn:
    """Of the lines that share it, one message is out at any time."""

    busy: bool = False


@dataclass(slots=True, eq=False)
class Chat:
    key: str
    not_before: float = 0.0
    lines: tuple[Line, ...] = ()

    def __post_init__(self) -> None:
        turn = Turn()
        beside = Line(self, _REPLY, Turn())
        self.lines = (Line(self, _REPLY, turn), Line(self, _ANNOUNCEMENT, turn), beside)

    def line_of(self, message: Outgoing) -> Line:
        replies, announcements, beside = self.lines
        if message.priority > 0:
            return announcements
        return beside if message.delivery is Delivery.EDIT else replies

    @property
    def is_idle(self) -> bool:
        return not any(line.entries or line.turn.busy for line in self.lines)


class Lines:
    """One message of a chat is out at any time, and one change; by their ids in each line."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._chats: dict[str, Chat] = {}
        self._ready: tuple[deque[Line], deque[Line]] = (deque(), deque())
        self._waiting: list[tuple[float, int, Line]] = []
        self._tickets = 0
        self._next_announcement = 0.0
        self._out = [0, 0]
        self._away_pause = 0.0
        self._away_until = 0.0
        self._failing: set[str] = set()
        self.answered = 0

    @property
    def out(self) -> int:
        return self._out[_REPLY] + self._out[_ANNOUNCEMENT]

    def add(self, message: Outgoing, now: float) -> None:
        chat = self._chats.get(message.chat_key)
        if chat is None:
            chat = self._chats[message.chat_key] = Chat(message.chat_key)
        line = chat.line_of(message)
        entry = Entry(message, line, counted=message.attempts)
        if message.not_before is not None:
            line.not_before = max(line.not_before, message.not_before.timestamp())
        entries = line.entries
        entries.append(entry)
        if len(entries) > 1 and entries[-2].message.id > message.id:
            line.entries = deque(sorted(entries, key=lambda one: one.message.id))
        self._queue(line, now)

    def take(self, now: float) -> Entry | None:
        """The next message to send now, out of its line until ``free`` or ``again``."""
        self._admit(now)
        if self._is_full() or now < self._away_until:
            return None
        return self._pop(_REPLY) or self._announcement(now)

    def next_time(self) -> float:
        """When ``take`` may give something that it does not give now, if nothing else happens."""
        if self._is_full():
            return NEVER
        times = [self._waiting[0][0]] if self._waiting else []
        if self._ready[_ANNOUNCEMENT] and self._out[_ANNOUNCEMENT] < self._limit():
            times.append(max(self._next_announcement, self._away_until))
        if self._ready[_REPLY] and self._away_until:
            times.append(self._away_until)
        return min(times, default=NEVER)

    def free(self, entry: Entry, now: float) -> None:
        """It is over, one way or another: the next of its chat may go."""
        self._back(entry, now)

    def again(self, entry: Entry, at: float, now: float, *, whole_chat: bool) -> None:
        """Not over: first of its line again, not before ``at``."""
        line = entry.line
        line.entries.appendleft(entry)
        line.not_before = at
        if whole_chat:
            line.chat.not_before = at
        self._back(entry, now)

    def heard(self, now: float) -> None:
        """The server answered: those that waited for its return wait no more."""
        self.answered += 1
        self._failing.clear()
        if not self._away_pause:
            return
        self._away_pause = self._away_until = 0.0
        for _, _, line in self._waiting:
            line.queued, line.not_before = False, 0.0
        waiting, self._waiting = self._waiting, []
        for _, _, line in waiting:
            self._queue(line, now)

    def silent(self, entry: Entry, now: float, jitter: Callable[[], float]) -> None:
        """The server did not answer, or spoke of its own trouble."""
        self._failing.add(entry.message.chat_key)
        if now < self._away_until:
            return  # it went out before we knew; only a trial tells that the server is still away
        if len(self._failing) >= self._pace.silent_chats or self._away_pause:
            pause = max(self._pace.first_pause, self._away_pause * 2)
            self._away_pause = min(pause, self._pace.longest_pause)
            self._away_until = now + self._away_pause * jitter()

    def _announcement(self, now: float) -> Entry | None:
        if now < self._next_announcement or self._out[_ANNOUNCEMENT] >= self._limit():
            return None
        entry = self._pop(_ANNOUNCEMENT)
        if entry is not None:
            step = 1 / self._pace.announcements_per_second
            # The timer wakes a little late: the rate is kept, never more than one step caught up.
            self._next_announcement = max(self._next_announcement + step, now)
        return entry

    def _is_full(self) -> bool:
        return self.out >= (1 if self._away_pause else self._pace.at_once)

    def _limit(self) -> int:
        return self._pace.announcements_at_once

    def _pop(self, kind: int) -> Entry | None:
        ready = self._ready[kind]
        while ready:
            line = ready.popleft()
            line.queued = False
            if line.turn.busy or not line.entries:
                continue  # `_back` queues it again
            line.turn.busy = True
            self._out[kind] += 1
            return line.entries.popleft()
        return None

    def _back(self, entry: Entry, now: float) -> None:
        chat = entry.line.chat
        entry.line.turn.busy = False
        self._out[entry.line.kind] -= 1
        for line in chat.lines:
            self._queue(line, now)
        if now >= chat.not_before and chat.is_idle:
            self._chats.pop(chat.key, None)

    def _queue(self, line: Line, now: float) -> None:
        if line.queued or line.turn.busy or not line.entries:
            return
        line.queued = True
        at = max(line.not_before, line.chat.not_before)
        if at <= now:
            self._ready[line.kind].append(line)
        else:
            self._tickets += 1
            heapq.heappush(self._waiting, (at, self._tickets, line))

    def _admit(self, now: float) -> None:
        while self._waiting and self._waiting[0][0] <= now:
            line = heapq.heappop(self._waiting)[2]
            line.queued = False
            self._queue(line, now)
