"""What every request handler is given: the pieces of the application, and how to answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from apbot.addresses import CODE_PAGE
from apbot.clock import Clock
from apbot.documents.templates import render
from apbot.library import Library
from apbot.openings import Offers, welcome_for_students
from apbot.school import School
from apbot.summary import SummaryRules
from apbot.tokens import PromptSigner
from apbot.wording import Words, typeset
from apbot.writer import Writer
from storage.unit_of_work import Storage, UnitOfWork

from .views import NeutralView, Page

T = TypeVar("T")
STUDENT_COOKIE = "apbot_eleve"
STAFF_COOKIE = "apbot_equipe"


@dataclass(frozen=True, slots=True)
class Site:
    """Made once by the composition root; holds nothing of any person."""

    storage: Storage
    writer: Writer
    readers: Executor
    library: Library
    rules: SummaryRules
    school: School
    signer: PromptSigner
    clock: Clock
    offers: Offers = welcome_for_students
    secure_cookies: bool = False
    public_url: str = ""
    """The address written in links; empty: the one that was asked."""

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run in the writer's transaction; returns once it is committed."""
        return await asyncio.wrap_future(self.writer.submit(work))

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run on a consistent view, beside the writer."""
        return await asyncio.get_running_loop().run_in_executor(self.readers, self._read, work)

    def _read(self, work: Callable[[UnitOfWork], T]) -> T:
        with self.storage.read() as uow:
            return work(uow)

    def words(self, values: Mapping[str, str] | None = None) -> Words:
        return Words(self.school.address, {"contacts": self.school.whom_to_see, **(values or {})})


def wants_fragment(request: Request) -> bool:
    return request.headers.get("x-fragment") == "1"


def page(
    request: Request, template: str, view: object, *, title: str, words: Words, status: int = 200
) -> Response:
    """The rendered page, or only its ``<main>`` for the script."""
    shown = Page(
        title=title,
        fragment=wants_fragment(request),
        offline=words.offline,
        failed=words.failed,
    )
    return HTMLResponse(render(template, page=shown, view=view), status_code=status)


def neutral(request: Request, site: Site) -> Response:
    """The one page for a link unknown, used or expired and a browser that is nobody's."""
    words = site.words()
    sentences = (
        "Il est peut-être incomplet, trop ancien, ou déjà utilisé sur un autre appareil.",
        "Élève : un nouvel accès se demande au prof référent, cela prend une minute.",
        "Adulte du lycée : un lien sert une fois ; demandez-en un autre à la coordination de l'AP.",
    )
    view = NeutralView(
        "Ce lien ne s'ouvre pas",
        tuple(map(typeset, sentences)),
        href=CODE_PAGE,
        link_label=words.code_link,
    )
    return page(
        request,
        "student/neutral.html",
        view,
        title="Ce lien ne s'ouvre pas",
        words=words,
        status=404,
    )


def see_other(path: str) -> Response:
    return RedirectResponse(path, status_code=303)


def set_cookie(site: Site, response: Response, name: str, value: str, *, seconds: int) -> None:
    response.set_cookie(
        name, value, max_age=seconds, httponly=True, samesite="lax", secure=site.secure_cookies
    )
