"""Workshops and anonymous responses, in SQL."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, insert, select

from .records import AnonymousResponse, Strand, Workshop
from .statements import Row
from .storable import refuse_unstorable
from .tables import ANONYMOUS_RESPONSE, WORKSHOP
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
_RESPOND = insert(ANONYMOUS_RESPONSE)
_FORGET = delete(ANONYMOUS_RESPONSE).where(
    ANONYMOUS_RESPONSE.c.workshop_id.in_(
        select(WORKSHOP.c.id).where(WORKSHOP.c.school_year < bindparam("year"))
    )
)
_RESPONSES = (
    select(ANONYMOUS_RESPONSE)
    .where(
        ANONYMOUS_RESPONSE.c.workshop_id == bindparam("workshop_id"),
        ANONYMOUS_RESPONSE.c.dialogue == bindparam("dialogue"),
    )
    .order_by(ANONYMOUS_RESPONSE.c.id)
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

    def respond(self, response: AnonymousResponse) -> None:
        refuse_unstorable(response)
        self._transaction.change(
            _RESPOND,
            {
                "id": response.id,
                "workshop_id": response.workshop_id,
                "dialogue": response.dialogue,
                "revision": response.revision,
                "occasion": response.occasion,
                "content": response.content,
            },
        )

    def responses(self, workshop_id: str, dialogue: str) -> Sequence[AnonymousResponse]:
        wanted = {"workshop_id": workshop_id, "dialogue": dialogue}
        return [AnonymousResponse(*row) for row in self._transaction.rows(_RESPONSES, wanted)]

    def forget_responses(self, before_year: str) -> int:
        return self._transaction.change(_FORGET, {"year": before_year})


def _workshop(row: Row) -> Workshop:
    workshop_id, name, strand, objective, term, school_year, facilitator_id = row
    return Workshop(workshop_id, name, Strand(strand), objective, term, school_year, facilitator_id)
