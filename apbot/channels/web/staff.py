"""The staff's pages: sign-in by personal link, the list of students, the interview sheet."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from apbot.access import Verb, may_somewhere
from apbot.addresses import CAMPAIGNS, STAFF_ACCESS, STAFF_HOME, STAFF_LEAVE, sheet_path
from apbot.campaigns.asked import Bundle, asked_of
from apbot.clock import school_day, school_time
from apbot.conversation import Standing
from apbot.enrolment import reopen, visitor
from apbot.errors import NotAllowed
from apbot.inviting.entering import open_class
from apbot.roster import ClassList, Entry, classes_of
from apbot.sheets import read_sheet, sheet_of
from apbot.signing_in import Session
from apbot.telling import day
from apbot.wording import typeset
from dialogues.snapshot import Phase
from storage.records import Person, PersonKind
from storage.unit_of_work import UnitOfWork

from . import answering, entering, entrance
from .managing.pages import ADULTS, CLASSES
from .sessions import page_token, posted_form, reading, writing
from .site import Site, neutral, page, see_other
from .views import (
    ClassTable,
    Html,
    PageLink,
    SheetPageView,
    StaffHomeView,
    StudentRow,
    Task,
    WelcomeDoorView,
)

HOME = STAFF_HOME
_LINK_TRIED = typeset(
    "Son lien Telegram, déjà utilisé, a été essayé de nouveau. Si ce n'est pas l'élève, faites "
    "refaire ce lien (apbot telegram reissue)."
)
_BLOCKS_TELEGRAM = typeset(
    "Ne reçoit plus rien sur Telegram : l'élève y a bloqué le bot, ou fermé son compte. Son lien "
    "personnel ouvre toujours la page."
)
_ID = re.compile("[0-9a-f]{32}")
_STATUS = {
    Phase.NOTICE: "Pas commencé",
    Phase.ASKING: "En cours",
    Phase.PAUSED: "En pause",
    Phase.REVIEW: "À la relecture",
    Phase.SUBMITTED: "Synthèse prête",
    Phase.WITHDRAWN: "Arrêté",
    Phase.EXPIRED: "Fermé",
}


@dataclass(frozen=True, slots=True)
class _Home:
    """What the first page shows of this adult's work."""

    adult: Person
    lists: tuple[ClassList, ...]
    manages: tuple[PageLink, ...]
    asked: tuple[Bundle, ...]


async def door(request: Request) -> Response:
    """GET /p/{token}: a page that signs nobody in by itself (mail scanners open links)."""
    site: Site = request.app.state.site
    token, now = request.path_params["token"], site.clock()
    person = await site.read(lambda uow: visitor(uow, token, PersonKind.STAFF, at=now))
    if person is None:
        return neutral(request, site)
    title = "Accompagnement personnalisé"
    view = WelcomeDoorView(
        heading=f"Espace référent : {person.given_name} {person.family_name}",
        question="C'est bien vous ?",
        post_to=f"/p/{token}",
    )
    return page(request, "student/door.html", view, title=title, words=site.words())


async def enter(request: Request) -> Response:
    """POST /p/{token}: signs this browser in for a working day."""
    return await entrance.enter(request, entrance.STAFF)


async def home(request: Request) -> Response:
    """GET /equipe: what needs them today, then their classes."""
    site: Site = request.app.state.site
    now = site.clock()

    def work(uow: UnitOfWork, session: Session) -> _Home:
        adult = session.adult
        asked = asked_of(uow, site.library, adult, site.offers, at=now)
        return _Home(adult, classes_of(uow, adult, at=now), _manages(uow, adult, at=now), asked)

    found = await reading(request, work)
    if found is None:
        return neutral(request, site)
    view = StaffHomeView(
        heading=f"Bonjour {found.adult.given_name} {found.adult.family_name}",
        tasks=(*_tasks(found.lists), *answering.tasks(site, found.asked)),
        no_task="Rien n'attend aujourd'hui.",
        classes=tuple(_table(one) for one in found.lists),
        status=_reopened(request),
        token=page_token(request),
        leave_to=STAFF_LEAVE,
        access_to=STAFF_ACCESS,
        manages=found.manages,
    )
    return page(request, "staff/home.html", view, title="Mes élèves", words=site.words())


async def sheet(request: Request) -> Response:
    """GET /equipe/eleve/{id}: the sheet, if this adult may read it; every read is recorded."""
    site: Site = request.app.state.site
    now = site.clock()
    student_id = request.path_params["student"]
    if not _ID.fullmatch(student_id):
        return neutral(request, site)

    def work(uow: UnitOfWork, session: Session) -> tuple[Person, str, Standing] | None:
        try:
            return read_sheet(uow, site.library, session.adult, student_id, at=now)
        except NotAllowed:
            # The refusal is an answer, not a failure: its line of audit must be kept.
            return None

    found = await writing(request, work)
    if found is None:
        return neutral(request, site)
    student, label, standing = found
    html = sheet_of(
        standing,
        site.rules,
        student=student,
        class_label=label,
        address=site.school.address,
        on=school_day(now),
    )
    name = f"{student.given_name} {student.family_name}"
    view = SheetPageView(
        name=name,
        back_to=HOME,
        sheet_html=Html(html),
        leave_to=STAFF_LEAVE,
        token=page_token(request),
    )
    title = f"Synthèse : {name}"
    return page(request, "staff/sheet.html", view, title=title, words=site.words())


async def reopen_access(request: Request) -> Response:
    """POST /equipe/eleve/{id}/rouvrir: the student's link works once more, for ten minutes."""
    site: Site = request.app.state.site
    now = site.clock()
    if await posted_form(request) is None or not _ID.fullmatch(request.path_params["student"]):
        return neutral(request, site)

    def work(uow: UnitOfWork, session: Session) -> bool:
        return reopen(uow, session.adult, request.path_params["student"], at=now)

    if not await writing(request, work):
        return neutral(request, site)
    return see_other(f"{HOME}?acces=rouvert")


def _manages(uow: UnitOfWork, adult: Person, *, at: dt.datetime) -> tuple[PageLink, ...]:
    """The pages of what this adult may change."""
    grants = uow.people.grants_of(adult.id, at=at)
    links = (
        (Verb.MANAGE_CLASSES, "Classes et élèves", CLASSES),
        (Verb.MANAGE_STAFF, "Adultes et droits", ADULTS),
    )
    changes = (
        PageLink(label, href) for verb, label, href in links if may_somewhere(adult, grants, verb)
    )
    return (PageLink("Campagnes", CAMPAIGNS), *changes)


async def open_codes(request: Request) -> Response:
    """POST /equipe/classe/{id}/codes: the codes of the class's cards work for ten minutes."""
    site: Site = request.app.state.site
    group, now = request.path_params["group"], site.clock()
    if await posted_form(request) is None or not _ID.fullmatch(group):
        return neutral(request, site)

    def work(uow: UnitOfWork, session: Session) -> bool:
        return open_class(uow, session.adult, group, at=now)

    if not await writing(request, work):
        return neutral(request, site)
    return see_other(f"{HOME}#{_anchor(group)}")


def _reopened(request: Request) -> str:
    if request.query_params.get("acces") != "rouvert":
        return ""
    return "L'accès est rouvert pour dix minutes : l'élève peut ouvrir son lien maintenant."


def _tasks(lists: tuple[ClassList, ...]) -> tuple[Task, ...]:
    ready = [
        (one.group.label, entry)
        for one in lists
        for entry in one.entries
        if entry.sheet_ready and not entry.is_read
    ]
    return tuple(
        Task(
            text=f"{_name(entry)} ({label}) : synthèse prête pour l'entretien.",
            href=sheet_path(entry.student.id),
            link_label="Lire",
        )
        for label, entry in sorted(ready, key=lambda item: _sent(item[1]), reverse=True)[:5]
    )


def _sent(entry: Entry) -> str:
    moment = entry.conversation.submitted_at if entry.conversation else None
    return moment.isoformat() if moment else ""


def _table(one: ClassList) -> ClassTable:
    ready = sum(entry.phase is Phase.SUBMITTED for entry in one.entries)
    return ClassTable(
        label=one.group.label,
        summary=f"{_counted(ready, 'synthèse')} sur {_counted(len(one.entries), 'élève')}",
        rows=tuple(_row(entry) for entry in one.entries),
        anchor=_anchor(one.group.id),
        codes_to=f"{HOME}/classe/{one.group.id}/codes" if one.may_open_codes else "",
        codes_open=_codes_open(one),
    )


def _anchor(class_id: str) -> str:
    return f"classe-{class_id}"


def _codes_open(one: ClassList) -> str:
    if one.codes_open_until is None:
        return ""
    time = school_time(one.codes_open_until).split()[1]
    return typeset(
        f"Les codes de la classe sont ouverts pendant dix minutes, jusqu'à {time}, pour qui n'est "
        "pas encore entré. Les élèves vont à l'adresse écrite en bas de leur carte."
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number > 1 else ''}"


def _row(entry: Entry) -> StudentRow:
    conversation = entry.conversation
    return StudentRow(
        name=_name(entry),
        status=_STATUS[entry.phase] if entry.phase else "Pas commencé",
        since=day(school_day(conversation.updated_at)) if conversation else "",
        sheet_href=sheet_path(entry.student.id) if entry.sheet_ready else "",
        enter_href=f"{entering.BASE}/{entry.student.id}" if entry.can_enter else "",
        reopen_to=f"{HOME}/eleve/{entry.student.id}/rouvrir" if entry.can_reopen else "",
        alert=_alert(entry),
    )


def _alert(entry: Entry) -> str:
    """One at a time: first what may be somebody else's doing."""
    if entry.link_tried:
        return _LINK_TRIED
    return _BLOCKS_TELEGRAM if entry.blocks_telegram else ""


def _name(entry: Entry) -> str:
    return f"{entry.student.given_name} {entry.student.family_name}"
