"""What is known before the first question, read from storage: facts, by the name a dialogue gives.

A fact comes from the respondent's own last conversation of that kind that was sent, about the
same subject; nobody is reminded of what somebody else answered.
"""

from __future__ import annotations

from dataclasses import replace

from dialogues.answers import Answer
from dialogues.definition import Dialogue, Kind
from dialogues.facts import ADULT, PROPERTY_LABELS, STUDENT, fact
from storage.records import ClassGroup, Conversation, PersonKind, SubjectKind
from storage.unit_of_work import UnitOfWork

from .library import Library


def recalled(
    uow: UnitOfWork, library: Library, conversation: Conversation, dialogue: Dialogue
) -> dict[str, Answer]:
    """The facts that are known; the engine takes the others as passed over."""
    found = {}
    for name, source in dialogue.recall.items():
        match source:
            case "class.stage":
                known = _property(name, source, _stage(uow, conversation))
            case "respondent.kind":
                known = _property(name, source, _kind(uow, conversation))
            case _:
                known = _earlier(uow, library, conversation, name, source)
        if known is not None:
            found[name] = known
    return found


def _property(name: str, source: str, value: str | None) -> Answer | None:
    return fact(name, value, PROPERTY_LABELS[source][value]) if value else None


def _kind(uow: UnitOfWork, conversation: Conversation) -> str:
    respondent = uow.people.get(conversation.respondent_id)
    is_staff = respondent is not None and respondent.kind is PersonKind.STAFF
    return ADULT if is_staff else STUDENT


def _stage(uow: UnitOfWork, conversation: Conversation) -> str | None:
    if conversation.subject_kind is not SubjectKind.PERSON:
        return None
    subject = uow.people.get(conversation.subject_id)
    group = uow.people.get_class(subject.class_id) if subject and subject.class_id else None
    return stage_of(group) if group else None


def stage_of(group: ClassGroup) -> str | None:
    """From the level and the track that the school gave the class; None where they do not say."""
    is_pro = group.track == "pro"
    match group.level:
        case "seconde" if group.track:
            return "seconde_pro" if is_pro else "seconde_gt"
        case "premiere":
            return "premiere"
        case "terminale" if group.track:
            return "terminale_pro" if is_pro else "terminale_gt"
        case "cap1":
            return "seconde_pro"
        case "cap2":
            return "terminale_pro"
        case _:
            return None


def _earlier(
    uow: UnitOfWork, library: Library, conversation: Conversation, name: str, source: str
) -> Answer | None:
    other = source.partition(".")[0]
    last = uow.conversations.last_sent(conversation.respondent_id, conversation.subject_id, other)
    if last is None or last.id == conversation.id:
        return None
    answer = uow.answers.current(last.id).get(source)
    step = library.pinned(uow, last.revision).dialogue.questions.get(source)
    if answer is None or answer.skipped or step is None:
        return None
    known = fact(name, "" if step.kind is Kind.TEXT else answer.value, answer.label)
    # Kept for oneself, it is still quoted to oneself; no summary may read it.
    return replace(known, visibility=answer.visibility)
