"""A student who does anything at any moment: what must hold after every single event."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from dialogues import engine
from dialogues import events as ev
from dialogues.ahead import ahead
from dialogues.answers import Answer, Visibility
from dialogues.definition import Address, Kind, Step, Text
from dialogues.effects import (
    Ask,
    AskConfirmation,
    Complete,
    Effect,
    EraseAnswers,
    Record,
    Reject,
    Say,
    ShowHelpCard,
    Supersede,
    Tell,
)
from dialogues.machine import CompiledDialogue, state_of
from dialogues.phrases import words
from dialogues.snapshot import Phase, Snapshot
from tests.dialogues.making import AT, Respondent, every_kind, welcome

MOST_EFFECTS = 8
LONG_ENOUGH = 10
LONGEST_MESSAGE = 4096
LONGEST_BUTTON = 28
STORING = (Record, Supersede, Complete, EraseAnswers)
STRANGE = (
    "\0",
    "\ud800",
    "\x1b[31mrouge",
    "👍" * 10_000,
    "x" * 301,
    " \n\t",
    "'; DROP TABLE answers; --",
    "<script>alert(1)</script>",
    "{referent}",
    "1e999",
    "9" * 400,
    "²",
    "٣",
    "oui",
    "non",
    "envie de mourir",
    "j'ai envie de mourir, mort de rire",
    "/stop",
    "Retour",
    "je passe",
    "continuer",
    "pause",
    "urgence",
    "aide",
)
PLAUSIBLE = {
    Kind.NUMBER: ("12", "2,5", "vingt-deux", "deux et demi", "61", "-1", "beaucoup"),
    Kind.DATE: ("12/10", "le 3 mars", "demain", "lundi", "31/02", "1999-01-01", "bientôt"),
    Kind.TEXT: ("Merci.", "Œuvre à l'été", "j'ai envie de mourir", "ligne\r\nsuivante"),
}


class Student(RuleBasedStateMachine):
    """One conversation. Subclasses say which dialogue."""

    compiled: CompiledDialogue

    def __init__(self) -> None:
        super().__init__()
        self.me = Respondent(self.compiled)
        self.furthest = 0
        self.events = 0

    # -- what the student does --------------------------------------------------------------

    @initialize(data=st.data(), count=st.integers(0, 30))
    def has_come_some_way(self, data: st.DataObject, count: int) -> None:
        self.events = -count
        if count:
            self._do(ev.Acknowledged(AT, 1))
        for _ in range(count - 1):
            if self.me.snapshot.phase is not Phase.ASKING:
                break
            step = self._open_step()
            if step.options and step.kind is not Kind.CHOICES:
                option = data.draw(st.sampled_from(step.options))
                self._do(ev.Pressed(AT, (option.id,), self.me.snapshot.prompt))
            elif step.options:
                self._do(ev.Said(AT, data.draw(st.sampled_from(step.options)).label.tu))
            else:
                self._do(ev.Said(AT, PLAUSIBLE[step.kind][0]))

    @rule(text=st.one_of(st.text(max_size=30), st.sampled_from(STRANGE)))
    def says_anything(self, text: str) -> None:
        self._do(ev.Said(AT, text))

    @precondition(lambda self: self.me.snapshot.phase is Phase.ASKING)
    @rule(data=st.data())
    def says_something_plausible(self, data: st.DataObject) -> None:
        step = self._open_step()
        said = [text for option in step.options for text in _spoken(option.label.tu)]
        said += [f"{a.label.tu}, {b.label.tu}" for a in step.options for b in step.options[:3]]
        said += [str(n) for n in range(len(step.options) + 2)]
        text = data.draw(st.sampled_from(said or PLAUSIBLE[step.kind]))
        self._do(ev.Said(AT, text, data.draw(st.sampled_from([None, self.me.snapshot.prompt]))))

    @precondition(lambda self: self.me.snapshot.phase is Phase.ASKING)
    @rule(data=st.data())
    def presses_offered_buttons(self, data: st.DataObject) -> None:
        ids = [option.id for option in self._open_step().options] or ["nothing"]
        chosen = data.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=4))
        self._do(ev.Pressed(AT, tuple(chosen), self.me.snapshot.prompt))

    @rule(option=st.sampled_from(["good", "hard", "1", "yes", "", "\ud800"]))
    def presses_a_button_of_somewhere_else(self, option: str) -> None:
        self._do(ev.Pressed(AT, (option,)))

    @rule(away=st.sampled_from([-2, -1, 1, 5]), data=st.data())
    def presses_a_stale_prompt(self, away: int, data: st.DataObject) -> None:
        prompt = self.me.snapshot.prompt + away
        events: list[ev.Event] = [
            ev.Pressed(AT, ("good",), prompt),
            ev.Said(AT, "Bonne", prompt),
            ev.Confirmed(AT, yes=True, prompt=prompt),
            ev.Skipped(AT, prompt),
            ev.WentBack(AT, prompt),
            ev.Kept(AT, prompt),
            ev.Acknowledged(AT, prompt),
            ev.Submitted(AT, prompt),
        ]
        before = (self.me.snapshot, dict(self.me.answers))

        effects = self._do(data.draw(st.sampled_from(events)))

        assert (self.me.snapshot, self.me.answers) == before
        assert not any(isinstance(effect, STORING) for effect in effects)

    @rule(away=st.sampled_from([-1, 1]))
    def asks_for_help_under_a_stale_prompt(self, away: int) -> None:
        before = dict(self.me.answers)

        effects = self._do(ev.Said(AT, "j'ai envie de mourir", self.me.snapshot.prompt + away))

        assert any(isinstance(effect, ShowHelpCard) for effect in effects)
        assert self.me.answers == before

    @precondition(lambda self: self.me.snapshot.phase is Phase.NOTICE)
    @rule()
    def acknowledges(self) -> None:
        self._do(ev.Acknowledged(AT, self.me.snapshot.prompt))

    @rule()
    def goes_back(self) -> None:
        before, open_question = self.me.snapshot, self.compiled.route.next_question(self.me.answers)
        self._do(ev.WentBack(AT, before.prompt))
        stood_at_the_end = before.at == (open_question.id if open_question else None)
        if before.phase in {Phase.ASKING, Phase.REVIEW} and stood_at_the_end:
            self._returns_with_the_same_answer(before)

    def _returns_with_the_same_answer(self, before: Snapshot) -> None:
        if self.me.snapshot.at == before.at:
            return
        old = self.me.answers[self.me.snapshot.at or ""]
        for event in (ev.Kept(AT, self.me.snapshot.prompt), _again(self._open_step(), old)):
            there = engine.step(self.compiled, self.me.snapshot, event, dict(self.me.answers))
            assert (there.snapshot.phase, there.snapshot.at) == (before.phase, before.at)

    @rule()
    def keeps_the_old_answer(self) -> None:
        self._do(ev.Kept(AT, self.me.snapshot.prompt))

    @rule()
    def skips(self) -> None:
        self._do(ev.Skipped(AT, self.me.snapshot.prompt))

    @rule(yes=st.booleans())
    def confirms(self, yes: bool) -> None:  # noqa: FBT001  # Hypothesis passes by name
        self._do(ev.Confirmed(AT, yes=yes, prompt=self.me.snapshot.prompt))

    @rule(data=st.data())
    def edits(self, data: st.DataObject) -> None:
        keys = [*self.compiled.dialogue.questions, "nobody.asks"]
        self._do(ev.Edited(AT, data.draw(st.sampled_from(keys))))

    @precondition(lambda self: self.me.snapshot.phase in {Phase.ASKING, Phase.REVIEW})
    @rule(data=st.data())
    def changes_an_earlier_answer(self, data: st.DataObject) -> None:
        asked = self.compiled.route.questions(self.me.answers)
        self._do(ev.Edited(AT, data.draw(st.sampled_from(asked))))
        step = self._open_step()
        if step.options:
            option = data.draw(st.sampled_from(step.options))
            self._do(ev.Pressed(AT, (option.id,), self.me.snapshot.prompt))
        else:
            self._do(ev.Said(AT, data.draw(st.sampled_from(PLAUSIBLE[step.kind]))))

    @precondition(lambda self: self.me.snapshot.phase in {Phase.PAUSED, Phase.WITHDRAWN})
    @rule()
    def comes_back(self) -> None:
        self._do(ev.Resumed(AT))

    @precondition(lambda self: self.has_been_here_a_while)
    @rule(event=st.sampled_from([ev.Paused(AT), ev.Resumed(AT), ev.Stopped(AT)]))
    def pauses_resumes_or_stops(self, event: ev.Event) -> None:
        self._do(event)

    @rule(event=st.sampled_from([ev.HelpAsked(AT), ev.AdultAsked(AT), ev.Paused(AT)]))
    def asks_for_help_and_does_not_lose_the_place(self, event: ev.Event) -> None:
        before = self.me.snapshot
        self._do(event)
        assert self.me.snapshot.at == before.at
        if before.phase in {Phase.ASKING, Phase.REVIEW}:
            back = self._do(ev.Resumed(AT))
            assert (self.me.snapshot.phase, self.me.snapshot.at) == (before.phase, before.at)
            assert back

    @rule(data=st.data(), visibility=st.sampled_from(Visibility))
    def shares(self, data: st.DataObject, visibility: Visibility) -> None:
        key = data.draw(st.sampled_from([*self.compiled.dialogue.questions]))
        self._do(ev.Shared(AT, key, visibility))

    @precondition(lambda self: self.has_been_here_a_while)
    @rule()
    def submits(self) -> None:
        self._do(ev.Submitted(AT, self.me.snapshot.prompt))

    @precondition(lambda self: self.has_been_here_a_while)
    @rule()
    def erases(self) -> None:
        phase = self.me.snapshot.phase
        self._do(ev.Erased(AT))
        if phase not in {Phase.NOTICE, Phase.EXPIRED}:
            assert not self.me.answers
            assert self.me.snapshot.at is None
            self.furthest = 0

    @precondition(lambda self: self.has_been_here_a_while)
    @rule()
    def lets_the_window_close(self) -> None:
        self._do(ev.Expired(AT))

    @rule()
    def meets_a_process_that_was_restarted(self) -> None:
        self.me.snapshot = _through_json(self.me.snapshot)
        assert engine.present(self.compiled, self.me.snapshot, self.me.answers)

    # -- what must hold ---------------------------------------------------------------------

    @property
    def has_been_here_a_while(self) -> bool:
        """Endings come late: before, there is more to find."""
        return self.events > LONG_ENOUGH

    def _open_step(self) -> Step:
        return self.compiled.route.question(self.me.snapshot.at or "")

    def _do(self, event: ev.Event) -> tuple[Effect, ...]:
        before, answers = self.me.snapshot, copy.deepcopy(self.me.answers)
        self.events += 1

        step = engine.step(self.compiled, before, event, self.me.answers)
        again = engine.step(self.compiled, _through_json(before), event, dict(answers))

        assert step == again, "the same call twice gives the same result"
        assert self.me.answers == answers, "the host's answers are not touched"
        self.me.snapshot = step.snapshot
        self.me.keep(step.effects)
        assert 0 <= step.snapshot.prompt - before.prompt <= 1
        assert len(step.effects) <= MOST_EFFECTS
        if not isinstance(event, ev.Expired):
            assert any(not isinstance(effect, STORING) for effect in step.effects)
        self._progress_only_grows(step.effects, event)
        self._texts_fit(step.effects)
        self._nothing_private_is_shared(answers, event)
        return step.effects

    def _progress_only_grows(self, effects: tuple[Effect, ...], event: ev.Event) -> None:
        if isinstance(event, ev.Erased):
            return
        for effect in effects:
            if isinstance(effect, Ask):
                progress = effect.progress
                assert self.furthest <= progress.number <= progress.total
                self.furthest = progress.number
                assert effect.prompt == self.me.snapshot.prompt
                assert effect.step.id == self.me.snapshot.at

    def _texts_fit(self, effects: tuple[Effect, ...]) -> None:
        for address in Address:
            for text in (text for effect in effects for text in _texts(effect, address)):
                assert text
                assert len(text.encode("utf-16-le", "surrogatepass")) // 2 <= LONGEST_MESSAGE
            for effect in effects:
                if isinstance(effect, Ask):
                    buttons = [option.button(address) for option in effect.step.options]
                    assert all(len(button) <= LONGEST_BUTTON for button in buttons)

    def _nothing_private_is_shared(self, before: dict[str, Answer], event: ev.Event) -> None:
        for key, old in before.items():
            new = self.me.answers.get(key)
            if new is None or old.skipped or new.skipped or old.visibility is not Visibility.MINE:
                continue
            assert new.visibility is Visibility.MINE or isinstance(event, ev.Shared)

    @invariant()
    def the_snapshot_is_plain_json(self) -> None:
        assert _through_json(self.me.snapshot) == self.me.snapshot

    @invariant()
    def the_state_is_declared(self) -> None:
        assert not self.compiled.allows("anything", state_of(self.me.snapshot))

    @invariant()
    def answers_off_the_path_are_not_current(self) -> None:
        answers, route = self.me.answers, self.compiled.route
        assert set(answers) <= ahead(self.compiled.dialogue, answers)
        if self.me.snapshot.phase in {Phase.REVIEW, Phase.SUBMITTED}:
            assert set(route.questions(answers)) == set(answers)

    @invariant()
    def what_is_open_can_be_shown_again(self) -> None:
        assert engine.present(self.compiled, self.me.snapshot, self.me.answers)


def _spoken(label: str) -> Iterator[str]:
    yield label
    yield label.upper()
    yield label[: len(label) // 2 + 1]
    yield label[1:]


def _again(step: Step, old: Answer) -> ev.Event:
    if old.skipped:
        return ev.Skipped(AT)
    if step.kind is Kind.CHOICES and isinstance(old.value, tuple):
        return ev.Pressed(AT, old.value)
    option = step.option_for(old.value)
    return ev.Pressed(AT, (option.id,)) if option else ev.Said(AT, old.label)


def _through_json(snapshot: Snapshot) -> Snapshot:
    return Snapshot.from_json(json.loads(json.dumps(snapshot.to_json())))


def _texts(effect: Effect, address: Address) -> Iterator[str]:
    match effect:
        case Say(text):
            yield text.to(address)
        case Tell(phrase, values):
            yield words(phrase, address, values)
        case Reject(phrase, values, text):
            yield text.to(address) if isinstance(text, Text) else words(phrase, address, values)
        case Ask(step) | AskConfirmation(step):
            yield step.ask.to(address)
        case _:
            pass


def test_student_does_anything_in_a_dialogue_of_every_kind() -> None:
    class EveryKindStudent(Student):
        compiled = every_kind()

    run_state_machine_as_test(
        EveryKindStudent, settings=settings(max_examples=120, stateful_step_count=30)
    )


def test_student_does_anything_in_the_welcome_questionnaire() -> None:
    class WelcomeStudent(Student):
        compiled = welcome()

    run_state_machine_as_test(
        WelcomeStudent, settings=settings(max_examples=30, stateful_step_count=30)
    )
