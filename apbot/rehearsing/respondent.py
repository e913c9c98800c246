"""Somebody who answers at random, but only does what a person could do, and means to finish."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from dialogues import events as ev
from dialogues.answers import Answer, Answers, Visibility
from dialogues.definition import Address, Dialogue, Kind, Step
from dialogues.facts import complete, spoken_to
from dialogues.route import Route
from dialogues.snapshot import Phase, Snapshot

from .aims import Goals, goals_for, within_reach
from .drawing import AT, SKIP, Drawn, draw, give, literals_of
from .remembered import Possible, draw_facts

MOST_DETOURS = 6
"""Pauses, ways back, calls for help and corrections of one respondent."""
_TRIES = 12
_DETOUR = 0.12
_ALARMING = 0.03
_KEEPS = 0.5
_CONFIRMS = 0.85
_MOST_SKIPS = 0.3


class RandomRespondent:
    """All that it does follows from ``rng``."""

    def __init__(self, route: Route, dialogue: Dialogue, rng: Random, recalled: Possible) -> None:
        self._route = route
        self._dialogue = dialogue
        self._rng = rng
        self._literals = literals_of(dialogue)
        self._goals = self._choose_goals()
        self.facts = self._draw_facts(recalled)
        self.address = self._choose_address()
        self._skips = rng.uniform(0, _MOST_SKIPS)
        self._detours = rng.randint(0, MOST_DETOURS)

    def _choose_goals(self) -> Goals:
        if self._rng.random() < 1 / 2:
            return ()
        return goals_for(self._rng, self._dialogue, self._rng.choice([*self._dialogue.questions]))

    def _draw_facts(self, recalled: Possible) -> dict[str, Answer]:
        facts: dict[str, Answer] = {}
        for _ in range(_TRIES):
            facts = draw_facts(self._rng, self._dialogue, recalled)
            if within_reach(self._dialogue, self._goals, complete(self._dialogue, facts)):
                break
        return facts

    def _choose_address(self) -> Address:
        student = self._rng.choice([Address.TU, Address.VOUS])
        return spoken_to(self._dialogue, self.facts, student)

    def next_event(
        self, snapshot: Snapshot, answers: Answers, *, may_keep: bool = False
    ) -> ev.Event:
        """``may_keep``: the open question comes with an earlier answer, or with one proposed."""
        match snapshot.phase:
            case Phase.NOTICE:
                return self._at_the_notice(snapshot)
            case Phase.ASKING:
                return self._asked(snapshot, answers, may_keep=may_keep)
            case Phase.REVIEW:
                return self._reviewing(snapshot, answers)
            case _:
                resumes: list[ev.Event] = [ev.Resumed(AT), ev.Said(AT, "continuer")]
                return self._rng.choice(resumes)

    def _at_the_notice(self, snapshot: Snapshot) -> ev.Event:
        if self._turns_aside():
            asides: list[ev.Event] = [ev.HelpAsked(AT), ev.AdultAsked(AT)]
            return self._rng.choice(asides)
        return ev.Acknowledged(AT, snapshot.prompt)

    def _asked(self, snapshot: Snapshot, answers: Answers, *, may_keep: bool) -> ev.Event:
        step = self._route.question(snapshot.at or "")
        if snapshot.guess is not None or snapshot.hidden:
            return self._confirms(snapshot)
        if self._turns_aside():
            return self._rng.choice(_ASIDE)(snapshot)
        if may_keep and self._rng.random() < _KEEPS:
            return ev.Kept(AT, snapshot.prompt)
        if step.kind is Kind.TEXT and self._rng.random() < _ALARMING:
            return ev.Said(AT, self._rng.choice(self._dialogue.word_list.phrases), snapshot.prompt)
        drawn = self._draw(step, answers)
        # Not understood once, a person presses the button.
        plainly = snapshot.retries > 0
        return give(self._rng, step, drawn, self.address, snapshot.prompt, plainly=plainly)

    def _confirms(self, snapshot: Snapshot) -> ev.Event:
        yes = self._rng.random() < _CONFIRMS
        ways: list[ev.Event] = [
            ev.Confirmed(AT, yes=yes, prompt=snapshot.prompt),
            ev.Said(AT, "oui" if yes else "non", snapshot.prompt),
        ]
        return self._rng.choice(ways)

    def _draw(self, step: Step, answers: Answers) -> Drawn:
        """The first of some answers that keeps the goal within reach."""
        known = {**complete(self._dialogue, self.facts), **answers}
        drawn = SKIP
        for _ in range(_TRIES):
            skips = not step.required and self._rng.random() < self._skips
            drawn = SKIP if skips else draw(self._rng, step, self._literals.get(step.id, ()))
            if not self._goals:
                break
            known[step.id] = Answer(step.id, drawn.value, "", "", "")
            if within_reach(self._dialogue, self._goals, known):
                break
        return drawn

    def _reviewing(self, snapshot: Snapshot, answers: Answers) -> ev.Event:
        if not self._turns_aside():
            return ev.Submitted(AT, snapshot.prompt)
        asked = self._route.questions(answers)
        question, shared = self._rng.choice(asked), self._shareable(asked, answers)
        events: list[ev.Event] = [
            ev.Edited(AT, question, snapshot.prompt),
            ev.WentBack(AT, snapshot.prompt),
            self._rng.choice(_ASIDE)(snapshot),
        ]
        if shared:
            visibility = self._rng.choice([*Visibility])
            events.append(ev.Shared(AT, self._rng.choice(shared), visibility, snapshot.prompt))
        return self._rng.choice(events)

    def _shareable(self, asked: Sequence[str], answers: Answers) -> list[str]:
        return [
            key
            for key in asked
            if key in answers
            and not answers[key].skipped
            and not self._route.question(key).is_apart(answers[key].value)
        ]

    def _turns_aside(self) -> bool:
        aside = self._detours > 0 and self._rng.random() < _DETOUR
        self._detours -= aside
        return aside


_ASIDE: tuple[Callable[[Snapshot], ev.Event], ...] = (
    lambda snapshot: ev.WentBack(AT, snapshot.prompt),
    lambda _: ev.Said(AT, "retour"),
    lambda _: ev.Paused(AT),
    lambda _: ev.Said(AT, "plus tard"),
    lambda _: ev.Stopped(AT),
    lambda _: ev.HelpAsked(AT),
    lambda _: ev.Said(AT, "aide"),
    lambda _: ev.AdultAsked(AT),
    lambda _: ev.Said(AT, "je voudrais parler à un adulte"),
)
