"""Who is where in a campaign: counts and places, never a word of what was answered."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from apbot.library import Library
from dialogues.snapshot import Phase, Snapshot
from storage.records import Conversation
from storage.scheduled import Assignment, AssignmentState, Campaign
from storage.unit_of_work import UnitOfWork

from .ticking import find


@dataclass(frozen=True, slots=True)
class Standing:
    """One occasion as it stands."""

    occasion: str
    asked: int
    not_begun: int
    at_question: Mapping[str, int]
    """How many stand at which question, by its topic, in the order of the dialogue."""
    reviewing: int
    sent: int
    stopped: int
    """They chose not to answer: nobody asks them again."""
    closed: int
    """Its time was over before they sent."""


def standing(
    uow: UnitOfWork,
    library: Library,
    campaign: Campaign,
    occasion: str,
    *,
    only: Collection[str] | None = None,
) -> Standing:
    """Of those who were asked; for a dialogue that nobody signs, only how many were.

    ``only``: about these students; None: about all.
    """
    assignments = [
        one
        for one in uow.campaigns.of_campaign(campaign.id)
        if one.occasion == occasion and (only is None or one.subject_id in only)
    ]
    where = Counter(_where(uow, library, campaign, one) for one in assignments)
    dialogue = library.newest(campaign.dialogue).dialogue
    topics = [step.topic.vous for step in dialogue.questions.values()]
    return Standing(
        occasion=occasion,
        asked=len(assignments),
        not_begun=where[_NOT_BEGUN],
        at_question={
            topic: where[_at(topic)] for topic in dict.fromkeys(topics) if where[_at(topic)]
        },
        reviewing=where[_REVIEWING],
        sent=where[_SENT],
        stopped=where[_STOPPED],
        closed=where[_CLOSED],
    )


_NOT_BEGUN, _REVIEWING, _SENT, _STOPPED, _CLOSED = "-", "review", "sent", "stopped", "closed"
_PHASES = {
    Phase.SUBMITTED.value: _SENT,
    Phase.WITHDRAWN.value: _STOPPED,
    Phase.EXPIRED.value: _CLOSED,
    Phase.REVIEW.value: _REVIEWING,
    Phase.NOTICE.value: _NOT_BEGUN,
}


def state_of(uow: UnitOfWork, campaign: Campaign, one: Assignment) -> str:
    """In one word for the staff, whatever question is open."""
    found = find(uow, campaign, one)
    if found is None:
        return "Fermé" if one.state is AssignmentState.CLOSED else "Pas commencé"
    return _WORDS[Phase(found.phase)]


_WORDS = {
    Phase.NOTICE: "Pas commencé",
    Phase.ASKING: "En cours",
    Phase.PAUSED: "En pause",
    Phase.REVIEW: "À la relecture",
    Phase.SUBMITTED: "Envoyé",
    Phase.WITHDRAWN: "Arrêté",
    Phase.EXPIRED: "Fermé",
}


def _where(uow: UnitOfWork, library: Library, campaign: Campaign, one: Assignment) -> str:
    found = find(uow, campaign, one)
    if found is None:
        return _CLOSED if one.state is AssignmentState.CLOSED else _NOT_BEGUN
    return _PHASES.get(found.phase) or _question(uow, library, found)


def _question(uow: UnitOfWork, library: Library, conversation: Conversation) -> str:
    """Asking, or paused: the question that is open."""
    snapshot = Snapshot.from_json(json.loads(conversation.snapshot))
    step = library.pinned(uow, conversation.revision).dialogue.questions.get(snapshot.at or "")
    return _at(step.topic.vous) if step else _REVIEWING


def _at(topic: str) -> str:
    return f"at {topic}"
