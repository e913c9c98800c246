"""``apbot import-staff``: who works here, shown as what it changes before anything is written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from apbot.clock import school_year
from apbot.importing.staff_applying import apply_staff, known_staff
from apbot.importing.staff_list import StaffList, read_staff
from apbot.importing.staff_plan import AdultChange, KnownStaff, Right, StaffPlan, plan_staff
from apbot.roles import LABELS
from apbot.settings import Settings
from storage.records import Person, Role
from storage.unit_of_work import UnitOfWork

from .console import Console
from .linking import read, written

_SHOWN = 12
Labels = Mapping[str, str]
"""Labels of classes by id."""


def import_staff(
    console: Console,
    file: Path,
    *,
    two_people: bool,
    whole_school: bool,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """0 when written or shown, 1 when somebody says no. Raises ``Unusable``."""
    listed = read_staff(file)
    at = console.clock()
    year = school_year(at)
    settings = Settings.from_environ(console.environ)

    def planned(uow: UnitOfWork) -> tuple[StaffPlan, Labels]:
        known = known_staff(uow, year, at=at)
        plan = plan_staff(listed, known, two_people=two_people, whole_school=whole_school)
        return plan, _labels(uow, known)

    def write(uow: UnitOfWork) -> StaffPlan:
        plan, _ = planned(uow)
        apply_staff(uow, plan, school_year=year, at=at)
        return plan

    plan, labels = read(settings, planned)
    if not as_json:
        for line in _preview(listed, plan, labels):
            console.say(line)
    is_written = False
    if not dry_run and not plan.changes_nothing:
        if not (yes or as_json or _agreed(console)):
            console.say("Rien n'a été écrit.")
            return 1
        plan, is_written = written(settings, write), True
    if as_json:
        console.say(json.dumps(_to_json(listed, plan, written=is_written), ensure_ascii=False))
    else:
        console.say(_conclusion(plan, written=is_written))
    return 0


def _labels(uow: UnitOfWork, known: KnownStaff) -> Labels:
    """Of this year's classes, and of any earlier one that a right is still over."""
    labels = {group.id: group.label for group in known.groups}
    for class_id in {grant.class_id for grant in known.grants if grant.class_id} - labels.keys():
        group = uow.people.get_class(class_id)
        if group is not None:
            labels[class_id] = f"{group.label} ({group.school_year})"
    return labels


def _agreed(console: Console) -> bool:
    console.writer.write("Écrire ces changements ? [o/N] ")
    console.writer.flush()
    return console.reader.readline().strip().casefold() in {"o", "oui"}


# -- what is said --------------------------------------------------------------------------------


def _preview(listed: StaffList, plan: StaffPlan, labels: Labels) -> Iterator[str]:
    yield f"{listed.name} ({listed.how}) : {_counted(plan.listed, 'adulte')}."
    if listed.ignored:
        columns = ", ".join(f"« {one.heading} » ({one.why})" for one in listed.ignored)
        yield f"Colonnes laissées de côté, jamais gardées : {columns}."
    yield from _group("Arrivées", [f"{one}, {_said(one.rights, labels)}" for one in plan.arrivals])
    yield from _group("Retours", [str(one.listed) for one in plan.changes if one.returns])
    yield from _group(
        "Droits qui commencent",
        [f"{one.listed}, {_said(one.begin, labels)}" for one in plan.changes if one.begin],
    )
    yield from _group(
        "Droits qui finissent",
        [f"{one.listed}, {_said(_ended(one), labels)}" for one in plan.changes if one.end],
    )
    yield from _group(
        "Orthographe corrigée", [str(one.listed) for one in plan.changes if one.is_respelt]
    )
    yield from _group(
        "Adresses e-mail changées", [str(one.listed) for one in plan.changes if one.moves_address]
    )
    yield from _group(
        "Départs (accès fermé, droits finis)", [_name(one) for one in plan.departures]
    )
    if plan.missing:
        yield from _group(
            "Pas sur cette liste, laissés tels quels", [_name(one) for one in plan.missing]
        )
        yield "Si la liste est celle de tous les adultes du lycée, relancez avec --whole-school."


def _ended(change: AdultChange) -> tuple[Right, ...]:
    return tuple(Right(grant.role, grant.class_id) for grant in change.end)


def _said(rights: Sequence[Right], labels: Labels) -> str:
    """ "professeur référent (2nde 3, 2nde 4), CPE"."""
    classes: dict[Role, list[str]] = {}
    for right in rights:
        over = classes.setdefault(right.role, [])
        if right.class_id is not None:
            over.append(labels.get(right.class_id, "classe inconnue"))
    return ", ".join(
        f"{LABELS[role]} ({', '.join(over)})" if over else LABELS[role]
        for role, over in classes.items()
    )


def _group(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"{title} ({len(lines)}) :"
        yield from (f"  {line}" for line in lines[:_SHOWN])
        if len(lines) > _SHOWN:
            yield f"  et {len(lines) - _SHOWN} de plus"


def _name(person: Person) -> str:
    return f"{person.family_name} {person.given_name}"


def _conclusion(plan: StaffPlan, *, written: bool) -> str:
    if plan.changes_nothing:
        return "Rien à changer : la base dit déjà la même chose."
    if not written:
        return "Rien n'a été écrit (--dry-run)."
    begun, ended = _numbers(plan)
    return (
        f"Écrit : {_counted(len(plan.arrivals), 'arrivée')}, {_counted(begun, 'droit')} en plus, "
        f"{_counted(ended, 'droit')} en moins, {_counted(len(plan.departures), 'départ')}. Pour "
        "les liens de connexion : apbot staff links."
    )


def _numbers(plan: StaffPlan) -> tuple[int, int]:
    """Rights that begin, rights that end; those of people who leave are not counted."""
    begun = sum(len(one.rights) for one in plan.arrivals)
    return begun + sum(len(one.begin) for one in plan.changes), sum(
        len(one.end) for one in plan.changes
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number > 1 else ''}"


def _to_json(listed: StaffList, plan: StaffPlan, *, written: bool) -> dict[str, Any]:
    """Counts; no name of a person."""
    begun, ended = _numbers(plan)
    return {
        "file": listed.name,
        "read_as": listed.how,
        "adults": plan.listed,
        "ignored_columns": [{"heading": one.heading, "why": one.why} for one in listed.ignored],
        "arrivals": len(plan.arrivals),
        "returns": sum(one.returns for one in plan.changes),
        "rights_begun": begun,
        "rights_ended": ended,
        "spellings": sum(one.is_respelt for one in plan.changes),
        "addresses": sum(one.moves_address for one in plan.changes),
        "departures": len(plan.departures),
        "unchanged": plan.unchanged,
        "missing": len(plan.missing),
        "written": written,
    }
