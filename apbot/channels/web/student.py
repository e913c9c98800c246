"""The student's pages: the door behind a personal link, and what is open for them as a chat.

Handlers convert and call; what happens is decided in ``apbot.conversation``, which conversation is
meant in ``apbot.openings``, what is shown in ``student_pages``. A form names the conversation it
was made for, so that one left open never answers another.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from apbot.access import Verb, may
from apbot.clock import school_day
from apbot.conversation import Place, Standing, handle, look, open_conversation
from apbot.elsewhere import close_in_chat
from apbot.enabling import is_allowed
from apbot.enrolment import signed_in, visitor
from apbot.openings import open_place, place_for
from apbot.roster import DIALOGUE as SHEET_DIALOGUE
from apbot.sheets import class_label, sheet_of
from apbot.tokens import SignedPrompt, token_hash
from apbot.wording import Words, typeset
from dialogues.snapshot import Phase
from storage.records import Person, PersonKind
from storage.unit_of_work import UnitOfWork

from . import entrance
from .conversing import (
    Opened,
    has_something_to_say,
    is_plain,
    left_after,
    names_of,
    shown,
    signed_prompt,
    token_of,
    words_of,
)
from .forms import Form, read_form
from .site import STUDENT_COOKIE, Site, neutral, page, see_other, wants_fragment
from .student_events import event_of
from .student_pages import StudentPages, help_page
from .views import NeutralView, Next, NothingView, Posting, WelcomeDoorView

DIALOGUE = "welcome"
"""Whose page of help everybody may read."""
HOME = "/questionnaire"
_DOOR = "Accompagnement personnalisé"


async def door(request: Request) -> Response:
    """GET /e/{token}: whose questionnaire this is, and "c'est bien toi ?"."""
    site: Site = request.app.state.site
    token = request.path_params["token"]
    now = site.clock()
    cookie = request.cookies.get(STUDENT_COOKIE)

    def work(uow: UnitOfWork) -> tuple[Person | None, str, bool]:
        link = uow.links.get(token_hash(token))
        here = signed_in(uow, cookie, PersonKind.STUDENT, at=now)
        theirs = link is not None and here is not None and here.id == link.person_id
        person = visitor(uow, token, PersonKind.STUDENT, at=now)
        place = open_place(uow, person, site.offers, at=now) if person else None
        return person, place.dialogue if place else "", theirs

    person, dialogue, is_theirs = await site.read(work)
    if is_theirs:
        return see_other(HOME)
    if person is None:
        return neutral(request, site)
    return is_it_you(request, person, dialogue, post_to=f"/e/{token}")


def is_it_you(
    request: Request, person: Person, dialogue: str = "", *, post_to: str, token: str = ""
) -> Response:
    """By first name alone: whoever reads it may be somebody else. ``dialogue``: what is open."""
    site: Site = request.app.state.site
    words = site.words({"given_name": person.given_name})
    title = words.fill(site.library.newest(dialogue).dialogue.title) if dialogue else _DOOR
    view = WelcomeDoorView(
        heading=f"{title} pour {person.given_name}",
        question=words.is_it_you,
        post_to=post_to,
        token=token,
    )
    return page(request, "student/door.html", view, title=title, words=words)


async def enter(request: Request) -> Response:
    """POST /e/{token}: the first browser that confirms becomes the student's."""
    return await entrance.enter(request, entrance.STUDENTS)


async def show(request: Request) -> Response:
    """GET /questionnaire: what is open for the student; with ``de``, what they have just left."""
    site: Site = request.app.state.site
    cookie = request.cookies.get(STUDENT_COOKIE) or ""
    left = site.signer.read(token_hash(cookie), request.query_params.get("de", ""))
    found = await _open(site, cookie, left)
    return neutral(request, site) if found is None else _respond(request, site, found)


async def show_help(request: Request) -> Response:
    """GET /aide: how this works, and the numbers. Open to anybody: it shows nothing personal."""
    site: Site = request.app.state.site
    words = site.words()
    what = help_page(site.library.newest(DIALOGUE).dialogue, words, back_to=f"{HOME}#ici")
    return shown(request, what, words)


async def leave(request: Request) -> Response:
    """POST /questionnaire/quitter: this device shows nothing more, as on a shared computer."""
    site: Site = request.app.state.site
    form = await read_form(request)
    cookie = request.cookies.get(STUDENT_COOKIE) or ""
    if signed_prompt(site, cookie, form) is None:
        return neutral(request, site)
    await site.write(lambda uow: uow.links.sign_out(token_hash(cookie)))
    words = site.words()
    view = NeutralView("C'est fermé sur cet appareil", words.closed_here)
    title = view.heading
    response = page(request, "student/neutral.html", view, title=title, words=words)
    response.delete_cookie(STUDENT_COOKIE)
    return response


async def post(request: Request) -> Response:
    """POST /questionnaire: one message, decided and committed before anything is shown."""
    site: Site = request.app.state.site
    form = await read_form(request)
    cookie = request.cookies.get(STUDENT_COOKIE) or ""
    now = site.clock()
    prompt = signed_prompt(site, cookie, form)
    if form.get("action") == "erase" and form.get("yes") != "1" and prompt is not None:
        return await _ask_before_erasing(request, site, prompt)
    found = await site.write(lambda uow: _handle(uow, site, cookie, form, prompt, at=now))
    if found is None:
        return neutral(request, site)
    quiet = isinstance(found, Opened) and not has_something_to_say(found.standing)
    if isinstance(found, Opened) and quiet and not wants_fragment(request):
        return see_other(_address_of(site, cookie, found))
    return _respond(request, site, found, form)


def _address_of(site: Site, cookie: str, opened: Opened) -> str:
    """Where this conversation is shown, once it is not the one that is open any more."""
    if not opened.is_over:
        return HOME
    return f"{HOME}?de={quote(token_of(site, cookie, opened.standing))}"


def _handle(
    uow: UnitOfWork,
    site: Site,
    cookie: str,
    form: Form,
    prompt: SignedPrompt | None,
    *,
    at: dt.datetime,
) -> Opened | Person | None:
    student = signed_in(uow, cookie, PersonKind.STUDENT, at=at)
    if student is None or not may(student, (), Verb.ANSWER, student):
        return None
    meant = _meant(uow, student, prompt)
    place = meant or place_for(uow, student, site.offers, at=at)
    if place is None:
        return student
    number = prompt.number if prompt and meant else None
    standing = handle(uow, site.library, place, event_of(form, at=at, prompt=number))
    close_in_chat(uow, student.id, standing, at=at)
    return _with_names(uow, site, student, standing, at)


def _meant(uow: UnitOfWork, student: Person, prompt: SignedPrompt | None) -> Place | None:
    """The conversation that a page of ours was about, as long as it exists and is theirs."""
    found = uow.conversations.get(prompt.conversation_id) if prompt else None
    if found is None:
        return None
    respondent = uow.people.get(found.respondent_id)
    nameless = respondent is not None and respondent.kind is PersonKind.PSEUDONYM
    return Place.of(found) if nameless or found.respondent_id == student.id else None


async def _open(site: Site, cookie: str, left: SignedPrompt | None) -> Opened | Person | None:
    """None: nobody is signed in. The student alone: nothing was ever asked of them."""
    now = site.clock()

    def where(uow: UnitOfWork) -> tuple[Person | None, Place | None]:
        student = signed_in(uow, cookie, PersonKind.STUDENT, at=now)
        if student is None:
            return None, None
        return student, _meant(uow, student, left) or place_for(uow, student, site.offers, at=now)

    def begin(uow: UnitOfWork) -> Opened | Person | None:
        student, place = where(uow)
        if student is None or place is None:
            return student
        standing = open_conversation(uow, site.library, place, at=now)
        return _with_names(uow, site, student, standing, now)

    def find(uow: UnitOfWork) -> Opened | None:
        student, place = where(uow)
        standing = look(uow, site.library, place) if place else None
        return _with_names(uow, site, student, standing, now) if student and standing else None

    # Reading is enough but for the very first page of a conversation.
    return await site.read(find) or await site.write(begin)


def _with_names(
    uow: UnitOfWork, site: Site, student: Person, standing: Standing, now: dt.datetime
) -> Opened:
    opened = Opened(student, standing, names_of(uow, site, standing, student, at=now))
    if is_plain(standing):
        return opened
    return replace(
        opened,
        class_label=class_label(uow, student),
        telegram_too=standing.snapshot.phase is Phase.NOTICE and is_allowed(uow, student),
        left=left_after(uow, site, standing, student, at=now),
    )


async def _ask_before_erasing(request: Request, site: Site, prompt: SignedPrompt) -> Response:
    found = await _open(site, request.cookies.get(STUDENT_COOKIE) or "", prompt)
    if not isinstance(found, Opened):
        return neutral(request, site) if found is None else _respond(request, site, found)
    pages = _pages(request, site, found)
    return shown(request, pages.erase(), pages.words)


def _pages(request: Request, site: Site, opened: Opened, form: Form | None = None) -> StudentPages:
    cookie = request.cookies.get(STUDENT_COOKIE) or ""
    words = words_of(site, opened)
    return StudentPages(
        standing=opened.standing,
        words=words,
        post=Posting(token_of(site, cookie, opened.standing)),
        typed=form.given_back if form else "",
        telegram_too=opened.telegram_too,
        next=_next(site, opened, words) if opened.is_over else None,
    )


def _next(site: Site, opened: Opened, words: Words) -> Next:
    if not opened.left:
        return Next(words.nothing_left)
    titles = [
        words.fill(site.library.newest(place.dialogue).dialogue.title) for place in opened.left
    ]
    return Next(words.left(titles), HOME, f"Continuer : {titles[0]}")


def _respond(
    request: Request, site: Site, found: Opened | Person, form: Form | None = None
) -> Response:
    if not isinstance(found, Opened):
        return _nothing(request, site)
    pages = _pages(request, site, found, form)

    def sheet() -> str:
        return sheet_of(
            found.standing,
            site.rules,
            student=found.person,
            class_label=found.class_label,
            address=site.school.address,
            on=school_day(site.clock()),
        )

    has_sheet = found.standing.conversation.dialogue == SHEET_DIALOGUE
    return shown(request, pages.current(sheet=sheet if has_sheet else None), pages.words)


def _nothing(request: Request, site: Site) -> Response:
    words = site.words()
    cookie = request.cookies.get(STUDENT_COOKIE) or ""
    post = Posting(site.signer.sign(token_hash(cookie), 0))
    view = NothingView("Rien à remplir", tuple(map(typeset, words.nothing_open)), post)
    return page(request, "student/nothing.html", view, title=view.heading, words=words)
