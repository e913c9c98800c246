"""Typing a student's oral or paper answers: the pages of their chat, in an adult's session."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from apbot.addresses import STAFF_HOME, STAFF_LEAVE
from apbot.conversation import Place, Standing, find
from apbot.elsewhere import close_in_chat
from apbot.entering import SOURCES, as_entered, can_go_back, enter, enterable, is_theirs
from apbot.entering import look_to_enter as look
from apbot.naming import short_name
from apbot.signing_in import Session
from apbot.wording import Words, typeset
from dialogues.definition import Address
from dialogues.snapshot import Phase
from storage.records import Person
from storage.unit_of_work import UnitOfWork

from .conversing import Opened, has_something_to_say, names_of, shown, token_of, words_of
from .forms import Form, read_form
from .sessions import page_token, prompt_of, staff_cookie, writing
from .site import Site, neutral, page, see_other, wants_fragment
from .student_events import event_of
from .student_pages import Shown, StudentPages
from .views import (
    ChatView,
    DoneView,
    EnteringView,
    HelpCardView,
    Next,
    NoticeView,
    PageLink,
    PausedView,
    Posting,
)

BASE = f"{STAFF_HOME}/saisir"
_ID = re.compile("[0-9a-f]{32}")
_BACK = "Retour à la liste"
_WAYS = {"oral": "à l'oral", "papier": "d'après sa feuille"}
_HOW = (
    "Ce que l'élève vous dit, ou a écrit sur sa feuille, est saisi dans son questionnaire.",
    "Vous ne voyez pas ce que l'élève a déjà répondu lui-même, et ne le changez pas.",
    "Rien n'est envoyé d'ici : l'élève relit sur sa page, corrige, puis envoie.",
)


async def choose(request: Request) -> Response:
    """GET /equipe/saisir/{student}: which answers, given how."""
    site: Site = request.app.state.site
    found = await writing(request, lambda uow, session: _whose(uow, site, session, request))
    if found is None:
        return neutral(request, site)
    student, places = found
    choices = tuple(
        PageLink(typeset(f"{_title(site, place)}, {way}"), path_of(place, source))
        for place in places
        for source, way in _WAYS.items()
    )
    nothing = ("L'élève n'a rien à remplir pour l'instant.",)
    view = EnteringView(
        heading=typeset(f"Saisir les réponses : {short_name(student)}"),
        sentences=tuple(map(typeset, _HOW if choices else nothing)),
        choices=choices,
        back_to=STAFF_HOME,
        leave_to=STAFF_LEAVE,
        token=page_token(request),
    )
    words = Words(Address.ADULT)
    return page(request, "staff/entering.html", view, title=view.heading, words=words)


async def show(request: Request) -> Response:
    """GET /equipe/saisir/{student}/{source}/...: what is to be typed next."""
    site: Site = request.app.state.site
    now = site.clock()

    def work(uow: UnitOfWork, session: Session) -> Opened | None:
        place = _place(uow, site, session, request)
        if place is None:
            return None
        return _opened(uow, site, place, look(uow, site.library, place, at=now), at=now)

    opened = await writing(request, work)
    return neutral(request, site) if opened is None else _respond(request, site, opened)


async def post(request: Request) -> Response:
    """POST: one answer of the student's, decided and committed before anything is shown."""
    site: Site = request.app.state.site
    form = await read_form(request)
    opened = await writing(request, _handling(request, site, form))
    if opened is None:
        return neutral(request, site)
    if wants_fragment(request) or has_something_to_say(opened.standing):
        return _respond(request, site, opened, form)
    return see_other(request.url.path)


def path_of(place: Place, source: str) -> str:
    parts = [place.subject_id, source, place.dialogue, *filter(None, (place.occasion,))]
    return "/".join((BASE, *(quote(part, safe="") for part in parts)))


def _handling(
    request: Request, site: Site, form: Form
) -> Callable[[UnitOfWork, Session], Opened | None]:
    now, prompt = site.clock(), prompt_of(request, form.get("token"))

    def work(uow: UnitOfWork, session: Session) -> Opened | None:
        place = _place(uow, site, session, request)
        if place is None:
            return None
        begun = find(uow, place)
        is_of_this = prompt is not None and begun is not None and prompt.conversation_id == begun.id
        number = prompt.number if prompt is not None and is_of_this else None
        event = event_of(form, at=now, prompt=number)
        source = SOURCES[request.path_params["source"]]
        standing = enter(uow, site.library, session.adult, place, event, source)
        close_in_chat(uow, place.respondent_id, standing, at=now)
        return _opened(uow, site, place, standing, at=now)

    return work


def _whose(
    uow: UnitOfWork, site: Site, session: Session, request: Request
) -> tuple[Person, tuple[Place, ...]] | None:
    """The student of the address and what is open for them, if this adult may type it now."""
    student_id = request.path_params["student"]
    if not _ID.fullmatch(student_id):
        return None
    at = site.clock()
    places = enterable(uow, site.library, session.adult, student_id, site.offers, at=at)
    student = uow.people.get(student_id)
    return (student, places) if student is not None and places is not None else None


def _place(uow: UnitOfWork, site: Site, session: Session, request: Request) -> Place | None:
    given = request.path_params
    found = _whose(uow, site, session, request) if given["source"] in SOURCES else None
    if found is None:
        return None
    wanted = given["dialogue"], given.get("occasion", "")
    return next((one for one in found[1] if (one.dialogue, one.occasion) == wanted), None)


def _opened(
    uow: UnitOfWork, site: Site, place: Place, standing: Standing, *, at: dt.datetime
) -> Opened | None:
    student = uow.people.get(place.respondent_id)
    if student is None:
        return None
    seen = as_entered(standing)
    return Opened(student, seen, names_of(uow, site, seen, student, at=at))


def _title(site: Site, place: Place) -> str:
    return site.library.newest(place.dialogue).dialogue.title.to(Address.ADULT)


def _respond(request: Request, site: Site, opened: Opened, form: Form | None = None) -> Response:
    words = words_of(site, opened)
    way = _WAYS[request.path_params["source"]]
    pages = StudentPages(
        standing=opened.standing,
        words=words,
        post=Posting(
            token=token_of(site, staff_cookie(request), opened.standing),
            to=request.url.path,
            leave_to="",
            adult_label="",
            aside_href=STAFF_HOME,
            aside_label=_BACK,
        ),
        typed=form.given_back if form else "",
        about=f"{short_name(opened.person)}, {way}",
    )
    if opened.standing.snapshot.phase is Phase.REVIEW:
        return shown(request, _all_typed(pages, opened), words)
    what = pages.current()
    return shown(request, replace(what, view=_for_entry(what.view, opened.standing)), words)


def _all_typed(pages: StudentPages, opened: Opened) -> Shown:
    given = opened.person.given_name
    view = DoneView(
        title=given,
        post=pages.post,
        heading="Tout est saisi",
        sentences=(
            typeset(f"Rien n'est envoyé : {given} relit sur sa page, corrige, puis envoie."),
        ),
        next=Next("", STAFF_HOME, _BACK),
    )
    return Shown("student/done.html", view, f"Tout est saisi · {given}")


def _for_entry(view: object, standing: Standing) -> object:
    """Without what is the student's alone: to pause, to stop, to erase, their own answers."""
    match view:
        case ChatView():
            history = tuple(
                replace(past, can_edit=not is_theirs(standing, past.question_id))
                for past in view.history
            )
            back = view.can_back and can_go_back(standing)
            return replace(view, history=history, can_pause=False, can_back=back)
        case NoticeView():
            return replace(view, status="À lire à l'élève avant de commencer.")
        case PausedView():
            return replace(view, can_stop=False, can_erase=False)
        case HelpCardView():
            return replace(view, can_stop=False, heading="Numéros d'aide")
        case _:
            return view
