"""An adult answers what they were asked: the student's chat, in their own session, always "vous".

The address names the place; it is only an address. That the place is theirs, and that they may
still answer there, is decided again at every request.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from apbot.addresses import STAFF_HOME
from apbot.campaigns.asked import Bundle, asked_of, label_of, may_answer
from apbot.clock import school_day
from apbot.conversation import Place, Standing, find, handle, open_conversation
from apbot.elsewhere import close_in_chat
from apbot.naming import short_name
from apbot.signing_in import Session
from apbot.telling import day
from apbot.tokens import SignedPrompt
from apbot.wording import typeset
from dialogues.definition import Address
from dialogues.effects import Complete
from storage.records import AuditEntry, Person
from storage.unit_of_work import UnitOfWork

from .conversing import Opened, has_something_to_say, names_of, shown, token_of, words_of
from .forms import Form, read_form
from .sessions import prompt_of, staff_cookie, writing
from .site import Site, neutral, see_other, wants_fragment
from .student_events import event_of
from .student_pages import StudentPages
from .views import Next, Posting, Task

BASE = f"{STAFF_HOME}/repondre"
_ID = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class _Answering:
    """An adult's conversation, and what waits besides it."""

    opened: Opened
    place: Place
    label: str
    """The class, or the workshop."""
    bundles: tuple[Bundle, ...]
    sent_before: str = ""
    """About whom something was sent just before."""

    @property
    def next_place(self) -> Place | None:
        """About the next student, of the same class as long as there is one."""
        same = [one for one in self.bundles if one.dialogue == self.place.dialogue]
        same.sort(key=lambda one: one.label != self.label)
        places = [place for one in same for place in one.places if place != self.place]
        return next(iter(places), None)


def path_of(place: Place) -> str:
    parts = [place.dialogue, place.subject_id, *filter(None, (place.occasion,))]
    return "/".join((BASE, *(quote(part, safe="") for part in parts)))


def tasks(site: Site, bundles: tuple[Bundle, ...]) -> tuple[Task, ...]:
    """One line for each dialogue and class: "Observation : 12 élèves de 2nde 3, d'ici au …"."""
    return tuple(_task(site, one) for one in bundles)


def _task(site: Site, bundle: Bundle) -> Task:
    title = site.library.newest(bundle.dialogue).dialogue.title.to(Address.ADULT)
    count = len(bundle.places)
    about = bundle.label
    if bundle.about_students:
        about = f"{count} élève{'s' if count > 1 else ''} de {bundle.label}"
    until = f", d'ici au {day(school_day(bundle.closes_at))}" if bundle.closes_at else ""
    return Task(
        text=typeset(f"{title} : {about}{until}."),
        href=path_of(bundle.places[0]),
        link_label="Répondre",
        about=typeset(f"{title} ({bundle.label})"),
    )


async def show(request: Request) -> Response:
    """GET /equipe/repondre/...: where this adult stands, about this student or workshop."""
    site: Site = request.app.state.site
    now = site.clock()
    left = prompt_of(request, request.query_params.get("apres", ""))

    def work(uow: UnitOfWork, session: Session) -> _Answering | None:
        place = _place(uow, site, session.adult, request, at=now)
        if place is None:
            return None
        standing = open_conversation(uow, site.library, place, at=now)
        before = _sent_before(uow, session.adult, left)
        return _with_names(uow, site, session.adult, standing, before, at=now)

    found = await writing(request, work)
    return neutral(request, site) if found is None else _respond(request, site, found)


async def post(request: Request) -> Response:
    """POST: one message, decided and committed before anything is shown."""
    site: Site = request.app.state.site
    form = await read_form(request)
    prompt = prompt_of(request, form.get("token"))
    asks_to_erase = form.get("action") == "erase" and form.get("yes") != "1"
    if asks_to_erase and prompt is not None:
        return await _ask_before_erasing(request, site)
    found = await writing(request, _handling(request, site, form, prompt))
    if found is None:
        return neutral(request, site)
    sent = any(isinstance(effect, Complete) for effect in found.opened.standing.effects)
    if sent and found.next_place is not None:
        after = quote(token_of(site, staff_cookie(request), found.opened.standing))
        return see_other(f"{path_of(found.next_place)}?apres={after}")
    if wants_fragment(request) or has_something_to_say(found.opened.standing):
        return _respond(request, site, found, form)
    return see_other(path_of(found.place))


def _handling(
    request: Request, site: Site, form: Form, prompt: SignedPrompt | None
) -> Callable[[UnitOfWork, Session], _Answering | None]:
    now = site.clock()

    def work(uow: UnitOfWork, session: Session) -> _Answering | None:
        place = _place(uow, site, session.adult, request, at=now)
        if place is None:
            return None
        begun = find(uow, place)
        is_of_this = prompt is not None and begun is not None and prompt.conversation_id == begun.id
        number = prompt.number if prompt is not None and is_of_this else None
        standing = handle(uow, site.library, place, event_of(form, at=now, prompt=number))
        close_in_chat(uow, session.adult.id, standing, at=now)
        return _with_names(uow, site, session.adult, standing, "", at=now)

    return work


def _place(
    uow: UnitOfWork, site: Site, adult: Person, request: Request, *, at: dt.datetime
) -> Place | None:
    """The place of the address, if it is one of theirs and they may answer there now.

    A refusal leaves a line in the audit trail.
    """
    given = request.path_params
    wanted = given["dialogue"], given["subject"], given.get("occasion", "")
    begun = [Place.of(one) for one in uow.conversations.of_respondent(adult.id)]
    for place in (*begun, *site.offers(uow, adult, at=at)):
        if (place.dialogue, place.subject_id, place.occasion) != wanted:
            continue
        if may_answer(uow, site.library, adult, place, at=at):
            return place
    if _ID.fullmatch(given["subject"]):
        line = AuditEntry(at, adult.id, "answer_about", "student", given["subject"], "denied")
        uow.audit.add(line)
    return None


def _sent_before(uow: UnitOfWork, adult: Person, left: SignedPrompt | None) -> str:
    found = uow.conversations.get(left.conversation_id) if left else None
    if found is None or found.respondent_id != adult.id or found.submitted_at is None:
        return ""
    subject = uow.people.get(found.subject_id)
    return short_name(subject) if subject else ""


def _with_names(
    uow: UnitOfWork, site: Site, adult: Person, standing: Standing, before: str, *, at: dt.datetime
) -> _Answering:
    names = names_of(uow, site, standing, adult, at=at)
    opened = Opened(adult, standing, names)
    bundles = asked_of(uow, site.library, adult, site.offers, at=at) if opened.is_over else ()
    place = Place.of(standing.conversation)
    return _Answering(opened, place, label_of(uow, place), bundles, before)


async def _ask_before_erasing(request: Request, site: Site) -> Response:
    now = site.clock()

    def work(uow: UnitOfWork, session: Session) -> _Answering | None:
        place = _place(uow, site, session.adult, request, at=now)
        if place is None:
            return None
        standing = open_conversation(uow, site.library, place, at=now)
        return _with_names(uow, site, session.adult, standing, "", at=now)

    found = await writing(request, work)
    if found is None:
        return neutral(request, site)
    pages = _pages(request, site, found)
    return shown(request, pages.erase(), pages.words)


def _respond(request: Request, site: Site, found: _Answering, form: Form | None = None) -> Response:
    pages = _pages(request, site, found, form)
    return shown(request, pages.current(), pages.words)


def _pages(
    request: Request, site: Site, found: _Answering, form: Form | None = None
) -> StudentPages:
    opened = found.opened
    words = words_of(site, opened)
    return StudentPages(
        standing=opened.standing,
        words=words,
        post=Posting(
            token=token_of(site, staff_cookie(request), opened.standing),
            to=path_of(found.place),
            leave_to="",
            adult_label="Numéros d'aide",
            aside_href=STAFF_HOME,
            aside_label="Retour à la liste",
        ),
        typed=form.given_back if form else "",
        next=_next(site, found) if opened.is_over else None,
        about=opened.names["subject"],
        status=typeset(f"C'est envoyé : {found.sent_before}") if found.sent_before else "",
    )


def _next(site: Site, found: _Answering) -> Next:
    """The next of the same kind, else the list."""
    place = found.next_place
    waiting = [task.text for task in tasks(site, found.bundles)]
    words = words_of(site, found.opened)
    sentence = typeset(f"Il vous reste : {' '.join(waiting)}") if waiting else words.nothing_left
    if place is not None:
        return Next(sentence, path_of(place), "Continuer")
    return Next(sentence, STAFF_HOME, "Retour à la liste")
