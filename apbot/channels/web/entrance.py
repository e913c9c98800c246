"""Signing a browser in by a personal link: the same for students and staff."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from apbot.enrolment import SignedIn, sign_in
from storage.records import PersonKind
from storage.unit_of_work import UnitOfWork

from .forms import read_form
from .site import STAFF_COOKIE, STUDENT_COOKIE, Site, neutral, see_other, set_cookie


@dataclass(frozen=True, slots=True)
class Entrance:
    """For whom, which cookie they get, where they go on."""

    kind: PersonKind
    cookie: str
    home: str


STUDENTS = Entrance(PersonKind.STUDENT, STUDENT_COOKIE, "/questionnaire")
STAFF = Entrance(PersonKind.STAFF, STAFF_COOKIE, "/equipe")


async def enter(request: Request, entrance: Entrance) -> Response:
    """The browser that said "oui, c'est moi" is signed in; any other gets the neutral page."""
    site: Site = request.app.state.site
    form = await read_form(request)
    if form.get("yes") != "1":
        return neutral(request, site)
    token, now = request.path_params["token"], site.clock()

    def work(uow: UnitOfWork) -> SignedIn | None:
        return sign_in(uow, token, entrance.kind, at=now)

    entered = await site.write(work)
    if entered is None:
        return neutral(request, site)
    return admitted(site, entered, entrance, at=now)


def admitted(site: Site, entered: SignedIn, entrance: Entrance, *, at: dt.datetime) -> Response:
    """On to where they go, with their cookie."""
    response = see_other(entrance.home)
    seconds = int((entered.expires_at - at).total_seconds())
    set_cookie(site, response, entrance.cookie, entered.cookie, seconds=seconds)
    return response
