"""``apbot publish``: what a changed dialogue touches, and what becomes of open conversations.

A changed dialogue is a new revision. Conversations that are open stay on theirs unless the school
decides otherwise: move them, losing what the new text cannot hold, or start them again.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from dialogues.answers import Answer
from dialogues.definition import Dialogue
from dialogues.engine import begin
from dialogues.machine import CompiledDialogue
from dialogues.revising import Change, changes, is_notice_new, lost, moved
from dialogues.snapshot import Phase, Snapshot
from storage.records import AuditEntry, Conversation
from storage.unit_of_work import UnitOfWork

from .anonymity import moment_kept
from .library import Library
from .recalling import recalled


class Choice(StrEnum):
    """What becomes of the conversations that are open."""

    KEEP = "keep"
    """They end as they began."""
    MOVE = "move"
    RESTART = "restart"


@dataclass(frozen=True, slots=True)
class Touched:
    """An open conversation on an earlier revision; nothing of it is ever printed by itself."""

    conversation: Conversation
    old: Dialogue
    """The text it stands in."""
    snapshot: Snapshot
    answers: Mapping[str, Answer]
    facts: Mapping[str, Answer]
    lost: tuple[str, ...]
    """Answered questions that moving would lose."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What publishing would do; counted, without anybody's name or words."""

    compiled: CompiledDialogue
    changes: tuple[Change, ...]
    """Against the revision that was used last; none when it was never used."""
    is_new: bool
    """Nobody has answered this revision yet."""
    touched: tuple[Touched, ...]
    is_first: bool = False
    """Nobody has answered any revision of it yet."""

    @property
    def standing_at(self) -> Mapping[str, int]:
        """How many of them are at each question."""
        at = (one.snapshot.at for one in self.touched if one.snapshot.at is not None)
        return Counter(at)

    @property
    def losing(self) -> Mapping[str, int]:
        """How many of them would lose their answer to each question."""
        return Counter(question for one in self.touched for question in one.lost)

    @property
    def losers(self) -> int:
        """How many of them would lose an answer at all."""
        return sum(1 for one in self.touched if one.lost)

    @property
    def rereading(self) -> int:
        """How many of them have read the notice and would have another one to read."""
        return sum(
            1
            for one in self.touched
            if one.snapshot.phase is not Phase.NOTICE
            and is_notice_new(one.old, self.compiled.dialogue)
        )


def plan(uow: UnitOfWork, library: Library, dialogue_id: str, *, at: dt.datetime) -> Plan:
    """Raises what reading the dialogue raises. Writes nothing."""
    compiled = library.current(uow, dialogue_id, at=at)
    revision = compiled.dialogue.revision
    last = uow.revisions.last(dialogue_id)
    before = library.pinned(uow, last.hash).dialogue if last else None
    unfinished = uow.conversations.unfinished(dialogue_id)
    return Plan(
        compiled=compiled,
        changes=changes(before, compiled.dialogue) if before else (),
        is_new=uow.revisions.get(revision) is None,
        touched=tuple(
            _touched(uow, library, one, compiled) for one in unfinished if one.revision != revision
        ),
        is_first=before is None,
    )


def _touched(
    uow: UnitOfWork, library: Library, conversation: Conversation, compiled: CompiledDialogue
) -> Touched:
    answers = uow.answers.current(conversation.id)
    facts = recalled(uow, library, conversation, compiled.dialogue)
    snapshot = Snapshot.from_json(json.loads(conversation.snapshot))
    old = library.pinned(uow, conversation.revision).dialogue
    gone = lost(old, compiled, answers, facts)
    return Touched(conversation, old, snapshot, answers, facts, gone)


def publish(
    uow: UnitOfWork, library: Library, planned: Plan, choice: Choice, *, at: dt.datetime
) -> None:
    """Keep the revision and do as chosen. Answers that are lost are superseded, never deleted."""
    dialogue = planned.compiled.dialogue
    library.pin(uow, dialogue.id, at=at)
    for one in planned.touched if choice is not Choice.KEEP else ():
        _transfer(uow, planned.compiled, one, choice, at=at)
    uow.audit.add(AuditEntry(at, "apbot", "publish", "dialogue", dialogue.revision, choice.value))


def _transfer(
    uow: UnitOfWork, compiled: CompiledDialogue, one: Touched, choice: Choice, *, at: dt.datetime
) -> None:
    """One conversation to the new text; its own trail says so when answers went with it."""
    dialogue, conversation = compiled.dialogue, one.conversation
    gone = one.lost if choice is Choice.MOVE else tuple(one.answers)
    kept_at = moment_kept(dialogue, at)
    uow.answers.supersede(conversation.id, gone, at=kept_at)
    snapshot = _snapshot(compiled, one, choice)
    uow.conversations.save(
        replace(
            conversation,
            revision=dialogue.revision,
            phase=snapshot.phase.value,
            snapshot=json.dumps(snapshot.to_json()),
            updated_at=kept_at,
        )
    )
    if gone and not dialogue.anonymous:
        done = choice.value
        uow.audit.add(AuditEntry(at, "apbot", "publish", "conversation", conversation.id, done))


def _snapshot(compiled: CompiledDialogue, one: Touched, choice: Choice) -> Snapshot:
    if choice is Choice.RESTART:
        return replace(begin(compiled).snapshot, prompt=one.snapshot.prompt + 1)
    kept = {key: answer for key, answer in one.answers.items() if key not in one.lost}
    return moved(one.old, compiled, one.snapshot, kept, one.facts)
