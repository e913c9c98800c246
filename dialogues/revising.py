"""Two revisions of one dialogue: what changed, what an open conversation would lose by moving.

Everything here is said of values; whoever stores conversations decides whether to move them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from .ahead import ahead
from .answers import Answers
from .definition import Dialogue, Step
from .fitting import fits
from .machine import CompiledDialogue
from .snapshot import Phase, Snapshot


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    RETYPED = "retyped"
    """Its answers were of another kind: none can be kept."""
    FEWER_OPTIONS = "fewer_options"
    REWORDED = "reworded"
    NOTICE = "notice"
    """The notice has another version: whoever is moved reads it before going on."""
    NOTICE_REWORDED = "notice_reworded"
    """Its text changed under the same version: nobody reads it again."""


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one question, or to the notice (no ``step``).

    ``step`` is the old one, the new one for an addition.
    """

    kind: ChangeKind
    step: Step | None
    removed: tuple[str, ...] = ()
    """Labels of the options that are gone."""
    breaks_freeze: bool = False
    """Its wording was to stay the same all year: comparisons start again from here."""


def changes(old: Dialogue, new: Dialogue) -> tuple[Change, ...]:
    """What a respondent would notice: the notice, the old questions in their order, additions."""
    found = [*_notice(old, new)]
    found += [change for step in old.questions.values() for change in _change(step, new)]
    added = [step for key, step in new.questions.items() if key not in old.questions]
    return (*found, *(Change(ChangeKind.ADDED, step) for step in added))


def _notice(old: Dialogue, new: Dialogue) -> Iterator[Change]:
    if is_notice_new(old, new):
        yield Change(ChangeKind.NOTICE, None)
    elif old.notice != new.notice:
        yield Change(ChangeKind.NOTICE_REWORDED, None)


def is_notice_new(old: Dialogue, new: Dialogue) -> bool:
    """Whether who read the old notice has the new one still to read: its version tells."""
    return old.notice.version != new.notice.version


def _change(step: Step, new: Dialogue) -> Iterator[Change]:
    after = new.questions.get(step.id)
    if after is None:
        yield Change(ChangeKind.REMOVED, step)
    elif after.kind is not step.kind:
        yield Change(ChangeKind.RETYPED, step)
    elif after.wording != step.wording:
        gone = tuple(o.label.vous for o in step.options if after.option(o.id) is None)
        kind = ChangeKind.FEWER_OPTIONS if gone else ChangeKind.REWORDED
        yield Change(kind, step, gone, breaks_freeze=step.frozen)


def lost(old: Dialogue, new: CompiledDialogue, answers: Answers, facts: Answers) -> tuple[str, ...]:
    """Questions whose answer the new revision would not take, or that are off its path."""
    before, after = old.questions, new.dialogue.questions
    readable = {
        key: answer
        for key, answer in answers.items()
        if key in before
        and key in after
        and fits(answer, before[key], after[key], new.dialogue.word_list)
    }
    reachable = ahead(new.dialogue, {**readable, **facts})
    return tuple(key for key in answers if key not in readable or key not in reachable)


def moved(
    old: Dialogue, new: CompiledDialogue, snapshot: Snapshot, kept: Answers, facts: Answers
) -> Snapshot:
    """Where the respondent stands in the new revision, with the answers that were kept.

    At the notice if it is another one, or at the first question without an answer, or at the
    review; a pause stays a pause, and the notice comes after it. The open prompt closes: what was
    shown before is stale.
    """
    question = new.route.next_question({**kept, **facts})
    unread = snapshot.unread or is_notice_new(old, new.dialogue)
    phase = snapshot.phase
    if phase in {Phase.ASKING, Phase.REVIEW}:
        phase = Phase.NOTICE if unread else Phase.ASKING if question else Phase.REVIEW
    # Whoever stopped before the first question has not read any notice yet.
    was_asked = snapshot.at is not None or snapshot.phase is Phase.REVIEW
    return replace(
        snapshot,
        revision=new.dialogue.revision,
        phase=phase,
        at=question.id if question and was_asked and phase is not Phase.NOTICE else None,
        prompt=snapshot.prompt + 1,
        retries=0,
        guess=None,
        reached=min(snapshot.reached, len(kept) + 1),
        hidden=(),
        kept=(),
        unread=unread,
    )
