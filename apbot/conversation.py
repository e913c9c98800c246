"""THE HEART: one inbound message, one transaction. Read this first.

    find the conversation -> step() -> store answers and position -> the caller commits, then shows

``handle`` does the storing inside the transaction it is given and returns what there is to show;
it never sends. A message that comes twice finds its prompt closed and changes nothing; two
messages at once meet at the version of the conversation: one of them starts again.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from dialogues import engine
from dialogues.answers import Answer, Source
from dialogues.effects import Complete, Effect, EraseAnswers, Record, Supersede
from dialogues.events import Event, Shared
from dialogues.facts import complete
from dialogues.machine import CompiledDialogue
from dialogues.snapshot import Snapshot
from storage.records import AuditEntry, Conversation, NewAnswer, SubjectKind
from storage.unit_of_work import UnitOfWork

from .announcing import announce
from .anonymity import ensure_pseudonym, kept_until, moment_kept, set_apart
from .clock import end_of_school_year
from .library import Library
from .recalling import recalled
from .tokens import new_id

UNFINISHED_KEPT = dt.timedelta(days=30)
"""Unfinished answers are purged after that (``domain.md`` 4.3)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Which conversation is meant: who answers, about whom, which dialogue."""

    respondent_id: str
    subject_id: str
    dialogue: str
    subject_kind: SubjectKind = SubjectKind.PERSON
    occasion: str = ""
    """Which time, for a dialogue that comes back."""

    @classmethod
    def of(cls, conversation: Conversation) -> Place:
        return cls(
            conversation.respondent_id,
            conversation.subject_id,
            conversation.dialogue,
            conversation.subject_kind,
            conversation.occasion,
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """A conversation as it stands, and what there is to show of it, in order."""

    conversation: Conversation
    compiled: CompiledDialogue
    snapshot: Snapshot
    answers: Mapping[str, Answer]
    effects: tuple[Effect, ...]
    facts: Mapping[str, Answer] = field(default_factory=dict)
    """What the dialogue recalls, by name."""

    @property
    def known(self) -> dict[str, Answer]:
        """Answers and facts together: what the route looks at.

        A fact that nobody knows is there as passed over, or a question asked for want of it would
        be on no path.
        """
        return {**self.answers, **complete(self.compiled.dialogue, self.facts)}

    @property
    def on_path(self) -> dict[str, Answer]:
        """The answers that count, in the order of the questions: those of hidden ones wait."""
        return self.compiled.route.on_path(self.known)


def open_conversation(
    uow: UnitOfWork, library: Library, place: Place, *, at: dt.datetime
) -> Standing:
    """The conversation, begun if it was not; shows what is open. Changes nothing else."""
    found = find(uow, place)
    return _present(uow, library, found) if found else _begin(uow, library, place, at=at)


def look(uow: UnitOfWork, library: Library, place: Place) -> Standing | None:
    """The same without ever beginning one: for readers."""
    found = find(uow, place)
    return _present(uow, library, found) if found else None


def standing_of(
    uow: UnitOfWork, library: Library, conversation: Conversation, *, known: Standing | None = None
) -> Standing:
    """One that is known, as it stands, with nothing to show yet.

    ``known``: how it stood at this very version; position and answers are then not read again.
    """
    if known is None:
        return _load(uow, library, conversation)
    facts = recalled(uow, library, conversation, known.compiled.dialogue)
    return replace(known, conversation=conversation, effects=(), facts=facts)


def handle(uow: UnitOfWork, library: Library, place: Place, event: Event) -> Standing:
    """Decide one event and store what it changes.

    Raises ``StaleConversation`` when another writer was first: the caller runs it again.
    """
    found = find(uow, place)
    before = _load(uow, library, found) if found else _begin(uow, library, place, at=event.at)
    return advance(uow, before, event)


def advance(
    uow: UnitOfWork, before: Standing, event: Event, *, source: Source = Source.STUDENT
) -> Standing:
    """The same from where it is known to stand, as this transaction read it.

    ``source``: how what is answered by this event reached us.
    Raises ``StaleConversation`` when another writer was first.
    """
    step = engine.step(before.compiled, before.snapshot, event, before.answers, before.facts)
    effects = _with_source(step.effects, event, source)
    answers = _store(uow, before, effects, at=event.at)
    conversation = before.conversation
    if step.snapshot != before.snapshot or answers != before.answers:
        conversation = uow.conversations.save(_moved(before, step.snapshot, effects, at=event.at))
    return replace(
        before,
        conversation=conversation,
        snapshot=step.snapshot,
        answers=answers,
        effects=effects,
    )


def _with_source(effects: tuple[Effect, ...], event: Event, source: Source) -> tuple[Effect, ...]:
    """Who may read an answer changes nothing about where it came from."""
    if source is Source.STUDENT or isinstance(event, Shared):
        return effects
    return tuple(
        replace(effect, answer=replace(effect.answer, source=source))
        if isinstance(effect, Record)
        else effect
        for effect in effects
    )


def find(uow: UnitOfWork, place: Place) -> Conversation | None:
    """The conversation as stored, if it was begun."""
    return uow.conversations.find(
        place.respondent_id, place.subject_id, place.dialogue, place.occasion
    )


def _begin(uow: UnitOfWork, library: Library, place: Place, *, at: dt.datetime) -> Standing:
    compiled = library.pin(uow, place.dialogue, at=at)
    if compiled.dialogue.anonymous:
        ensure_pseudonym(uow, place.respondent_id, at=at)
    first = engine.begin(compiled)
    since = moment_kept(compiled.dialogue, at)
    conversation = Conversation(
        id=new_id(),
        respondent_id=place.respondent_id,
        subject_id=place.subject_id,
        dialogue=place.dialogue,
        revision=compiled.dialogue.revision,
        phase=first.snapshot.phase.value,
        snapshot=json.dumps(first.snapshot.to_json()),
        version=1,
        started_at=since,
        updated_at=since,
        purged_after=kept_until(compiled.dialogue, at + UNFINISHED_KEPT),
        subject_kind=place.subject_kind,
        occasion=place.occasion,
    )
    uow.conversations.add(conversation)
    facts = recalled(uow, library, conversation, compiled.dialogue)
    return Standing(conversation, compiled, first.snapshot, {}, first.effects, facts)


def _present(uow: UnitOfWork, library: Library, conversation: Conversation) -> Standing:
    standing = _load(uow, library, conversation)
    effects = engine.present(standing.compiled, standing.snapshot, standing.answers, standing.facts)
    return replace(standing, effects=effects)


def _load(uow: UnitOfWork, library: Library, conversation: Conversation) -> Standing:
    compiled = library.pinned(uow, conversation.revision)
    snapshot = Snapshot.from_json(json.loads(conversation.snapshot))
    answers = uow.answers.current(conversation.id)
    facts = recalled(uow, library, conversation, compiled.dialogue)
    return Standing(conversation, compiled, snapshot, answers, (), facts)


def _store(
    uow: UnitOfWork, before: Standing, effects: tuple[Effect, ...], *, at: dt.datetime
) -> dict[str, Answer]:
    """What the effects ask of storage; the answers as they are afterwards."""
    conversation, dialogue = before.conversation, before.compiled.dialogue
    answers = dict(before.answers)
    at = moment_kept(dialogue, at)
    for effect in effects:
        if isinstance(effect, Record):
            new = NewAnswer(
                conversation_id=conversation.id,
                person_id=conversation.owner_id,
                prompt=effect.prompt,
                answer=effect.answer,
                at=at,
            )
            answers[effect.answer.question] = uow.answers.append(new).answer
        elif isinstance(effect, Supersede):
            uow.answers.supersede(conversation.id, effect.questions, at=at)
            for question in effect.questions:
                answers.pop(question, None)
        elif isinstance(effect, EraseAnswers):
            uow.answers.erase(conversation.id)
            answers.clear()
            _audit(uow, before, "erase", at=at)
        elif isinstance(effect, Complete):
            _audit(uow, before, "submit", at=at)
            announce(uow, conversation, at=at)
            if dialogue.anonymous:
                set_apart(uow, conversation, answers)
                answers.clear()
    return answers


def _moved(
    before: Standing,
    snapshot: Snapshot,
    effects: tuple[Effect, ...],
    *,
    at: dt.datetime,
) -> Conversation:
    conversation, dialogue = before.conversation, before.compiled.dialogue
    completed = any(isinstance(effect, Complete) for effect in effects)
    erased = any(isinstance(effect, EraseAnswers) for effect in effects)
    touched = moment_kept(dialogue, at)
    submitted_at = touched if completed else None if erased else conversation.submitted_at
    unfinished = kept_until(dialogue, at + UNFINISHED_KEPT)
    return replace(
        conversation,
        phase=snapshot.phase.value,
        snapshot=json.dumps(snapshot.to_json()),
        updated_at=touched,
        submitted_at=submitted_at,
        purged_after=end_of_school_year(at) if submitted_at else unfinished,
    )


def _audit(uow: UnitOfWork, before: Standing, verb: str, *, at: dt.datetime) -> None:
    """Nothing of what nobody signed: a line between two dated ones tells when, and so who."""
    if before.compiled.dialogue.anonymous:
        return
    who, what = before.conversation.respondent_id, before.conversation.id
    uow.audit.add(AuditEntry(at, who, verb, "conversation", what, "done"))
