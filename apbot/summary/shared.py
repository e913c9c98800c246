"""What of the answers a summary may read: the one place that decides it.

An answer kept for oneself is the same as no answer, and so is a skipped one. An answer to be said
aloud leaves only its topic. A question that was asked only because of an answer not shared goes
with it: that it was asked at all would tell ("Veux-tu en parler ?" is put to those who did not
choose their track).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogues.answers import Answer, Answers, Visibility
from dialogues.conditions import ALWAYS, holds, questions_of
from dialogues.definition import Address, Dialogue, Kind, Option, Step

from .rules import CHOICES, Index, Test, Wording


@dataclass(frozen=True, slots=True)
class Citation:
    """One answer that a statement rests on, ready to print."""

    question: str
    topic: str
    answer: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of the sheet and the answers it comes from."""

    key: str
    text: str
    cites: tuple[Citation, ...]

    @property
    def evidence(self) -> tuple[str, ...]:
        return tuple(cite.question for cite in self.cites)


@dataclass(frozen=True, slots=True)
class Met:
    """An index that the answers meet: in words, and what it cites."""

    index: Index
    words: str
    cites: tuple[Citation, ...]
    place: int
    """Where the student put it among several choices, 0 for the first."""


@dataclass(frozen=True, slots=True)
class Shared:
    """The answers that may be read, by question id in the order of the dialogue."""

    dialogue: Dialogue
    address: Address
    answers: Mapping[str, Answer]
    aloud: tuple[str, ...]
    """Questions of which only the topic is said."""

    def chosen(self, question: str) -> tuple[Option, ...]:
        """The options of the answer, in the student's order; none if it may not be read."""
        answer, step = self.answers.get(question), self.dialogue.questions.get(question)
        if answer is None or step is None:
            return ()
        values = answer.value if isinstance(answer.value, tuple) else (answer.value,)
        options = (step.option_for(value) for value in values)
        return tuple(option for option in options if option is not None)

    def counting(self, test: Test) -> tuple[Option, ...]:
        """The options that meet the test; none if it is not met."""
        if not holds(test.also, self.answers):
            return ()
        return tuple(option for option in self.chosen(test.question) if test.accepts(option))

    def met(self, indices: tuple[Index, ...]) -> tuple[Met, ...]:
        """The indices that are met, in the order of the rules."""
        found = []
        for index in indices:
            options = self.counting(index.test)
            if options:
                place = self.chosen(index.test.question).index(options[0])
                cites = (self.cite(index.test.question, options), *self._also(index.test))
                found.append(Met(index, self.said(index.words, options), cites, place))
        return tuple(found)

    def said(self, words: Wording, options: tuple[Option, ...]) -> str:
        return self.with_choices(words.of(options), options)

    def with_choices(self, phrase: str, options: tuple[Option, ...]) -> str:
        quoted = ", ".join(f"« {option.label.to(self.address)} »" for option in options)
        return phrase.replace(CHOICES, quoted)

    def topic(self, question: str) -> str:
        return self.dialogue.questions[question].topic.to(self.address)

    def cite_topic(self, question: str) -> Citation:
        """A free text is cited so: its words are read in one place only."""
        return Citation(question, self.topic(question), "")

    def cite(self, question: str, options: tuple[Option, ...]) -> Citation:
        answer = " ; ".join(option.label.to(self.address) for option in options)
        return Citation(question, self.topic(question), answer)

    def _also(self, test: Test) -> tuple[Citation, ...]:
        asked = questions_of(test.also)
        names = [name for name in self.answers if name in asked]
        return tuple(self.cite(name, self.chosen(name)) for name in names)


def shared(dialogue: Dialogue, answers: Answers, address: Address) -> Shared:
    """What may be read of these answers."""
    open_to_rules: dict[str, Answer] = {}
    readable: dict[str, Answer] = {}
    aloud = []
    for question, step in dialogue.questions.items():
        answer = answers.get(question)
        if answer is None or not _asked(dialogue, question, open_to_rules):
            continue
        if step.is_apart(answer.value):
            # A request to another adult is not the referent's to read.
            continue
        match answer.visibility:
            case Visibility.SHARED:
                open_to_rules[question] = answer
                if not answer.skipped:
                    readable[question] = answer
            case Visibility.ALOUD if not answer.skipped:
                aloud.append(question)
            case _:
                pass
    return Shared(dialogue, address, readable, tuple(aloud))


def unanswered(dialogue: Dialogue, answers: Shared) -> int:
    """How many questions put to everybody have no answer to read or to hear, free words apart."""
    known = (*answers.answers, *answers.aloud)
    return sum(
        1
        for name, step in dialogue.questions.items()
        if name not in known and _put_to_everybody(step, dialogue)
    )


def _put_to_everybody(step: Step, dialogue: Dialogue) -> bool:
    entries = [entry for entry in dialogue.entries if entry.step.id == step.id]
    is_expected = step.counted and step.kind is not Kind.TEXT
    return is_expected and any(entry.when == ALWAYS for entry in entries)


def _asked(dialogue: Dialogue, question: str, answers: Answers) -> bool:
    """Whether the answers already open explain that this question was put."""
    return any(
        holds(entry.when, answers) for entry in dialogue.entries if entry.step.id == question
    )
