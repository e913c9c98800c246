"""Workshops and anonymous answers, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from storage.records import AnonymousAnswer, Strand, Workshop
from storage.storable import refuse_unstorable

from .tables import MemoryTransaction


class MemoryWorkshops:
    """``Workshops`` of one transaction."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._rows = transaction

    def add(self, workshop: Workshop) -> None:
        refuse_unstorable(workshop)
        self._rows.must_exist("person", workshop.facilitator_id)
        self._rows.add("workshop", workshop.id, row=workshop)

    def get(self, workshop_id: str) -> Workshop | None:
        row = self._rows.get("workshop", workshop_id)
        return None if row is None else _workshop(row)

    def of_year(self, school_year: str) -> Sequence[Workshop]:
        refuse_unstorable(school_year)
        found = [_workshop(row) for row in self._rows.all("workshop")]
        return sorted(
            (workshop for workshop in found if workshop.school_year == school_year),
            key=lambda workshop: (workshop.term, workshop.name, workshop.id),
        )

    def respond(self, answers: Sequence[AnonymousAnswer]) -> None:
        refuse_unstorable(answers)
        for answer in answers:
            self._rows.must_exist("workshop", answer.workshop_id)
            self._rows.must_exist("dialogue_revision", answer.revision)
            self._rows.add("anonymous_answer", answer.id, row=answer)

    def responses(self, workshop_id: str, dialogue: str) -> Sequence[AnonymousAnswer]:
        refuse_unstorable([workshop_id, dialogue])
        found = [AnonymousAnswer(**row) for row in self._rows.all("anonymous_answer")]
        wanted = (workshop_id, dialogue)
        return sorted(
            (one for one in found if (one.workshop_id, one.dialogue) == wanted),
            key=lambda answer: answer.id,
        )

    def show(self, answer_ids: Sequence[str]) -> None:
        refuse_unstorable(answer_ids)
        for answer_id in answer_ids:
            row = self._rows.get("anonymous_answer", answer_id)
            if row is not None:
                self._rows.put("anonymous_answer", answer_id, row={**row, "shown": True})

    def forget_responses(self, before_year: str) -> int:
        refuse_unstorable(before_year)
        old = {
            w.id for w in map(_workshop, self._rows.all("workshop")) if w.school_year < before_year
        }
        gone = [row for row in self._rows.all("anonymous_answer") if row["workshop_id"] in old]
        for row in gone:
            self._rows.delete("anonymous_answer", row["id"])
        return len(gone)


def _workshop(row: dict[str, Any]) -> Workshop:
    return Workshop(**{**row, "strand": Strand(row["strand"])})
