"""What an adult does on a page: in whose session, in one transaction, and still there.

A request that is nobody's gets the neutral page, like a link that never existed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from starlette.requests import Request

from apbot.signing_in import Session, keep_open, session_of
from apbot.tokens import SignedPrompt, token_hash
from storage.unit_of_work import UnitOfWork

from .forms import Form, read_form
from .site import STAFF_COOKIE, Site

T = TypeVar("T")
Work = Callable[[UnitOfWork, Session], T | None]


async def reading(request: Request, work: Work[T]) -> T | None:
    """What ``work`` sees, and None where nobody is signed in."""
    site: Site = request.app.state.site
    cookie, now = staff_cookie(request), site.clock()

    def look(uow: UnitOfWork) -> tuple[Session, T | None] | None:
        session = session_of(uow, cookie, at=now)
        return (session, work(uow, session)) if session else None

    found = await site.read(look)
    if found is None:
        return None
    session, seen = found
    if session.is_stale:
        await site.write(lambda uow: keep_open(uow, session, at=now))
    return seen


async def writing(request: Request, work: Work[T]) -> T | None:
    """What ``work`` did, committed; None, and nothing done, where nobody is signed in."""
    site: Site = request.app.state.site
    cookie, now = staff_cookie(request), site.clock()

    def do(uow: UnitOfWork) -> T | None:
        session = session_of(uow, cookie, at=now)
        if session is None:
            return None
        if session.is_stale:
            keep_open(uow, session, at=now)
        return work(uow, session)

    return await site.write(do)


async def posted_form(request: Request) -> Form | None:
    """The form of a page of ours in this browser; None: of another site, or of another session."""
    form = await read_form(request)
    return form if prompt_of(request, form.get("token")) is not None else None


def prompt_of(request: Request, token: str) -> SignedPrompt | None:
    """What a form of this browser was made for; None: of another site, or of another session."""
    site: Site = request.app.state.site
    return site.signer.read(token_hash(staff_cookie(request)), token)


def page_token(request: Request) -> str:
    """What each form of a page carries, so that no other site can post it."""
    site: Site = request.app.state.site
    return site.signer.sign(token_hash(staff_cookie(request)), 0)


def staff_cookie(request: Request) -> str:
    """The token of this browser's session; empty where there is none."""
    return request.cookies.get(STAFF_COOKIE) or ""
