"""The only door to `transitions`: one ``Machine`` per dialogue revision, shared by everybody.

Rules of this file:

1. Every allowed move is in the table generated here from the definition; nobody assigns a state.
2. Guards only compare a transition's destination with the one the route gave; they compute nothing.
3. Callbacks only append effects to the cursor, which is thrown away after one step. No I/O.

States: one per phase of a conversation, and ``ask:<question id>`` for each question (the phase
"asking"). The machine is built with ``model=None``; a cursor is triggered through
``machine.events[name].trigger(cursor)``, so nothing per respondent is registered anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from transitions import EventData, Machine, MachineError, State

from .answers import Answer, Answers
from .definition import Address, Dialogue, Kind, Step
from .effects import Ask, Effect, ShowNotice, ShowReview
from .errors import UnknownState
from .matching import Vocabulary
from .route import Route
from .snapshot import Phase, Snapshot

ASK = "ask:"
NOTICE, PAUSED, REVIEW = Phase.NOTICE.value, Phase.PAUSED.value, Phase.REVIEW.value
SUBMITTED, WITHDRAWN, EXPIRED = Phase.SUBMITTED.value, Phase.WITHDRAWN.value, Phase.EXPIRED.value


class Cursor:
    """One step's working copy of a position; the light model that `transitions` moves."""

    __slots__ = (
        *("answers", "destination", "effects", "form"),
        *("prompt", "reached", "route", "state"),
    )

    def __init__(
        self, snapshot: Snapshot, route: Route, answers: Answers, form: Address = Address.TU
    ) -> None:
        self.state = state_of(snapshot)
        self.route = route
        self.answers = answers
        self.form = form
        self.prompt = snapshot.prompt
        self.reached = snapshot.reached
        self.destination = ""
        self.effects: list[Effect] = []

    def proposal(self, step: Step) -> Answer | None:
        """The answer that a known fact suggests for this question, as they would give it."""
        given = self.answers.get(step.prefill.fact) if step.prefill else None
        if step.prefill is None or given is None:
            return None
        option = step.option_for(step.prefill.proposed(given.value))
        if option is None:
            return None
        label = option.label.to(self.form)
        value = (option.id,) if step.kind is Kind.CHOICES else option.value
        # What they kept for themselves stays theirs alone when it is said again.
        return Answer(step.id, value, label, label, step.wording, given.visibility)

    @property
    def question(self) -> str | None:
        return self.state.removeprefix(ASK) if self.state.startswith(ASK) else None


def state_of(snapshot: Snapshot) -> str:
    """The machine's state for a stored position."""
    return f"{ASK}{snapshot.at}" if snapshot.phase is Phase.ASKING else snapshot.phase.value


def phase_of(state: str) -> Phase:
    return Phase.ASKING if state.startswith(ASK) else Phase(state)


class CompiledDialogue:
    """A dialogue ready to be played: its definition, its route and its machine."""

    def __init__(self, dialogue: Dialogue) -> None:
        self.dialogue = dialogue
        self.route = Route(dialogue)
        self.machine = Machine(
            model=None,
            states=list(_states(dialogue)),
            transitions=list(_transitions(dialogue)),
            initial=None,
            auto_transitions=False,
            send_event=True,
            queued=False,
        )
        self._allowed = _allowed(self.machine)
        self._vocabularies = {key: Vocabulary(step) for key, step in dialogue.questions.items()}

    def vocabulary(self, question: str) -> Vocabulary:
        """The words of one question's options."""
        return self._vocabularies[question]

    def allows(self, trigger: str, state: str) -> bool:
        """Whether the table has such a move at all from there."""
        if state not in self._allowed:
            raise UnknownState(state)
        return trigger in self._allowed[state]

    def move(self, cursor: Cursor, trigger: str, destination: str) -> None:
        """Make the move to ``destination``. A move the table refuses is a defect of ours."""
        cursor.destination = destination
        try:
            moved = self.machine.events[trigger].trigger(cursor)
        except MachineError as error:
            raise UnknownState(f"{trigger}: {cursor.state}") from error
        if not moved:
            raise UnknownState(f"{trigger}: {cursor.state} -> {destination}")


def _states(dialogue: Dialogue) -> Iterator[State]:
    for key in dialogue.questions:
        yield State(f"{ASK}{key}", on_enter=[_ask])
    yield State(NOTICE, on_enter=[_show_notice])
    yield State(REVIEW, on_enter=[_show_review])
    for state in (PAUSED, SUBMITTED, WITHDRAWN, EXPIRED):
        yield State(state)


def _transitions(dialogue: Dialogue) -> Iterator[dict[str, object]]:
    asks = [f"{ASK}{key}" for key in dialogue.questions]
    yield from _table("acknowledge", [NOTICE], [*asks, REVIEW])
    for index, source in enumerate(asks):
        # The nearest question first: that is where an answer nearly always leads. The earlier
        # ones follow because an early offer may ask a question before its place in the file.
        yield from _table("answer", [source], [*asks[index + 1 :], REVIEW, *asks[:index]])
        yield from _table("back", [source], [*reversed(asks[:index]), *asks[index + 1 :]])
        yield from _table("edit", [source], asks)
    yield from _table("back", [REVIEW], list(reversed(asks)))
    yield from _table("edit", [REVIEW], asks)
    yield from _table("share", [REVIEW], [REVIEW])
    yield from _table("submit", [REVIEW], [SUBMITTED])
    yield from _table("pause", [*asks, REVIEW], [PAUSED])
    yield from _table("resume", [PAUSED, WITHDRAWN], [*asks, REVIEW, NOTICE])
    yield from _table("stop", [NOTICE, *asks, PAUSED, REVIEW], [WITHDRAWN])
    yield from _table("erase", [NOTICE, *asks, PAUSED, REVIEW, SUBMITTED, WITHDRAWN], [WITHDRAWN])
    yield from _table("expire", [NOTICE, *asks, PAUSED, REVIEW, WITHDRAWN], [EXPIRED])


def _table(trigger: str, sources: list[str], dests: list[str]) -> Iterator[dict[str, object]]:
    for source in sources:
        for dest in dests:
            yield {
                "trigger": trigger,
                "source": source,
                "dest": dest,
                "conditions": [_is_destination],
            }


def _allowed(machine: Machine) -> dict[str, frozenset[str]]:
    allowed: dict[str, set[str]] = {state: set() for state in machine.states}
    for name, event in machine.events.items():
        for source, transitions in event.transitions.items():
            if transitions:
                allowed[source].add(name)
    return {state: frozenset(names) for state, names in allowed.items()}


def _cursor(event: EventData) -> Cursor:
    return cast("Cursor", event.model)


def _is_destination(event: EventData) -> bool:
    return event.transition is not None and event.transition.dest == _cursor(event).destination


def _ask(event: EventData) -> None:
    cursor = _cursor(event)
    cursor.prompt += 1
    cursor.effects.append(ask(cursor))


def ask(cursor: Cursor, *, insist: bool = False) -> Ask:
    """The open question of the cursor, as it stands."""
    key = cursor.question or ""
    progress = cursor.route.progress(cursor.answers, reached=cursor.reached)
    cursor.reached = progress.number
    step = cursor.route.question(key)
    current = cursor.answers.get(key)
    proposal = cursor.proposal(step) if step.prefill and current is None else None
    return Ask(step, cursor.prompt, progress, current, insist, proposal)


def _show_notice(event: EventData) -> None:
    cursor = _cursor(event)
    cursor.prompt += 1
    cursor.effects.append(ShowNotice(cursor.prompt))


def _show_review(event: EventData) -> None:
    cursor = _cursor(event)
    cursor.prompt += 1
    cursor.effects.append(ShowReview(cursor.prompt))
