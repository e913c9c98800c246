"""Anonymous dialogues: stored without who answered, shown by five answers to a question.

While somebody answers, a pseudonym stands for them: a keyed hash that nothing stored leads back
from. Once sent, each answer leaves the conversation for a row of nobody's, apart from the others,
and the conversation that stays behind, empty, only prevents answering twice.

The answers to a question wait until five of them are there, are shown together, and the next ones
wait again: what was read before, taken from what is read now, leaves the answers of five people.
It does not hide what everybody chose: when all five agree, each of them is known to. No count can
help that; the notice says it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from dialogues.answers import Answer, Value, Visibility
from dialogues.definition import Dialogue
from storage.records import AnonymousAnswer, Conversation, Person, PersonKind
from storage.unit_of_work import UnitOfWork

from .errors import NotAllowed
from .tokens import new_id

LEAST_SHOWN = 5
"""So many answers to one question at a time; under that, nothing, not even how many there are
(``domain.md`` 2.12)."""


def pseudonym(secret: bytes, student_id: str, subject_id: str, dialogue: str) -> str:
    """The same for the same student and subject; without the secret, anybody's."""
    message = f"anonymous|{student_id}|{subject_id}|{dialogue}".encode()
    return hmac.new(secret, message, hashlib.sha256).hexdigest()[:32]


def ensure_pseudonym(uow: UnitOfWork, person_id: str, *, at: dt.datetime) -> None:
    """Somebody without a name, whose data key seals the answers until they are sent.

    Raises ``NotAllowed`` for somebody who has one: what they answer here must not be theirs.
    """
    person = uow.people.get(person_id)
    if person is not None and person.kind is not PersonKind.PSEUDONYM:
        raise NotAllowed
    if person is None:
        uow.people.add(Person(person_id, PersonKind.PSEUDONYM, "", ""), at=_year_of(at))


def moment_kept(dialogue: Dialogue, at: dt.datetime) -> dt.datetime:
    """What storage keeps of a moment: the hour, or the day, would tell who it was."""
    return _year_of(at) if dialogue.anonymous else at


def kept_until(dialogue: Dialogue, until: dt.datetime) -> dt.datetime:
    """When what is unfinished goes: never later than ``until``, which says when it was touched."""
    if not dialogue.anonymous:
        return until
    monday = until.date() - dt.timedelta(days=until.weekday())
    return dt.datetime.combine(monday, dt.time(), tzinfo=dt.UTC)


def _year_of(moment: dt.datetime) -> dt.datetime:
    return dt.datetime(moment.year, 1, 1, tzinfo=dt.UTC)


def set_apart(uow: UnitOfWork, conversation: Conversation, answers: Mapping[str, Answer]) -> None:
    """Move what was sent out of the conversation; nothing leads from one to the other."""
    given = [
        AnonymousAnswer(
            id=new_id(),
            workshop_id=conversation.subject_id,
            dialogue=conversation.dialogue,
            revision=conversation.revision,
            question=answer.question,
            wording=answer.wording,
            value=json.dumps(answer.value, ensure_ascii=False),
        )
        for answer in answers.values()
        if not answer.skipped and answer.visibility is not Visibility.MINE
    ]
    uow.workshops.respond(given)
    uow.answers.erase(conversation.id)
    _show_those_complete(uow, conversation.subject_id, conversation.dialogue)


def _show_those_complete(uow: UnitOfWork, workshop_id: str, dialogue: str) -> None:
    waiting: dict[tuple[str, str], list[str]] = {}
    for answer in uow.workshops.responses(workshop_id, dialogue):
        if not answer.shown:
            waiting.setdefault((answer.question, answer.wording), []).append(answer.id)
    complete = [ids for ids in waiting.values() if len(ids) >= LEAST_SHOWN]
    uow.workshops.show([answer_id for ids in complete for answer_id in ids])


@dataclass(frozen=True, slots=True)
class Counted:
    """How often each value of one question was chosen, and by how many people in all."""

    question: str
    wording: str
    """Hash of the question as it was put: another wording is another count."""
    revision: str
    """A text that has it so."""
    answers: int
    chosen: Mapping[Value, int]


def counted(uow: UnitOfWork, workshop_id: str, dialogue: str) -> tuple[Counted, ...]:
    """What may be read about a workshop: questions with ``LEAST_SHOWN`` answers, by id."""
    together: dict[tuple[str, str], list[AnonymousAnswer]] = {}
    for answer in uow.workshops.responses(workshop_id, dialogue):
        if answer.shown:
            together.setdefault((answer.question, answer.wording), []).append(answer)
    return tuple(_counted(*together[key]) for key in sorted(together))


def _counted(*same: AnonymousAnswer) -> Counted:
    chosen: Counter[Value] = Counter()
    for answer in same:
        value = json.loads(answer.value)
        chosen.update(value if isinstance(value, list) else [value])
    one = same[0]
    return Counted(one.question, one.wording, one.revision, len(same), dict(chosen))
