"""Dialogues ready to be played: the newest for new conversations, the others by revision."""

from __future__ import annotations

import datetime as dt

from dialogues.loader import Catalogue, Sources, make
from dialogues.machine import CompiledDialogue
from storage.records import Revision
from storage.unit_of_work import UnitOfWork

from .errors import Unusable


class Library:
    """Holds one compiled dialogue per revision met; nothing of any person."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._by_revision: dict[str, CompiledDialogue] = {}
        self._newest: dict[str, tuple[Sources, CompiledDialogue]] = {}

    def newest(self, dialogue_id: str) -> CompiledDialogue:
        """The dialogue as the catalogue has it. Raises what ``Catalogue.dialogue`` raises."""
        return self._current(dialogue_id)[1]

    def pin(self, uow: UnitOfWork, dialogue_id: str, *, at: dt.datetime) -> CompiledDialogue:
        """The newest, its text kept in storage so that it can be read years later."""
        sources, compiled = self._current(dialogue_id)
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

    def _current(self, dialogue_id: str) -> tuple[Sources, CompiledDialogue]:
        if dialogue_id not in self._newest:
            sources = self._catalogue.sources(dialogue_id)
            compiled = CompiledDialogue(self._catalogue.dialogue(dialogue_id))
            self._newest[dialogue_id] = (sources, compiled)
            self._by_revision[compiled.dialogue.revision] = compiled
        return self._newest[dialogue_id]
