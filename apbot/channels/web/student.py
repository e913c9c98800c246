"""The student's pages: the door behind a personal link, and the conversation as a chat.

Handlers convert and call; what happens is decided in ``apbot.conversation``, what is shown in
``student_pages``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from apbot.access import Verb, may
from apbot.clock import school_day
from apbot.conversation import Place, Standing, handle, look, open_conversation
from apbot.elsewhere import close_in_chat
from apbot.enabling import is_allowed
from apbot.enrolment import signed_in, visitor
from apbot.sheets import class_label, referent_of, sheet_of
from apbot.telling import values_for
from apbot.tokens import token_hash
from apbot.wording import Words
from dialogues.definition import Kind
from dialogues.effects import Ask, Effect, Phrase, ShowHelp, ShowHelpCard, Tell
from dialogues.events import Event
from dialogues.facts import labels
from dialogues.snapshot import Phase
from storage.records import Person, PersonKind
from storage.unit_of_work import UnitOfWork

from . import entrance
from .forms import Form, read_form
from .site import STUDENT_COOKIE, Site, neutral, page, see_other, wants_fragment
from .student_events import event_of
from .student_pages import Shown, StudentPages, help_page
from .views import NeutralView, WelcomeDoorView

DIALOGUE = "welcome"
HOME = "/questionnaire"


@dataclass(frozen=True, slots=True)
class _Opened:
    """A signed-in student's conversation, with the names its texts need."""

    student: Person
    standing: Standing
    referent: Person | None
    class_label: str
    telegram_too: bool = False
    """Their class may answer there."""


async def door(request: Request) -> Response:
    """GET /e/{token}: whose questionnaire this is, and "c'est bien toi ?"."""
    site: Site = request.app.state.site
    token = request.path_params["token"]
    now = site.clock()
    cookie = request.cookies.get(STUDENT_COOKIE)

    def work(uow: UnitOfWork) -> tuple[Person | None, bool]:
        link = uow.links.get(token_hash(token))
        here = signed_in(uow, cookie, PersonKind.STUDENT, at=now)
        theirs = link is not None and here is not None and here.id == link.person_id
        return visitor(uow, token, PersonKind.STUDENT, at=now), theirs

    person, is_theirs = await site.read(work)
    if is_theirs:
        return see_other(HOME)
    if person is None:
        return neutral(request, site)
    words = site.words({"given_name": person.given_name})
    title = words.fill(site.library.newest(DIALOGUE).dialogue.title)
    view = WelcomeDoorView(
        heading=f"{title} pour {person.given_name}",
        question=words.is_it_you,
        post_to=f"/e/{token}",
    )
    return page(request, "student/door.html", view, title=title, words=words)


async def enter(request: Request) -> Response:
    """POST /e/{token}: the first browser that confirms becomes the student's."""
    return await entrance.enter(request, entrance.STUDENTS)


async def show(request: Request) -> Response:
    """GET /questionnaire: where the student stands."""
    site: Site = request.app.state.site
    opened = await _open(request, site)
    if opened is None:
        return neutral(request, site)
    return _respond(request, site, opened)


async def show_help(request: Request) -> Response:
    """GET /aide: how this works, and the numbers. Open to anybody: it shows nothing personal."""
    site: Site = request.app.state.site
    words = site.words()
    shown = help_page(site.library.newest(DIALOGUE).dialogue, words, back_to=f"{HOME}#ici")
    return _shown(request, shown, words)


async def leave(request: Request) -> Response:
    """POST /questionnaire/quitter: this device shows nothing more, as on a shared computer."""
    site: Site = request.app.state.site
    form = await read_form(request)
    cookie = request.cookies.get(STUDENT_COOKIE) or ""
    if site.signer.prompt(token_hash(cookie), form.get("token")) is None:
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
    prompt = site.signer.prompt(token_hash(cookie), form.get("token"))
    if form.get("action") == "erase" and form.get("yes") != "1" and prompt is not None:
        return await _ask_before_erasing(request, site)
    event = event_of(form, at=now, prompt=prompt)

    def work(uow: UnitOfWork) -> _Opened | None:
        return _handle(uow, site, cookie, event, now)

    opened = await site.write(work)
    if opened is None:
        return neutral(request, site)
    if wants_fragment(request) or _has_something_to_say(opened.standing):
        return _respond(request, site, opened, form)
    return see_other(HOME)


def _handle(
    uow: UnitOfWork, site: Site, cookie: str, event: Event, now: dt.datetime
) -> _Opened | None:
    student = signed_in(uow, cookie, PersonKind.STUDENT, at=now)
    if student is None or not may(student, (), Verb.ANSWER, student):
        return None
    standing = handle(uow, site.library, _place(student), event)
    close_in_chat(uow, student.id, standing, at=now)
    return _with_names(uow, student, standing, now)


async def _open(request: Request, site: Site) -> _Opened | None:
    cookie, now = request.cookies.get(STUDENT_COOKIE), site.clock()

    def begin(uow: UnitOfWork) -> _Opened | None:
        student = signed_in(uow, cookie, PersonKind.STUDENT, at=now)
        if student is None:
            return None
        standing = open_conversation(uow, site.library, _place(student), at=now)
        return _with_names(uow, student, standing, now)

    def find(uow: UnitOfWork) -> _Opened | None:
        student = signed_in(uow, cookie, PersonKind.STUDENT, at=now)
        standing = look(uow, site.library, _place(student)) if student else None
        return _with_names(uow, student, standing, now) if student and standing else None

    # Reading is enough but for the very first page of a student.
    return await site.read(find) or await site.write(begin)


def _with_names(uow: UnitOfWork, student: Person, standing: Standing, now: dt.datetime) -> _Opened:
    """The referent's name is looked up only where a text may need it."""
    ask = next((e for e in standing.effects if isinstance(e, Ask)), None)
    plain = standing.snapshot.phase is Phase.ASKING and ask and ask.step.kind is not Kind.TEXT
    if plain:
        return _Opened(student, standing, None, "")
    return _Opened(
        student,
        standing,
        referent_of(uow, student, at=now),
        class_label(uow, student),
        telegram_too=standing.snapshot.phase is Phase.NOTICE and is_allowed(uow, student),
    )


def _place(student: Person) -> Place:
    return Place(student.id, student.id, DIALOGUE)


def _has_something_to_say(standing: Standing) -> bool:
    """What a redirect would lose: sentences that belong to this very post."""
    once = (ShowHelpCard, ShowHelp)
    if any(isinstance(e, once) or _is_erased(e) for e in standing.effects):
        return True
    shown_again = {Phase.PAUSED, Phase.WITHDRAWN, Phase.EXPIRED}
    if standing.snapshot.phase in shown_again and not standing.snapshot.helping:
        return False
    quiet = {"Ask", "Record", "Supersede", "ShowReview", "ShowNotice", "Complete"}
    if standing.snapshot.phase is Phase.SUBMITTED:
        quiet |= {"Say"}
    return any(type(effect).__name__ not in quiet for effect in standing.effects)


def _is_erased(effect: Effect) -> bool:
    return isinstance(effect, Tell) and effect.phrase is Phrase.ERASED


async def _ask_before_erasing(request: Request, site: Site) -> Response:
    opened = await _open(request, site)
    if opened is None:
        return neutral(request, site)
    pages = _pages(request, site, opened)
    return _shown(request, pages.erase(), pages.words)


def _pages(request: Request, site: Site, opened: _Opened, form: Form | None = None) -> StudentPages:
    cookie = request.cookies.get(STUDENT_COOKIE) or ""
    values = values_for(
        opened.standing.compiled.dialogue,
        referent=_referent_name(site, opened.referent),
        given_name=opened.student.given_name,
        school=site.school.name,
        dpo=site.school.dpo,
        contacts=site.school.whom_to_see,
    )
    return StudentPages(
        standing=opened.standing,
        words=site.words({**values, **labels(opened.standing.facts)}),
        token=site.signer.sign(token_hash(cookie), opened.standing.snapshot.prompt),
        typed=form.given_back if form else "",
        telegram_too=opened.telegram_too,
    )


def _referent_name(site: Site, referent: Person | None) -> str:
    if referent is None:
        return site.words().referent
    return f"{referent.given_name} {referent.family_name}"


def _respond(request: Request, site: Site, opened: _Opened, form: Form | None = None) -> Response:
    pages = _pages(request, site, opened, form)

    def sheet() -> str:
        return sheet_of(
            opened.standing,
            site.rules,
            student=opened.student,
            class_label=opened.class_label,
            address=site.school.address,
            on=school_day(site.clock()),
        )

    return _shown(request, pages.current(sheet=sheet), pages.words)


def _shown(request: Request, shown: Shown, words: Words) -> Response:
    return page(request, shown.template, shown.view, title=shown.title, words=words)
