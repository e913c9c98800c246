"""The classes of this school year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from apbot import enabling
from apbot.access import Verb, may_in
from apbot.clock import school_year
from apbot.importing.entries import FORMULA, NOT_A_NAME
from apbot.importing.levels import LEVELS, TRACKS
from apbot.importing.planning import bare
from apbot.tokens import new_id
from storage.records import ClassGroup, Person
from storage.unit_of_work import UnitOfWork

from .acting import SCHOOL, Act, Refused, tidy

MAX_LABEL = 40


@dataclass(frozen=True, slots=True)
class ClassEntry:
    group: ClassGroup
    students: int


@dataclass(frozen=True, slots=True)
class ClassSheet:
    """One class; ``may_allow_telegram``: whether this adult decides that for it."""

    group: ClassGroup
    students: Sequence[Person]
    may_allow_telegram: bool


@dataclass(frozen=True, slots=True)
class TypedClass:
    """What was typed; ``level`` and ``track`` empty where they are not known."""

    label: str
    level: str = ""
    track: str = ""


def manageable(uow: UnitOfWork, adult: Person, *, at: dt.datetime) -> tuple[ClassGroup, ...]:
    """The classes this adult may change, by label."""
    grants = uow.people.grants_of(adult.id, at=at)
    return tuple(
        group
        for group in uow.people.classes(school_year(at))
        if may_in(adult, grants, Verb.MANAGE_CLASSES, group.id)
    )


def class_list(uow: UnitOfWork, adult: Person, *, at: dt.datetime) -> tuple[ClassEntry, ...]:
    """Raises ``NotAllowed`` where there is none that this adult may change."""
    act = Act(uow, adult, at)
    groups = manageable(uow, adult, at=at)
    may_add = may_in(adult, act.grants, Verb.MANAGE_CLASSES, None)
    act.need("manage_classes", SCHOOL, school_year(at), allowed=bool(groups) or may_add)
    return tuple(ClassEntry(group, len(uow.people.students_of_class(group.id))) for group in groups)


def may_add_class(uow: UnitOfWork, adult: Person, *, at: dt.datetime) -> bool:
    return may_in(adult, uow.people.grants_of(adult.id, at=at), Verb.MANAGE_CLASSES, None)


def class_sheet(uow: UnitOfWork, adult: Person, class_id: str, *, at: dt.datetime) -> ClassSheet:
    """Raises ``NotAllowed``."""
    act = Act(uow, adult, at)
    group = _allowed(act, class_id)
    decides = may_in(adult, act.grants, Verb.ALLOW_TELEGRAM, class_id)
    return ClassSheet(group, uow.people.students_of_class(class_id), decides)


def add_class(uow: UnitOfWork, adult: Person, typed: TypedClass, *, at: dt.datetime) -> ClassGroup:
    """Raises ``NotAllowed``, ``Refused``."""
    act = Act(uow, adult, at)
    allowed = may_in(adult, act.grants, Verb.MANAGE_CLASSES, None)
    act.need("add_class", SCHOOL, school_year(at), allowed=allowed)
    label, level, track = _checked(uow, typed, at, but="")
    group = ClassGroup(new_id(), label, level, track, school_year(at))
    uow.people.add_class(group)
    act.note("add_class", "class", group.id)
    return group


def save_class(
    uow: UnitOfWork, adult: Person, class_id: str, typed: TypedClass, *, at: dt.datetime
) -> None:
    """Raises ``NotAllowed``, ``Refused``."""
    act = Act(uow, adult, at)
    group = _allowed(act, class_id)
    label, level, track = _checked(uow, typed, at, but=class_id)
    uow.people.save_class(replace(group, label=label, level=level, track=track))
    act.note("save_class", "class", class_id)


def decide_telegram(
    uow: UnitOfWork,
    adult: Person,
    class_id: str,
    *,
    open_: bool,
    age_decided: bool,
    at: dt.datetime,
) -> None:
    """The head's decision. Raises ``NotAllowed``, ``Refused``."""
    act = Act(uow, adult, at)
    group = uow.people.get_class(class_id)
    decides = group is not None and may_in(adult, act.grants, Verb.ALLOW_TELEGRAM, class_id)
    act.need("allow_telegram", "class", class_id, allowed=decides)
    assert group is not None  # noqa: S101  # or it was not allowed
    if open_ and not age_decided:
        raise Refused({"age_decided": "Cochez la case : c'est la décision de la direction."})
    if open_:
        enabling.allow(uow, group.label, by=adult.id, at=at)
    else:
        enabling.refuse(uow, group.label, by=adult.id, at=at)


def _allowed(act: Act, class_id: str) -> ClassGroup:
    group = act.uow.people.get_class(class_id)
    is_ours = group is not None and group.school_year == school_year(act.at)
    allowed = is_ours and may_in(act.actor, act.grants, Verb.MANAGE_CLASSES, class_id)
    act.need("manage_classes", "class", class_id, allowed=allowed)
    assert group is not None  # noqa: S101  # or it was not allowed
    return group


def _checked(
    uow: UnitOfWork, typed: TypedClass, at: dt.datetime, *, but: str
) -> tuple[str, str | None, str | None]:
    """``but``: the id of the class that may keep its name. Raises ``Refused``."""
    label = tidy(typed.label)
    problems = {}
    if problem := _problem(uow, label, at, but):
        problems["label"] = problem
    if typed.level not in {"", *LEVELS}:
        problems["level"] = "Choisissez un niveau de la liste."
    if typed.track not in {"", *TRACKS}:
        problems["track"] = "Choisissez une voie de la liste."
    if problems:
        raise Refused(problems)
    return label, typed.level or None, typed.track or None


def _problem(uow: UnitOfWork, label: str, at: dt.datetime, but: str) -> str:
    if not label:
        return "Écrivez le nom de la classe, comme vous le dites : 2nde 3."
    if len(label) > MAX_LABEL:
        return f"Raccourcissez ce nom : {MAX_LABEL} signes au plus."
    if label.startswith(tuple(FORMULA)) or NOT_A_NAME.search(label):
        return "Ces signes ne vont pas dans un nom de classe : gardez des lettres et des chiffres."
    taken = any(
        bare(one.label) == bare(label) and one.id != but
        for one in uow.people.classes(school_year(at))
    )
    return "Une classe porte déjà ce nom cette année : choisissez-en un autre." if taken else ""
