"""``apbot publish``: says in a teacher's words what a changed dialogue touches, then does it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from apbot.errors import Unusable
from apbot.library import Library
from apbot.publishing import Choice, Plan, plan, publish
from apbot.school import read_school
from apbot.settings import Settings
from dialogues.definition import Respondent
from dialogues.revising import Change, ChangeKind
from storage import open_storage
from storage.errors import CannotOpen, StorageError
from storage.unit_of_work import Storage

from .console import Console


def publish_dialogue(
    console: Console, name: str, *, dry_run: bool, choice: Choice, as_json: bool
) -> int:
    """Raises ``Unusable``, ``UnknownDialogue`` or ``InvalidDialogue``."""
    settings = Settings.from_environ(console.environ)
    library = Library(read_school(settings.school_file).catalogue())
    library.newest(name)  # a mistake in the file is said before the database is touched
    storage = _open(settings)
    try:
        planned = _decide(storage, library, name, console, None if dry_run else choice)
    except StorageError as error:
        raise Unusable("La base n'a pas répondu : réessayez dans un instant.") from error
    finally:
        storage.close()
    if as_json:
        console.say(json.dumps(_to_json(planned), ensure_ascii=False))
        return 0
    for line in _lines(planned):
        console.say(line)
    console.say(_what_next(planned) if dry_run else _done(planned, choice))
    return 0


def _open(settings: Settings) -> Storage:
    try:
        return open_storage(settings.database_url, key_file=settings.key_file)
    except CannotOpen as error:
        raise Unusable(str(error)) from error


def _decide(
    storage: Storage, library: Library, name: str, console: Console, choice: Choice | None
) -> Plan:
    """``choice`` None: nothing is written. Otherwise planned and done in one transaction."""
    at = console.clock()
    if choice is None:
        with storage.read() as uow:
            return plan(uow, library, name, at=at)
    with storage.write() as uow:
        planned = plan(uow, library, name, at=at)
        publish(uow, library, planned, choice, at=at)
        uow.commit()
    return planned


def _lines(planned: Plan) -> Iterator[str]:
    dialogue = planned.compiled.dialogue
    title = dialogue.title.vous
    if not planned.is_new and not planned.changes and not planned.touched:
        yield f"« {title} » : rien n'a changé depuis la dernière publication."
        return
    if planned.is_first:
        yield f"« {title} » : première publication."
        return
    yield f"« {title} » : {_counted(len(planned.changes), 'changement')}."
    for change in planned.changes:
        yield f"  - {_change(change, planned)}"


_KINDS = {
    ChangeKind.ADDED: "question ajoutée",
    ChangeKind.REMOVED: "question retirée",
    ChangeKind.RETYPED: "autre type de réponse",
    ChangeKind.FEWER_OPTIONS: "choix retirés",
    ChangeKind.REWORDED: "texte ou choix modifiés",
}


def _change(change: Change, planned: Plan) -> str:
    step = change.step
    if step is None:
        return _notice(change.kind, planned)
    parts = [f"« {step.topic.vous} » ({step.id}) : {_KINDS[change.kind]}"]
    if change.removed:
        parts[0] += " : " + ", ".join(f"« {label} »" for label in change.removed)
    who = _who(planned)
    if standing := planned.standing_at.get(step.id, 0):
        parts.append(f"{_counted(standing, who)} {_verb(standing, 'est', 'sont')} à cette question")
    if losing := planned.losing.get(step.id, 0):
        parts.append(
            f"{_counted(losing, who)} {_verb(losing, 'perdrait', 'perdraient')} "
            f"{_verb(losing, 'sa', 'leur')} réponse"
        )
    if change.breaks_freeze:
        parts.append("formulation gelée pour l'année : l'évolution repartira d'ici")
    return " ; ".join(parts) + "."


def _notice(kind: ChangeKind, planned: Plan) -> str:
    if kind is ChangeKind.NOTICE_REWORDED:
        return "notice d'information : texte modifié sous la même version, personne ne la relira."
    told = "notice d'information : nouvelle version"
    if not (again := planned.rereading):
        return f"{told}."
    who = f"{_counted(again, _who(planned))} {_verb(again, 'la lirait', 'la liraient')}"
    return f"{told} ; {who} avant de continuer (--move)."


def _what_next(planned: Plan) -> str:
    name, count, who = planned.compiled.dialogue.id, len(planned.touched), _who(planned)
    if not count and not planned.is_new:
        return "Il n'y a rien à publier."
    if not count:
        return (
            "Aucune conversation commencée n'est touchée. Rien n'a été écrit : "
            f"« apbot publish {name} » publie."
        )
    losers = planned.losers
    loss = (
        f"{_counted(losers, who)} {_verb(losers, 'perdrait', 'perdraient')} au moins une réponse"
        if losers
        else "aucune réponse ne serait perdue"
    )
    begun = f"{_counted(count, who)} {_verb(count, 'a', 'ont')} commencé sans avoir envoyé."
    return "\n".join(
        (
            f"{begun} Rien n'a été écrit. Au choix :",
            f"  apbot publish {name}            garder l'ancien texte pour ces conversations",
            f"  apbot publish {name} --move     les passer au nouveau texte ({loss})",
            f"  apbot publish {name} --restart  les recommencer depuis le début",
        )
    )


def _done(planned: Plan, choice: Choice) -> str:
    count, who = len(planned.touched), _who(planned)
    from_now_on = "Le serveur propose le nouveau texte dès son prochain démarrage."
    if not count:
        return f"Publié : aucune conversation commencée n'est touchée. {from_now_on}"
    several = _counted(count, "conversation")
    done = {
        Choice.KEEP: f"{several} gard{_verb(count, 'e', 'ent')} l'ancien texte",
        Choice.MOVE: f"{several} {_verb(count, 'passe', 'passent')} au nouveau texte",
        Choice.RESTART: f"{several} {_verb(count, 'recommence', 'recommencent')}",
    }[choice]
    lost = planned.losers if choice is Choice.MOVE else 0
    also = (
        f" ({_counted(lost, who)} y {_verb(lost, 'perd', 'perdent')} une réponse)" if lost else ""
    )
    return f"Publié : {done}{also}. {from_now_on}"


def _who(planned: Plan) -> str:
    match planned.compiled.dialogue.respondent:
        case Respondent.STUDENT:
            return "élève"
        case Respondent.ADULT:
            return "adulte"
        case Respondent.EITHER:
            return "personne"


def _counted(number: int, noun: str) -> str:
    if not number:
        return f"aucune {noun}" if noun in {"conversation", "personne"} else f"aucun {noun}"
    return f"{number} {noun}{'s' if number > 1 else ''}"


def _verb(number: int, one: str, several: str) -> str:
    return several if number > 1 else one


def _to_json(planned: Plan) -> dict[str, Any]:
    return {
        "dialogue": planned.compiled.dialogue.id,
        "revision": planned.compiled.dialogue.revision,
        "changes": [
            {
                "question": change.step.id if change.step else None,
                "change": change.kind.value,
                "standing": planned.standing_at.get(change.step.id, 0) if change.step else 0,
                "losing": planned.losing.get(change.step.id, 0) if change.step else 0,
                "breaks_freeze": change.breaks_freeze,
            }
            for change in planned.changes
        ],
        "open": len(planned.touched),
        "losing": planned.losers,
    }
