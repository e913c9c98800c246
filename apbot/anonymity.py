"""Anonymous dialogues: stored without who answered, shown from five answers on.

While somebody answers, a pseudonym stands for them: a keyed hash that nothing stored leads back
from. Once sent, the answers leave the conversation for a row of nobody's, and the conversation
that stays behind, empty, only prevents answering twice.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from dialogues.answers import Answer, Value
from storage.records import AnonymousResponse, Conversation, Person, PersonKind
from storage.unit_of_work import UnitOfWork

from .tokens import new_id

LEAST_SHOWN = 5
"""Under so many answers nothing is shown, not even how many there are (``domain.md`` 2.12)."""


def pseudonym(secret: bytes, student_id: str, subject_id: str, dialogue: str) -> str:
    """The same for the same student and subject; without the secret, anybody's."""
    message = f"anonymous|{student_id}|{subject_id}|{dialogue}".encode()
    return hmac.new(secret, message, hashlib.sha256).hexdigest()[:32]


def ensure_pseudonym(uow: UnitOfWork, person_id: str, *, at: dt.datetime) -> None:
    """Somebody without a name, whose data key seals the answers until they are sent."""
    if uow.people.get(person_id) is None:
        # The day would tell who answered when: only the year is kept.
        since = dt.datetime(at.year, 1, 1, tzinfo=dt.UTC)
        uow.people.add(Person(person_id, PersonKind.PSEUDONYM, "", ""), at=since)


def set_apart(uow: UnitOfWork, conversation: Conversation, answers: Mapping[str, Answer]) -> None:
    """Move what was sent out of the conversation; nothing leads from one to the other."""
    given = {key: answer for key, answer in answers.items() if not answer.skipped}
    content = {key: [answer.value, answer.wording] for key, answer in given.items()}
    uow.workshops.respond(
        AnonymousResponse(
            id=new_id(),
            workshop_id=conversation.subject_id,
            dialogue=conversation.dialogue,
            revision=conversation.revision,
            occasion=conversation.occasion,
            content=json.dumps(content, ensure_ascii=False),
        )
    )
    uow.answers.erase(conversation.id)


@dataclass(frozen=True, slots=True)
class Counted:
    """How often each value was chosen, by question; ``answers`` people answered."""

    answers: int
    chosen: Mapping[str, Mapping[Value, int]]


def counted(uow: UnitOfWork, workshop_id: str, dialogue: str) -> Counted | None:
    """The answers about a workshop; None under ``LEAST_SHOWN``."""
    responses = uow.workshops.responses(workshop_id, dialogue)
    if len(responses) < LEAST_SHOWN:
        return None
    chosen: dict[str, Counter[Value]] = {}
    for response in responses:
        for question, (value, _wording) in json.loads(response.content).items():
            for one in value if isinstance(value, list) else [value]:
                chosen.setdefault(question, Counter())[one] += 1
    return Counted(len(responses), {key: dict(count) for key, count in chosen.items()})
