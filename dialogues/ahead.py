"""Which steps may still come: the path seen from here, with some questions still open.

Used to mark the answers that a change took off the path for good, and to count the questions of
the longest path. It may name a step too many where an open question decides a jump; never one too
few, and none too many once every question that decides is answered.
"""

from __future__ import annotations

from .answers import Answer, Answers
from .conditions import possible
from .definition import Dialogue, Entry, Goto


def ahead(dialogue: Dialogue, answers: Answers) -> frozenset[str]:
    """Ids of the steps that are on the path, or may be, whatever the open questions bring."""
    facts = {name: answers[name] for name in dialogue.recall if name in answers}
    view = _View(answers, facts)
    for entry in dialogue.entries:
        view.pass_by(entry)
    return frozenset(view.seen)


class _View:
    """What is known while the entries are passed one by one, in their order."""

    def __init__(self, answers: Answers, facts: Answers) -> None:
        self._answers = answers
        self._known: dict[str, Answer] = {**facts}
        self._certain: dict[str, Answer] = {**facts}
        """Answers of questions that are on the path whatever happens."""
        self._open: set[str] = set()
        self._sure: set[str] = set()
        self._maybe_jumped_to: set[str] = set()
        """Until all of these are passed, nothing is certainly on the path."""
        self._target: str | None = None
        self.seen: set[str] = set()

    def pass_by(self, entry: Entry) -> None:
        step = entry.step
        if not entry.is_offer:
            self._maybe_jumped_to.discard(step.id)
        if self._target is not None and (entry.is_offer or step.id != self._target):
            return
        self._target = None
        if step.id in self._sure or not possible(entry.when, self._known, self._open):
            return
        again = step.id in self.seen
        sure = not self._maybe_jumped_to and entry.when.truth(self._certain) is True
        self.seen.add(step.id)
        self._note_answer(entry, sure=sure)
        # Asked perhaps at an earlier offer already, and then there is no jump from here.
        self._jump(step.gotos, sure=sure and not again)

    def _note_answer(self, entry: Entry, *, sure: bool) -> None:
        key = entry.step.id
        if sure:
            self._sure.add(key)
        if not entry.step.is_question:
            return
        answer = self._answers.get(key)
        if answer is None:
            self._open.add(key)
            return
        self._known[key] = answer
        if sure:
            self._certain[key] = answer

    def _jump(self, gotos: tuple[Goto, ...], *, sure: bool) -> None:
        for goto in gotos:
            if sure and goto.when.truth(self._certain) is True:
                self._target = goto.target
                return
            if possible(goto.when, self._known, self._open):
                self._maybe_jumped_to.add(goto.target)
                sure = False
