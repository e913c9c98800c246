"""``apbot import``: a class list, shown as what it changes before anything is written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from apbot.clock import school_year
from apbot.errors import Unusable
from apbot.importing.applying import apply, known
from apbot.importing.entries import StudentList, read_students
from apbot.importing.levels import LEVELS, TRACKS, Proposal
from apbot.importing.planning import Plan, SameName, plan_import, with_levels
from apbot.settings import Settings
from storage import open_storage
from storage.errors import CannotOpen, StorageError
from storage.records import Person
from storage.unit_of_work import Storage

from .console import Console
from .french import Misused

_SHOWN = 8


def import_students(
    console: Console,
    file: Path,
    *,
    group: str | None,
    levels: Sequence[str],
    same_name: SameName,
    whole_school: bool,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """0 when written or shown, 1 when somebody says no. Raises ``Unusable``, ``Misused``."""
    decided = dict(map(_level, levels))
    listed = read_students(file, group=group)
    storage = _open(console)
    try:
        return _run(
            _Import(console, storage, listed, decided, same_name, whole_school=whole_school),
            dry_run=dry_run,
            yes=yes,
            as_json=as_json,
        )
    except StorageError as error:
        raise Unusable("La base n'a pas répondu : réessayez dans un instant.") from error
    finally:
        storage.close()


class _Import:
    """One list and one database; planned again inside the transaction that writes."""

    def __init__(
        self,
        console: Console,
        storage: Storage,
        listed: StudentList,
        decided: Mapping[str, Proposal],
        same_name: SameName,
        *,
        whole_school: bool,
    ) -> None:
        self.console, self.storage, self.listed = console, storage, listed
        self._decided, self.same_name, self._whole_school = decided, same_name, whole_school
        self.at = console.clock()
        self.year = school_year(self.at)

    def planned(self) -> Plan:
        with self.storage.read() as uow:
            return self._plan(known(uow, self.year))

    def _plan(self, found: Any) -> Plan:
        plan = plan_import(
            self.listed, found, same_name=self.same_name, whole_school=self._whole_school
        )
        return with_levels(plan, self._decided)

    def write(self) -> Plan:
        with self.storage.write() as uow:
            plan = self._plan(known(uow, self.year))
            apply(uow, plan, school_year=self.year, at=self.at)
            uow.commit()
        return plan


def _run(work: _Import, *, dry_run: bool, yes: bool, as_json: bool) -> int:
    console, plan = work.console, work.planned()
    interactive = not (as_json or yes or dry_run)
    if plan.questions and interactive:
        plan = _ask_about_names(work, plan)
    if plan.questions and not dry_run:
        raise Unusable(_undecided(plan))
    if not as_json:
        for line in _preview(work.listed, plan):
            console.say(line)
    if dry_run or plan.changes_nothing:
        written = False
    elif interactive and not _agreed(console, "Écrire ces changements ?"):
        console.say("Rien n'a été écrit.")
        return 1
    else:
        plan, written = work.write(), True
    if as_json:
        console.say(json.dumps(_to_json(work.listed, plan, written=written), ensure_ascii=False))
    else:
        console.say(_conclusion(plan, written=written))
    return 0


# -- questions -----------------------------------------------------------------------------------


def _ask_about_names(work: _Import, plan: Plan) -> Plan:
    """One answer for the whole list; what it cannot answer stays open."""
    asked = [one for one in plan.questions if one.can_be_answered]
    for question in asked:
        work.console.say(question.sentence)
    if asked:
        same = _agreed(work.console, "Est-ce chaque fois la même personne ?")
        work.same_name = SameName.SAME if same else SameName.DIFFERENT
        return work.planned()
    return plan


def _agreed(console: Console, question: str) -> bool:
    console.writer.write(f"{question} [o/N] ")
    console.writer.flush()
    answer = console.reader.readline().strip().casefold()
    return answer in {"o", "oui"}


def _undecided(plan: Plan) -> str:
    first = plan.questions[0]
    more = len(plan.questions) - 1
    also = f" ({more} autre{'s' if more > 1 else ''} question{'s' if more > 1 else ''})" * bool(
        more
    )
    if not first.can_be_answered:
        return f"{plan.source} : {first.sentence}{also}"
    return (
        f"{plan.source} : {first.sentence}{also} Relancez avec --same-name same (une seule "
        "personne) ou --same-name different (deux)."
    )


def _level(text: str) -> tuple[str, Proposal]:
    """ "2nde 3=seconde:pro" """
    label, _, rest = text.rpartition("=")
    level, _, track = rest.partition(":")
    if not label or level not in LEVELS or track not in {"", *TRACKS}:
        raise Misused(
            f'--level vaut « {text} » : écrivez par exemple "2nde 3=seconde:general". Niveaux : '
            f"{', '.join(LEVELS)} ; voies : {', '.join(TRACKS)}."
        )
    return label, Proposal(level, track or None)


# -- what is said --------------------------------------------------------------------------------


def _preview(listed: StudentList, plan: Plan) -> Iterator[str]:
    labels = {entry.group for entry in listed.entries}
    yield (
        f"{listed.name} ({listed.how}) : {_counted(len(listed.entries), 'élève')}, "
        f"{_counted(len(labels), 'classe')}."
    )
    if listed.ignored:
        columns = ", ".join(f"« {one.heading} » ({one.why})" for one in listed.ignored)
        yield f"Colonnes laissées de côté, jamais gardées : {columns}."
    if plan.classes:
        yield "Classes nouvelles, et ce que leur nom laisse penser (--level pour corriger) :"
        for new in plan.classes:
            yield f"  {new.label} : {_said(new.proposal)}"
    yield from _group("Arrivées", [str(one) for one in plan.arrivals])
    yield from _group(
        "Changements de classe",
        [f"{one.entry}, maintenant en {one.entry.group}" for one in plan.moves],
    )
    yield from _group("Retours", [str(one.entry) for one in plan.returns])
    yield from _group("Orthographe corrigée", [str(one.entry) for one in plan.spellings])
    yield from _group(
        "Départs (réponses gardées, accès fermé)", [_name(one) for one in plan.departures]
    )
    for question in plan.questions:
        yield f"À décider. {question.sentence}"
    if plan.missing:
        yield (
            f"Pas sur cette liste, laissées telles quelles : {', '.join(plan.missing)}. Si la "
            "liste est celle de tout le lycée, relancez avec --whole-school."
        )


def _group(title: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        more = len(names) - _SHOWN
        shown = [*names[:_SHOWN], *([f"et {more} de plus"] if more > 0 else [])]
        yield f"{title} ({len(names)}) : {' ; '.join(shown)}."


def _said(proposal: Proposal) -> str:
    if proposal == Proposal("seconde", "general"):
        return "2de générale et technologique"
    words = [
        LEVELS.get(proposal.level or "", "niveau inconnu"),
        TRACKS.get(proposal.track or "", "voie inconnue"),
    ]
    return ", ".join(words)


def _name(person: Person) -> str:
    return f"{person.family_name} {person.given_name}"


def _conclusion(plan: Plan, *, written: bool) -> str:
    if plan.changes_nothing and not plan.questions:
        return "Rien à changer : la base dit déjà la même chose."
    if not written:
        return "Rien n'a été écrit (--dry-run)."
    return (
        f"Écrit : {_counted(len(plan.arrivals), 'arrivée')}, "
        f"{_counted(len(plan.moves), 'changement')} de classe, "
        f"{_counted(len(plan.departures), 'départ')}."
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number > 1 else ''}"


def _to_json(listed: StudentList, plan: Plan, *, written: bool) -> dict[str, Any]:
    """Counts and classes; no name of a person."""
    return {
        "file": listed.name,
        "read_as": listed.how,
        "students": len(listed.entries),
        "ignored_columns": [{"heading": one.heading, "why": one.why} for one in listed.ignored],
        "new_classes": [
            {"label": new.label, "level": new.proposal.level, "track": new.proposal.track}
            for new in plan.classes
        ],
        "arrivals": len(plan.arrivals),
        "moves": len(plan.moves),
        "returns": len(plan.returns),
        "spellings": len(plan.spellings),
        "departures": len(plan.departures),
        "unchanged": plan.unchanged,
        "missing_classes": list(plan.missing),
        "questions": len(plan.questions),
        "written": written,
    }


def _open(console: Console) -> Storage:
    settings = Settings.from_environ(console.environ)
    try:
        return open_storage(settings.database_url, key_file=settings.key_file)
    except CannotOpen as error:
        raise Unusable(str(error)) from error
