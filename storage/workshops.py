"""Workshops and anonymous answers, in SQL."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, insert, select, true, update

from .records import AnonymousAnswer, Strand, Workshop
from .statements import Row
from .storable import refuse_unstorable
from .tables import ANONYMOUS_ANSWER, WORKSHOP
from .transaction import Transaction

_ADD = insert(WORKSHOP)
_COLUMNS = (
    WORKSHOP.c.id,
    WORKSHOP.c.name,
    WORKSHOP.c.strand,
    WORKSHOP.c.objective,
    WORKSHOP.c.term,
    WORKSHOP.c.school_year,
    WORKSHOP.c.facilitator_id,
)
_GET = select(*_COLUMNS).where(WORKSHOP.c.id == bindparam("workshop_id"))
_OF_YEAR = (
    select(*_COLUMNS)
    .where(WORKSHOP.c.school_year == bindparam("school_year"))
    .order_by(WORKSHOP.c.term, WORKSHOP.c.name, WORKSHOP.c.id)
)
_RESPOND = insert(ANONYMOUS_ANSWER)
# Two at once would each miss the answers of the other: the second waits for the first.
_ALONE = select(WORKSHOP.c.id).where(WORKSHOP.c.id == bindparam("workshop_id")).with_for_update()
_SHOW = (
    update(ANONYMOUS_ANSWER)
    .where(ANONYMOUS_ANSWER.c.id.in_(bindparam("answer_ids", expanding=True)))
    .values(shown=true())
)
_FORGET = delete(ANONYMOUS_ANSWER).where(
    ANONYMOUS_ANSWER.c.workshop_id.in_(
        select(WORKSHOP.c.id).where(WORKSHOP.c.school_year < bindparam("year"))
    )
)
_RESPONSES = (
    select(ANONYMOUS_ANSWER)
    .where(
        ANONYMOUS_ANSWER.c.workshop_id == bindparam("workshop_id"),
        ANONYMOUS_ANSWER.c.dialogue == bindparam("dialogue"),
    )
    .order_by(ANONYMOUS_ANSWER.c.id)
)


class SqlWorkshops:
    """``Workshops`` of one transaction."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, workshop: Workshop) -> None:
        refuse_unstorable(workshop)
        self._transaction.change(
            _ADD,
            {
                "id": workshop.id,
                "name": workshop.name,
                "strand": workshop.strand.value,
                "objective": workshop.objective,
                "term": workshop.term,
                "school_year": workshop.school_year,
                "facilitator_id": workshop.facilitator_id,
            },
        )

    def get(self, workshop_id: str) -> Workshop | None:
        row = self._transaction.row(_GET, {"workshop_id": workshop_id})
        return None if row is None else _workshop(row)

    def of_year(self, school_year: str) -> Sequence[Workshop]:
        rows = self._transaction.rows(_OF_YEAR, {"school_year": school_year})
        return [_workshop(row) for row in rows]

    def respond(self, answers: Sequence[AnonymousAnswer]) -> None:
        refuse_unstorable(answers)
        for workshop_id in sorted({answer.workshop_id for answer in answers}):
            self._transaction.rows(_ALONE, {"workshop_id": workshop_id})
        rows = [
            {
                "id": answer.id,
                "workshop_id": answer.workshop_id,
                "dialogue": answer.dialogue,
                "revision": answer.revision,
                "question": answer.question,
                "wording": answer.wording,
                "value": answer.value,
                "shown": answer.shown,
            }
            for answer in answers
        ]
        self._transaction.change_many(_RESPOND, rows)

    def responses(self, workshop_id: str, dialogue: str) -> Sequence[AnonymousAnswer]:
        wanted = {"workshop_id": workshop_id, "dialogue": dialogue}
        rows = self._transaction.rows(_RESPONSES, wanted)
        return [_anonymous(row) for row in rows]

    def show(self, answer_ids: Sequence[str]) -> None:
        if answer_ids:
            self._transaction.change(_SHOW, {"answer_ids": list(answer_ids)})

    def forget_responses(self, before_year: str) -> int:
        return self._transaction.change(_FORGET, {"year": before_year})


def _anonymous(row: Row) -> AnonymousAnswer:
    answer_id, workshop_id, dialogue, revision, question, wording, value, shown = row
    return AnonymousAnswer(
        answer_id, workshop_id, dialogue, revision, question, wording, value, shown=bool(shown)
    )


def _workshop(row: Row) -> Workshop:
    workshop_id, name, strand, objective, term, school_year, facilitator_id = row
    return Workshop(workshop_id, name, Strand(strand), objective, term, school_year, facilitator_id)
