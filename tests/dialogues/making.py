"""Small dialogues for tests, and a respondent who plays them without any host."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache

from dialogues import engine
from dialogues import events as ev
from dialogues.answers import Answer, Answers, Source, Value, Visibility
from dialogues.definition import Dialogue
from dialogues.effects import Ask, Effect, EraseAnswers, Record, Supersede
from dialogues.engine import NO_FACTS
from dialogues.errors import InvalidDialogue
from dialogues.loader import Catalogue, Sources, make
from dialogues.machine import CompiledDialogue
from dialogues.snapshot import Phase, Snapshot

AT = dt.datetime(2026, 9, 14, 9, 0, tzinfo=dt.UTC)
"""A Monday."""

SHARED = {
    "scales.yaml": (
        'freq4: [{id: "1", label: Presque jamais, score: 1, synonyms: [jamais, rarement]},'
        ' {id: "2", label: Parfois, score: 2}, {id: "3", label: Souvent, score: 3},'
        ' {id: "4", label: Presque toujours, score: 4, synonyms: [toujours]}]'
    ),
    "subjects.yaml": "subjects: [{id: french, label: Français}, {id: maths, label: Maths}]",
    "help_contacts.yaml": (
        'verified_on: 2026-11-20\nnumbers: [{number: "3114", name: Écoute, when: Jour et nuit}]'
    ),
    "safeguarding.yaml": (
        "reviewed_on: 2026-11-20\nphrases: [envie de mourir]\nharmless: [mort de rire]"
    ),
}
NO_PARTS: Mapping[str, str] = {}
HEAD = """\
dialogue: d
title: Essai
intro: Bonjour.
closing: Merci.
notice: {version: "1", text: Voici.}
"""
EVERY_KIND = """\
steps:
  - id: d.mood
    type: choice
    ask: Quelle humeur aujourd'hui ?
    topic: Humeur
    options:
      - {id: good, label: Bonne, synonyms: [super, nickel]}
      - {id: bad, label: Mauvaise, synonyms: [nulle]}
      - {id: odd, label: Bizarre}
    after: {bad: Merci de l'avoir dit.}
    goto: [{when: d.mood == 'odd', to: d.level}]
  - offer: d.meeting
    when: d.mood == 'bad'
  - id: d.break
    type: note
    ask: On continue.
    when: d.mood == 'good'
  - id: d.subjects
    type: choices
    ask: Quelles matières ?
    topic: Matières
    options_from: subjects
    options:
      - {id: sport, label: Sport et santé}
      - {id: arts, label: "Arts, musique"}
      - {id: none, label: Aucune, exclusive: true}
    max: 2
    after: {maths: C'est noté.}
  - id: d.why
    type: choice
    ask: Pourquoi les maths ?
    topic: Raison
    when: "'maths' in d.subjects"
    options: [{id: hard, label: Difficile}, {id: fast, label: Trop vite}]
    retry: Un mot suffit.
  - id: d.why_fast
    type: yes_no
    ask: Vraiment trop vite ?
    topic: Vitesse
    when: d.why == 'fast'
  - id: d.hours
    type: number
    ask: Combien d'heures ?
    topic: Heures
    min: 0
    max: 60
  - id: d.late
    type: yes_no
    ask: Le soir ?
    topic: Soir
    when: d.hours > 20
  - id: d.day
    type: date
    ask: Quel jour ?
    topic: Jour
    earliest: 2026-09-01
    latest: 2027-07-05
  - id: d.level
    type: scale
    scale: freq4
    ask: À quelle fréquence ?
    topic: Fréquence
    goto: [{when: d.level >= 3, to: d.end}]
  - id: d.word
    type: text
    ask: Un mot ?
    topic: Mot
    sensitive: true
    readers: Ton prof référent lit ce texte.
  - id: d.end
    type: note
    ask: C'est presque fini.
  - id: d.meeting
    type: choice
    ask: Veux-tu voir quelqu'un ?
    topic: Rendez-vous
    counted: false
    options: [{id: "no", label: Non merci}, {id: cpe, label: CPE, apart: true}]
"""


def sources(steps: str, *, head: str = HEAD, parts: Mapping[str, str] = NO_PARTS) -> Sources:
    return Sources(head + steps, {**SHARED, **parts})


def dialogue(steps: str, *, head: str = HEAD, parts: Mapping[str, str] = NO_PARTS) -> Dialogue:
    return make(sources(steps, head=head, parts=parts))


def play(steps: str, *, head: str = HEAD, facts: Answers = NO_FACTS) -> Respondent:
    return Respondent(CompiledDialogue(dialogue(steps, head=head)), facts)


def question(text: str) -> str:
    """One question of a dialogue: `id: d.a` and the like, its texts given."""
    return f"steps:\n  - {{ask: Question ?, topic: Sujet, {text}}}\n"


def problems(
    steps: str, *, head: str = HEAD, parts: Mapping[str, str] = NO_PARTS
) -> list[tuple[str, int, int]]:
    """Code, line and column of each mistake of a dialogue."""
    try:
        make(sources(steps, head=head, parts=parts))
    except InvalidDialogue as error:
        return [(p.code, p.place.line, p.place.column) for p in error.problems]
    return []


def answer(key: str, value: Value, *, visibility: Visibility = Visibility.SHARED) -> Answer:
    return Answer(key, value, "", "", "", visibility, Source.STUDENT)


@cache
def every_kind() -> CompiledDialogue:
    return CompiledDialogue(dialogue(EVERY_KIND))


@cache
def welcome() -> CompiledDialogue:
    return CompiledDialogue(Catalogue().dialogue("welcome"))


class Respondent:
    """Plays a dialogue, keeping what a host would keep."""

    def __init__(self, compiled: CompiledDialogue, facts: Answers = NO_FACTS) -> None:
        self.compiled = compiled
        self.facts = facts
        begun = engine.begin(compiled)
        self.snapshot: Snapshot = begun.snapshot
        self.effects: Sequence[Effect] = begun.effects
        self.answers: dict[str, Answer] = {}

    def do(self, *events: ev.Event) -> Sequence[Effect]:
        for event in events:
            step = engine.step(self.compiled, self.snapshot, event, dict(self.answers), self.facts)
            self.snapshot, self.effects = step.snapshot, step.effects
            self.keep(step.effects)
        return self.effects

    def keep(self, effects: Sequence[Effect]) -> None:
        for effect in effects:
            match effect:
                case Record():
                    self.answers[effect.answer.question] = effect.answer
                case Supersede():
                    for key in effect.questions:
                        del self.answers[key]
                case EraseAnswers():
                    self.answers.clear()
                case _:
                    pass

    def start(self) -> Respondent:
        self.do(ev.Acknowledged(AT))
        return self

    def says(self, *texts: str) -> Sequence[Effect]:
        return self.do(*(ev.Said(AT, text) for text in texts))

    def presses(self, *options: str) -> Sequence[Effect]:
        return self.do(ev.Pressed(AT, options, self.snapshot.prompt))

    def sees(self, kind: type[Effect]) -> Effect:
        """The only effect of that kind just now."""
        (found,) = [effect for effect in self.effects if isinstance(effect, kind)]
        return found

    @property
    def asked(self) -> Ask:
        found = self.sees(Ask)
        assert isinstance(found, Ask)
        return found

    @property
    def values(self) -> dict[str, Value]:
        return {key: answer.value for key, answer in self.answers.items()}


def respondent() -> Respondent:
    """At the first question of a dialogue of every kind."""
    return Respondent(every_kind()).start()


def at_review() -> Respondent:
    me = respondent()
    me.says("bizarre", "souvent", "non merci")
    assert me.snapshot.phase is Phase.REVIEW
    return me
