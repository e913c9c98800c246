"""The page where the short code of a card is typed, for who cannot scan it.

A wrong code, one that nobody opened, one that is over and one typed once too often are answered
alike. The cookie only counts the tries of this browser.
"""

from __future__ import annotations

import ipaddress

from starlette.requests import Request
from starlette.responses import Response

from apbot.addresses import CODE_PAGE
from apbot.enrolment import SignedIn, signed_in
from apbot.inviting.codes import code_hash, tidied, typist_hash
from apbot.inviting.entering import Typist, enter, holder, is_own
from apbot.openings import open_place
from apbot.tokens import new_token
from dialogues.matching import is_readable
from storage.records import Person, PersonKind
from storage.unit_of_work import UnitOfWork

from . import entrance
from .forms import read_form
from .site import STUDENT_COOKIE, Site, neutral, page, see_other, set_cookie
from .student import is_it_you
from .views import CodeView

CONFIRM = f"{CODE_PAGE}/entrer"
TRIES_COOKIE = "apbot_code"
_DAY = 86_400
_LONGEST = 40
"""As much of what was typed is given back."""
_NETWORK_BITS = 64
"""Of an address of the sixth version: what one subscriber has."""


async def show(request: Request) -> Response:
    """GET /code: where the code is typed."""
    return _form(request, request.app.state.site)


async def look_up(request: Request) -> Response:
    """POST /code: whose questionnaire this is, and "c'est bien toi ?"."""
    site: Site = request.app.state.site
    typed, now = (await read_form(request)).get("code"), site.clock()
    code = tidied(typed)
    digest, typist = code_hash(site.signer.secret, code), _typist(request, site)
    cookie = request.cookies.get(STUDENT_COOKIE)

    def work(uow: UnitOfWork) -> tuple[bool, Person | None, str]:
        here = signed_in(uow, cookie, PersonKind.STUDENT, at=now)
        if is_own(uow, digest, here):
            return True, here, ""
        person = holder(uow, digest, typist, at=now)
        place = open_place(uow, person, site.offers, at=now) if person else None
        return False, person, place.dialogue if place else ""

    is_theirs, person, dialogue = await site.write(work)
    if is_theirs:
        return see_other(entrance.STUDENTS.home)
    if person is None:
        return _form(request, site, refused=typed)
    return is_it_you(request, person, dialogue, post_to=CONFIRM, token=code)


async def confirm(request: Request) -> Response:
    """POST /code/entrer: this browser becomes the student's, while the code is open."""
    site: Site = request.app.state.site
    form, now = await read_form(request), site.clock()
    if form.get("yes") != "1":
        return neutral(request, site)
    digest = code_hash(site.signer.secret, tidied(form.get("token")))
    typist = _typist(request, site)

    def work(uow: UnitOfWork) -> SignedIn | None:
        return enter(uow, digest, typist, at=now)

    entered = await site.write(work)
    if entered is None:
        return _form(request, site, refused=form.get("token"))
    return entrance.admitted(site, entered, entrance.STUDENTS, at=now)


def _form(request: Request, site: Site, *, refused: str | None = None) -> Response:
    """``refused``: what was typed, to no avail."""
    words = site.words()
    typed = (refused or "")[:_LONGEST]
    view = CodeView(
        heading=words.code_title,
        label=words.code_label,
        hint=words.code_hint,
        sentences=words.code_sentences,
        post_to=CODE_PAGE,
        submit_label="Continuer",
        typed=typed if is_readable(typed) else "",
        error=words.code_refused if refused is not None else "",
    )
    status = 200 if refused is None else 404
    response = page(
        request, "student/code.html", view, title=words.code_title, words=words, status=status
    )
    if TRIES_COOKIE not in request.cookies:
        set_cookie(site, response, TRIES_COOKIE, new_token(), seconds=_DAY)
    return response


def _typist(request: Request, site: Site) -> Typist:
    secret, cookie = site.signer.secret, request.cookies.get(TRIES_COOKIE)
    host = request.client.host if request.client else ""
    return Typist(
        browser=typist_hash(secret, "browser", cookie) if cookie else "",
        address=typist_hash(secret, "address", _network(host)),
    )


def _network(host: str) -> str:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(ipaddress.ip_network((address.packed[:8] + bytes(8), _NETWORK_BITS)))
