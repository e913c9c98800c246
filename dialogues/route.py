"""The one truth for the path: which questions are on it, which comes next, how far one is.

Answering, back, edit and resume all ask here. Everything is derived from the definition and the
current answers; nothing is remembered.
"""

from __future__ import annotations

from functools import cached_property, lru_cache

from .ahead import ahead
from .answers import Answer, Answers, Value
from .conditions import ALWAYS, Condition, holds, questions_of
from .definition import Dialogue, Kind, Step
from .errors import UnknownState
from .longest import Longest, TooManyWaysError
from .progress import Progress

Values = tuple[tuple[str, Value], ...]


class Route:
    """The path through one dialogue. Holds the definition and a bounded memory of path lengths."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue
        self._paths = Longest(dialogue)
        # The key is the answers that decide the length, as values; no person is in it.
        self._remembered_total = lru_cache(maxsize=2048)(self._longest)

    def path(self, answers: Answers) -> list[Step]:
        """Steps (notes too) up to and including the first unanswered question.

        A condition sees only what was answered *on the path before it*.
        """
        path: list[Step] = []
        known = self._facts(answers)
        notes: set[str] = set()
        target: str | None = None
        for entry in self._dialogue.entries:
            step = entry.step
            key = step.id
            if target is not None and (entry.is_offer or key != target):
                continue
            target = None
            if key in known or key in notes:
                continue
            if entry.when is not ALWAYS and not holds(entry.when, known):
                continue
            path.append(step)
            if step.kind is Kind.NOTE:
                notes.add(key)
            elif (answer := answers.get(key)) is None:
                break
            else:
                known[key] = answer
            if step.gotos:
                target = next((goto.target for goto in step.gotos if holds(goto.when, known)), None)
        return path

    def question(self, key: str) -> Step:
        """The question of that id. Raises ``UnknownState``: this revision does not have it."""
        try:
            return self._dialogue.questions[key]
        except KeyError as error:
            raise UnknownState(key) from error

    def questions(self, answers: Answers) -> tuple[str, ...]:
        """Ids of the questions on the path, the open one last."""
        return tuple(step.id for step in self.path(answers) if step.is_question)

    def next_question(self, answers: Answers) -> Step | None:
        """The first unanswered question on the path; None when all is answered."""
        path = self.path(answers)
        is_open = path and path[-1].is_question and path[-1].id not in answers
        return path[-1] if is_open else None

    def previous_question(self, answers: Answers, current: str | None) -> Step | None:
        """The question before ``current`` on the path; before the review, the last one."""
        before: Step | None = None
        for step in self.path(answers):
            if step.id == current:
                return before
            if step.is_question:
                before = step
        return before if current is None else None

    def notes_between(self, answers: Answers, answered: str | None) -> tuple[Step, ...]:
        """Notes standing directly between ``answered`` (None: the start) and the next question.

        Empty when a question lies between: those notes were read the first time.
        """
        if not self._has_notes:
            return ()
        notes: list[Step] = []
        collecting = answered is None
        for step in self.path(answers):
            if step.id == answered:
                collecting, notes = True, []
            elif collecting and not step.is_question:
                notes.append(step)
            elif collecting and step.is_question:
                return tuple(notes) if step.id not in answers else ()
        return tuple(notes) if collecting else ()

    def on_path(self, answers: Answers) -> dict[str, Answer]:
        """The answers of the questions on the path: facts and answers that only wait are left out.

        ``answers`` holds the facts too, as everywhere in this class.
        """
        on_path = self.questions(answers)
        return {key: answers[key] for key in on_path if key in answers}

    def waiting(self, answers: Answers) -> tuple[str, ...]:
        """Answered questions that are off the path: kept in case they come back."""
        on_path = set(self.questions(answers))
        return tuple(key for key in answers if key in self._questions and key not in on_path)

    def decides(self, question: str) -> bool:
        """Whether its answer may put other questions on the path, or take them off it."""
        return question in self._deciding

    def off_path(self, answers: Answers, changed: str) -> tuple[str, ...]:
        """Answered questions that the change of ``changed`` took off the path."""
        if changed not in self._deciding:
            return ()
        on_path = {step.id for step in self.path(answers)} | self._dialogue.recall.keys()
        if answers.keys() <= on_path:
            return ()
        reachable = ahead(self._dialogue, answers) | self._dialogue.recall.keys()
        return tuple(key for key in answers if key not in reachable)

    def _facts(self, answers: Answers) -> dict[str, Answer]:
        return {name: answers[name] for name in self._dialogue.recall if name in answers}

    @cached_property
    def _questions(self) -> frozenset[str]:
        return frozenset(self._dialogue.questions)

    @cached_property
    def _deciding(self) -> frozenset[str]:
        """Questions that some condition or jump asks about, or that jump themselves."""
        names: set[str] = set()
        for entry in self._dialogue.entries:
            names |= questions_of(entry.when)
            for goto in entry.step.gotos:
                names |= {entry.step.id} | questions_of(goto.when)
        return frozenset(names)

    # -- progress ---------------------------------------------------------------------------

    def progress(self, answers: Answers, *, reached: int) -> Progress:
        """``reached`` is the furthest number shown so far; the number never goes below it."""
        done = len(self._counted & answers.keys())
        known = tuple((n, self._bare(answers[n])) for n in self._read if n in answers)
        total = max(self._remembered_total(known), done)
        number = max(min(done + 1, total), reached)
        return Progress(number=number, total=max(total, number))

    @cached_property
    def _read(self) -> tuple[str, ...]:
        """The facts, and the answers that weigh: what the length of the path hangs on."""
        return (*self._dialogue.recall, *self._weighing)

    @cached_property
    def _has_notes(self) -> bool:
        return len(self._dialogue.questions) < len(self._dialogue.steps)

    @cached_property
    def _counted(self) -> frozenset[str]:
        return frozenset(key for key, step in self._dialogue.questions.items() if step.counted)

    @cached_property
    def _weighing(self) -> tuple[str, ...]:
        """Questions whose answer changes how many counted questions there are."""
        conditions: list[Condition] = []
        for entry in self._dialogue.entries:
            conditions += [entry.when] if entry.step.counted and entry.step.is_question else []
            conditions += [goto.when for goto in entry.step.gotos]
        asked = {name for condition in conditions for name in questions_of(condition)}
        jumping = {key for key, step in self._dialogue.steps.items() if step.gotos}
        return tuple(key for key in self._dialogue.questions if key in asked | jumping)

    def _longest(self, known: Values) -> int:
        """Counted questions on the longest path that these answers leave open."""
        answers = {key: Answer(key, value, "", "", "") for key, value in known}
        try:
            return self._paths.questions(answers)
        except TooManyWaysError:
            return len(ahead(self._dialogue, answers) & self._counted)

    def _bare(self, answer: Answer) -> Value:
        """Not even the value of a free text: no words of a person are kept."""
        step = self._dialogue.questions.get(answer.question)
        is_text = step is not None and step.kind is Kind.TEXT
        return "" if is_text and not answer.skipped else answer.value
