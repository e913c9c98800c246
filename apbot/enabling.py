"""Telegram for a class: the head's decision, the links of its students, a link again.

Closed until the head decides (``domain.md`` 4.4: Telegram's terms ask for 18 years of age in the
European Union). Whoever loses an account loses nothing else: answers stay, the web page goes on.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dialogues.folding import fold
from storage.records import AuditEntry, ClassGroup, Link, Person, PersonKind, TelegramAccount
from storage.unit_of_work import UnitOfWork

from .clock import school_year
from .errors import Unusable
from .tokens import new_token, token_hash

CHANNEL = "telegram"
LINK_LIFE = dt.timedelta(days=14)
OPERATOR = "operator"
"""Who acts in the audit trail where somebody at the command line does."""
USED_LINK = "open_used_link"
"""In the audit trail of a student: their link was tried once more after it was taken."""
ALARM_MARK = "telegram.alarm"
"""Holds when many wrong links were last tried, over all accounts: ISO 8601."""
ALERT_FOR = dt.timedelta(days=30)
_SHOWN_CLASSES = 30
_MADE_ANEW = frozenset({"reissue_telegram", "reissue_card", "revoke_card"})
"""In the audit trail: what was done about a link that goes round."""


@dataclass(frozen=True, slots=True)
class NewLink:
    """``token`` is the only copy there is."""

    person: Person
    token: str
    expires_at: dt.datetime

    def address(self, bot: str) -> str:
        return f"https://t.me/{bot}?start={self.token}"


@dataclass(frozen=True, slots=True)
class Handed:
    """New links of one class, and how many earlier ones are worth nothing any more."""

    group: ClassGroup
    links: tuple[NewLink, ...]
    revoked: int
    linked: int
    """Students who need none: they have an account."""


@dataclass(frozen=True, slots=True)
class Closed:
    """What closing Telegram to a class undid. ``was_open``: there was something to close."""

    group: ClassGroup
    was_open: bool
    unlinked: int
    revoked: int


@dataclass(frozen=True, slots=True)
class Reissued:
    """``had_account``: an account was unlinked for it."""

    group: ClassGroup
    link: NewLink
    had_account: bool


@dataclass(frozen=True, slots=True)
class ClassState:
    """Where a class stands. ``alerts``: students whose taken link was tried again lately."""

    group: ClassGroup
    students: int
    linked: int
    alerts: tuple[Person, ...]


# -- the head's decision ------------------------------------------------------------------------


def allow(uow: UnitOfWork, label: str, *, at: dt.datetime, by: str = OPERATOR) -> ClassGroup:
    """The class may use Telegram from now on. Raises ``Unusable``."""
    group = find_class(uow, label, at=at)
    uow.people.allow_telegram(group.id, allowed=True)
    uow.audit.add(AuditEntry(at, by, "allow_telegram", "class", group.id, "done"))
    return group


def is_allowed(uow: UnitOfWork, student: Person) -> bool:
    """Their class may use Telegram."""
    group = uow.people.get_class(student.class_id) if student.class_id else None
    return group is not None and group.telegram


def refuse(uow: UnitOfWork, label: str, *, at: dt.datetime, by: str = OPERATOR) -> Closed:
    """No account of the class is linked any more, and no link of theirs works.

    Raises ``Unusable``.
    """
    group = find_class(uow, label, at=at)
    uow.people.allow_telegram(group.id, allowed=False)
    unlinked = revoked = 0
    for student in uow.people.students_of_class(group.id):
        unlinked += release(uow, student.id, by=by, at=at)
        revoked += uow.links.revoke_unused(student.id, CHANNEL, at=at)
    uow.audit.add(AuditEntry(at, by, "refuse_telegram", "class", group.id, "done"))
    return Closed(group, group.telegram, unlinked, revoked)


def release(uow: UnitOfWork, person_id: str, *, by: str, at: dt.datetime) -> bool:
    """The account is nobody's again, and nothing is left of what its chat showed. False: none."""
    account = uow.accounts.of(person_id)
    if account is None:
        return False
    uow.accounts.unlink(person_id)
    _forget_chat(uow, account)
    person = uow.people.get(person_id)
    kind = person.kind if person else PersonKind.STUDENT
    uow.audit.add(AuditEntry(at, by, "unlink_telegram", kind.value, person_id, "done"))
    return True


def _forget_chat(uow: UnitOfWork, account: TelegramAccount) -> None:
    """What was ticked and asked there is not for whoever comes after."""
    for fact in ("asked", "ticks", "since", "album"):
        uow.marks.put(f"telegram.{fact}.{account.chat_key}", "")


# -- links --------------------------------------------------------------------------------------


def new_link(uow: UnitOfWork, person: Person, *, at: dt.datetime) -> NewLink:
    """A link that lets this person in on Telegram, once; only its hash is stored."""
    link = NewLink(person, new_token(), at + LINK_LIFE)
    uow.links.add(Link(token_hash(link.token), person.id, at, link.expires_at, channel=CHANNEL))
    return link


def hand_out(uow: UnitOfWork, label: str, *, at: dt.datetime) -> Handed:
    """A fresh link for each student of the class without an account; earlier ones end.

    Raises ``Unusable`` where the class is unknown, or Telegram is not allowed there.
    """
    group = _open_class(uow, label, at=at)
    links: list[NewLink] = []
    revoked = linked = 0
    for student in uow.people.students_of_class(group.id):
        revoked += uow.links.revoke_unused(student.id, CHANNEL, at=at)
        if uow.accounts.of(student.id) is None:
            links.append(new_link(uow, student, at=at))
        else:
            linked += 1
    uow.audit.add(AuditEntry(at, OPERATOR, "hand_out_telegram", "class", group.id, "done"))
    return Handed(group, tuple(links), revoked, linked)


def reissue(uow: UnitOfWork, name: str, *, label: str = "", at: dt.datetime) -> Reissued:
    """The student's account is unlinked, earlier links end, and there is a fresh one.

    Raises ``Unusable`` where nobody or several are meant, or Telegram is not allowed there.
    """
    student, group = find_student(uow, name, label=label, at=at)
    _refuse_closed(group)
    had_account = release(uow, student.id, by=OPERATOR, at=at)
    uow.links.revoke_unused(student.id, CHANNEL, at=at)
    link = new_link(uow, student, at=at)
    uow.audit.add(AuditEntry(at, OPERATOR, "reissue_telegram", "student", student.id, "done"))
    return Reissued(group, link, had_account)


# -- how it stands ------------------------------------------------------------------------------


def states(uow: UnitOfWork, *, at: dt.datetime) -> tuple[ClassState, ...]:
    """Every class of this school year."""
    return tuple(_state(uow, group, at) for group in _of_this_year(uow, at))


def _state(uow: UnitOfWork, group: ClassGroup, at: dt.datetime) -> ClassState:
    students = uow.people.students_of_class(group.id)
    linked = sum(uow.accounts.of(student.id) is not None for student in students)
    alerts = tuple(student for student in students if used_link_tried(uow, student.id, at=at))
    return ClassState(group, len(students), linked, alerts)


def used_link_tried(uow: UnitOfWork, student_id: str, *, at: dt.datetime) -> bool:
    """Somebody tried their link after it was taken, and nothing was done about it since."""
    tried = False
    for line in uow.audit.about("student", student_id):
        if line.verb in _MADE_ANEW:
            tried = False
        elif line.verb == USED_LINK and line.at > at - ALERT_FOR:
            tried = True
    return tried


def last_alarm(uow: UnitOfWork) -> dt.datetime | None:
    """When many accounts together last tried many wrong links."""
    kept = uow.marks.get(ALARM_MARK)
    return dt.datetime.fromisoformat(kept) if kept else None


# -- who is meant -------------------------------------------------------------------------------


def find_class(uow: UnitOfWork, label: str, *, at: dt.datetime) -> ClassGroup:
    """By its label, whatever its case and accents. Raises ``Unusable``."""
    groups = _of_this_year(uow, at)
    found = [group for group in groups if _key(group.label) == _key(label)]
    if len(found) == 1:
        return found[0]
    if not groups:
        raise Unusable("La base ne contient aucune classe cette année : importez-en une d'abord.")
    if found:
        raise Unusable(f"Plusieurs classes s'appellent {label} : renommez-les dans votre import.")
    raise Unusable(f"Il n'y a pas de classe « {label} » cette année. {_near(label, groups)}")


def _near(label: str, groups: Sequence[ClassGroup]) -> str:
    by_key = {_key(group.label): group.label for group in groups}
    near = difflib.get_close_matches(_key(label), by_key, n=3, cutoff=0.5)
    if near:
        found = " ou ".join(f"« {label} »" for label in sorted(by_key[key] for key in near))
        return f"Vouliez-vous dire {found} ?"
    known = ", ".join(group.label for group in groups[:_SHOWN_CLASSES])
    return f"Classes connues : {known}."


def find_student(
    uow: UnitOfWork, name: str, *, label: str = "", at: dt.datetime
) -> tuple[Person, ClassGroup]:
    """By given name and family name, in either order, by one of them, or by identifier.

    Raises ``Unusable`` where nobody or several are meant.
    """
    groups = (find_class(uow, label, at=at),) if label else _of_this_year(uow, at)
    everybody = [
        (student, group) for group in groups for student in uow.people.students_of_class(group.id)
    ]
    found = _called(everybody, name)
    if len(found) == 1:
        return found[0]
    where = f"en {groups[0].label}" if label else "dans l'établissement"
    if not found:
        raise Unusable(
            f"Il n'y a pas d'élève « {name} » {where} : vérifiez le nom (prénom et nom) et la "
            "classe."
        )
    classes = list(dict.fromkeys(group.label for _, group in found))
    if len(classes) > 1:
        raise Unusable(
            f"Plusieurs élèves s'appellent « {name} » ({', '.join(classes)}) : ajoutez "
            f'--class "{classes[0]}", par exemple.'
        )
    ids = ", ".join(student.id for student, _ in found)
    raise Unusable(
        f"Plusieurs élèves s'appellent « {name} » en {classes[0]} : donnez le prénom et le nom, ou "
        f"à la place du nom l'identifiant ({ids})."
    )


def students_called(uow: UnitOfWork, group: ClassGroup, name: str) -> tuple[Person, ...]:
    """Those of the class who may be meant, as for ``find_student``; several, or none, too."""
    everybody = [(student, group) for student in uow.people.students_of_class(group.id)]
    return tuple(student for student, _ in _called(everybody, name))


def _called(
    everybody: Sequence[tuple[Person, ClassGroup]], name: str
) -> list[tuple[Person, ClassGroup]]:
    """Those called exactly so; where there is none, those with that given or family name."""
    wanted = _key(name)
    whole = [one for one in everybody if wanted in set(_whole_names(one[0])) or one[0].id == name]
    parts = [one for one in everybody if wanted in _parts(one[0])]
    return whole or parts


def _whole_names(student: Person) -> Iterator[str]:
    yield _key(f"{student.given_name} {student.family_name}")
    yield _key(f"{student.family_name} {student.given_name}")


def _parts(student: Person) -> tuple[str, str]:
    return _key(student.given_name), _key(student.family_name)


def _key(name: str) -> str:
    """Names are compared without case or accents; one in another alphabet as it is."""
    return fold(name) or name.strip().casefold()


def _open_class(uow: UnitOfWork, label: str, *, at: dt.datetime) -> ClassGroup:
    group = find_class(uow, label, at=at)
    _refuse_closed(group)
    return group


def _refuse_closed(group: ClassGroup) -> None:
    if not group.telegram:
        raise Unusable(
            f"Telegram n'est pas permis en {group.label}. Si la direction le décide : "
            f'apbot telegram allow "{group.label}".'
        )


def _of_this_year(uow: UnitOfWork, at: dt.datetime) -> tuple[ClassGroup, ...]:
    return tuple(uow.people.classes(school_year(at)))
