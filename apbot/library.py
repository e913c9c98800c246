"""Dialogues ready to be played: the newest for new conversations, the others by revision."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import replace

from dialogues.checks.labels import MAX_BUTTON
from dialogues.loader import WORKSHOPS, Catalogue, Sources, make
from dialogues.machine import CompiledDialogue
from storage.records import Revision, Workshop
from storage.unit_of_work import UnitOfWork

from .clock import school_year
from .errors import Unusable

_UNWRITABLE = re.compile(r"[{}\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
"""What a text of a dialogue may not hold: braces name placeholders."""


def workshops_text(workshops: Sequence[Workshop]) -> str:
    """The rows as the file of options that a dialogue reads (JSON is YAML too)."""
    labels = [_UNWRITABLE.sub(" ", workshop.name).strip() or workshop.id for workshop in workshops]
    options = []
    for workshop, label in zip(workshops, labels, strict=True):
        # The same workshop again in another term: two options never have the same name.
        again = labels.count(label) > 1
        name = f"{label} ({workshop.term}, {workshop.id[:4]})" if again else label
        options.append({"id": workshop.id, "label": name, "short": _short(name)})
    return json.dumps({"workshops": options}, ensure_ascii=False)


def _short(name: str) -> str:
    return name if len(name) <= MAX_BUTTON else name[: MAX_BUTTON - 1].rstrip() + "…"


class Library:
    """Holds one compiled dialogue per revision met; nothing of any person."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._by_revision: dict[str, CompiledDialogue] = {}
        self._newest: dict[str, tuple[Sources, CompiledDialogue]] = {}

    def newest(self, dialogue_id: str) -> CompiledDialogue:
        """The dialogue as the catalogue has it. Raises what ``Catalogue.dialogue`` raises."""
        return self._current(dialogue_id)[1]

    def current(self, uow: UnitOfWork, dialogue_id: str, *, at: dt.datetime) -> CompiledDialogue:
        """The newest, with the school's workshops of that moment; keeps nothing."""
        return self._for_school(uow, dialogue_id, at=at)[1]

    def pin(self, uow: UnitOfWork, dialogue_id: str, *, at: dt.datetime) -> CompiledDialogue:
        """The newest, its text kept in storage so that it can be read years later."""
        sources, compiled = self._for_school(uow, dialogue_id, at=at)
        revision = compiled.dialogue.revision
        uow.revisions.add(Revision(revision, dialogue_id, sources.to_json(), at))
        return compiled

    def pinned(self, uow: UnitOfWork, revision: str) -> CompiledDialogue:
        """The revision a conversation began with. Raises ``Unusable`` when nobody kept it."""
        if revision not in self._by_revision:
            kept = uow.revisions.get(revision)
            if kept is None:
                raise Unusable(
                    "Le texte d'un questionnaire commencé n'est plus dans la base : "
                    "restaurez une sauvegarde complète."
                )
            dialogue = make(Sources.from_json(kept.content))
            self._by_revision[revision] = CompiledDialogue(dialogue)
        return self._by_revision[revision]

    def _for_school(
        self, uow: UnitOfWork, dialogue_id: str, *, at: dt.datetime
    ) -> tuple[Sources, CompiledDialogue]:
        """The newest, its list of workshops that of the school this year."""
        sources, compiled = self._current(dialogue_id)
        if WORKSHOPS not in sources.shared:
            return sources, compiled
        rows = uow.workshops.of_year(school_year(at))
        shared = {**sources.shared, WORKSHOPS: workshops_text(rows)}
        sources = replace(sources, shared=shared)
        if sources.revision not in self._by_revision:
            self._by_revision[sources.revision] = CompiledDialogue(make(sources))
        return sources, self._by_revision[sources.revision]

    def _current(self, dialogue_id: str) -> tuple[Sources, CompiledDialogue]:
        if dialogue_id not in self._newest:
            sources = self._catalogue.sources(dialogue_id)
            compiled = CompiledDialogue(self._catalogue.dialogue(dialogue_id))
            self._newest[dialogue_id] = (sources, compiled)
            self._by_revision[compiled.dialogue.revision] = compiled
        return self._newest[dialogue_id]
