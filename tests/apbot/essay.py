"""A small dialogue whose text changes while Sacha, Noa and Robin answer it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from apbot.conversation import Place, Standing, handle, look
from apbot.library import Library
from apbot.publishing import Choice, Plan, plan, publish
from dialogues import events as ev
from dialogues.effects import Effect
from dialogues.loader import SHIPPED, Catalogue
from tests.apbot.school import SmallSchool

DIALOGUE = """\
dialogue: essay
title: Essai
intro: Bonjour.
closing: Merci.
notice: {version: "1", text: Voici.}
steps:
  - id: essay.mood
    type: choice
    ask: Quelle humeur ?
    topic: Humeur
    options: [{id: good, label: Bonne}, {id: bad, label: Mauvaise}]
  - id: essay.subjects
    type: choices
    ask: Quelles matières ?
    topic: Matières
    options: [{id: maths, label: Maths}, {id: french, label: Français}]
  - id: essay.plan
    type: scale
    scale: freq4
    frozen: true
    ask: Je prévois.
    topic: Prévoir
  - id: essay.late
    type: yes_no
    when: essay.plan <= 2
    ask: Le soir ?
    topic: Soir
"""
Write = Callable[[str], Library]


def writer(tmp_path: Path) -> Write:
    """A catalogue whose only dialogue is this text; a new library each time, as after a restart."""
    folder = tmp_path / "catalogue"
    folder.mkdir()
    for shared in SHIPPED.glob("*.yaml"):
        shutil.copy(shared, folder)
    (folder / "essay").mkdir()

    def written(text: str) -> Library:
        (folder / "essay" / "dialogue.yaml").write_text(text, encoding="utf-8")
        return Library(Catalogue(folder))

    return written


def begin(school: SmallSchool, library: Library, who: str, *presses: tuple[str, ...]) -> Standing:
    """Sacha, Noa or Robin reads the notice and presses so many options."""
    place, at = place_of(school, who), school.clock()
    with school.storage.write() as uow:
        standing = handle(uow, library, place, ev.Acknowledged(at))
        for options in presses:
            standing = handle(uow, library, place, ev.Pressed(at, options))
        uow.commit()
    return standing


def place_of(school: SmallSchool, who: str) -> Place:
    person = getattr(school, who)
    return Place(person.id, person.id, "essay")


def planned(school: SmallSchool, library: Library) -> Plan:
    with school.storage.read() as uow:
        return plan(uow, library, "essay", at=school.clock())


def published(school: SmallSchool, library: Library, choice: Choice) -> None:
    with school.storage.write() as uow:
        publish(
            uow, library, plan(uow, library, "essay", at=school.clock()), choice, at=school.clock()
        )
        uow.commit()


def standing(school: SmallSchool, library: Library, who: str) -> Standing:
    with school.storage.read() as uow:
        found = look(uow, library, place_of(school, who))
    assert found is not None
    return found


WITHOUT_MATHS = DIALOGUE.replace("{id: maths, label: Maths}, ", "")


def happens(school: SmallSchool, library: Library, *events: ev.Event) -> Standing:
    """To Noa, one after the other; how it stands at last."""
    with school.storage.write() as uow:
        stages = [handle(uow, library, place_of(school, "noa"), event) for event in events]
        uow.commit()
    return stages[-1]


def has(standing: Standing, kind: type[Effect]) -> bool:
    return any(isinstance(effect, kind) for effect in standing.effects)
