"""The web application: routes, headers, and what an error looks like."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from apbot.addresses import CODE_PAGE, STAFF_HOME
from apbot.retention import purge_due
from apbot.wording import Words
from dialogues.definition import Address
from storage.errors import StorageError

from . import answering, campaigns, code, entering, managing, staff, staff_access, student
from .forms import BodyTooLarge
from .privacy import privacy
from .site import Site, neutral, page
from .views import ErrorView

_STATIC = Path(__file__).parent / "static"
_PURGE_SECONDS = 3600
_LOG = logging.getLogger("apbot.web")

_HEADERS = (
    (
        b"content-security-policy",
        (
            b"default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; "
            b"img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
            b"frame-ancestors 'none'"
        ),
    ),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


Alongside = Callable[[], Awaitable[None]]
"""Runs in the server's loop as long as it serves; one that fails leaves the pages as they are."""


@dataclass(frozen=True, slots=True)
class Channel:
    """Another channel on this server."""

    run: Alongside
    doors: Mapping[str, ASGIApp] = field(default_factory=dict)
    """By path: what takes the requests that are for this channel."""


def make_app(site: Site, channels: Sequence[Channel] = ()) -> ASGIApp:
    """The application over these pieces."""
    app = Starlette(
        routes=[
            Route("/", _front, methods=["GET"]),
            Route("/e/{token}", student.door, methods=["GET"]),
            Route("/e/{token}", student.enter, methods=["POST"]),
            Route(CODE_PAGE, code.show, methods=["GET"]),
            Route(CODE_PAGE, code.look_up, methods=["POST"]),
            Route(code.CONFIRM, code.confirm, methods=["POST"]),
            Route("/questionnaire", student.show, methods=["GET"]),
            Route("/questionnaire", student.post, methods=["POST"]),
            Route("/questionnaire/quitter", student.leave, methods=["POST"]),
            Route("/aide", student.show_help, methods=["GET"]),
            Route("/p/{token}", staff.door, methods=["GET"]),
            Route("/p/{token}", staff.enter, methods=["POST"]),
            Route("/equipe", staff.home, methods=["GET"]),
            Route("/equipe/quitter", staff_access.leave, methods=["POST"]),
            Route("/equipe/acces", staff_access.show, methods=["GET"]),
            Route("/equipe/acces/lien", staff_access.make_link, methods=["POST"]),
            Route("/equipe/acces/rythme", staff_access.choose_rhythm, methods=["POST"]),
            Route("/equipe/acces/partout", staff_access.leave_everywhere, methods=["POST"]),
            Route("/equipe/campagnes", campaigns.show_all, methods=["GET"]),
            Route("/equipe/campagnes/{campaign}", campaigns.show, methods=["GET"]),
            Route("/equipe/eleve/{student}", staff.sheet, methods=["GET"]),
            Route("/equipe/eleve/{student}/rouvrir", staff.reopen_access, methods=["POST"]),
            *managing.routes(),
            *(
                Route(f"{answering.BASE}/{{dialogue}}/{{subject}}{more}", do, methods=[method])
                for more in ("", "/{occasion}")
                for method, do in (("GET", answering.show), ("POST", answering.post))
            ),
            Route(f"{entering.BASE}/{{student}}", entering.choose, methods=["GET"]),
            *(
                Route(f"{entering.BASE}/{{student}}/{{source}}/{{dialogue}}{more}", do, methods=[m])
                for more in ("", "/{occasion}")
                for m, do in (("GET", entering.show), ("POST", entering.post))
            ),
            Route("/equipe/classe/{group}/codes", staff.open_codes, methods=["POST"]),
            Route("/confidentialite", privacy, methods=["GET"]),
            Route("/sante", _alive, methods=["GET"]),
            Mount("/static", StaticFiles(directory=_STATIC)),
            *(Route(path, door) for channel in channels for path, door in channel.doors.items()),
        ],
        exception_handlers={
            BodyTooLarge: _too_large,
            HTTPException: _http_error,
            Exception: _failure,
        },
        lifespan=_lifespan(site, [channel.run for channel in channels]),
    )
    app.state.site = site
    return _Headers(app)


def _lifespan(
    site: Site, alongside: Sequence[Alongside]
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """While the server runs, what is over is erased: at the start, then every hour."""

    async def purge_for_ever() -> None:
        while True:
            try:
                await site.write(lambda uow: purge_due(uow, at=site.clock()))
            except StorageError as error:
                # Whatever held it back today does not end what the notice promises.
                _LOG.error("L'effacement a échoué (%s), nouvel essai.", type(error).__name__)
            await asyncio.sleep(_PURGE_SECONDS)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(_watched(work)) for work in (purge_for_ever, *alongside)]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    return lifespan


async def _watched(work: Alongside) -> None:
    try:
        await work()
    except Exception as error:
        # Its class alone: what it says may hold what it was working on.
        _LOG.error("Un travail de fond s'est arrêté (%s).", type(error).__name__)
        raise


async def _front(request: Request) -> Response:
    """Nothing to see without a personal link."""
    return neutral(request, request.app.state.site)


async def _alive(_: Request) -> Response:
    return PlainTextResponse("ok")


async def _http_error(request: Request, error: Exception) -> Response:
    """A wrong address or method: the same page as a link that does not open."""
    response = neutral(request, request.app.state.site)
    if isinstance(error, HTTPException):
        response.status_code = error.status_code
    return response


async def _too_large(request: Request, _: Exception) -> Response:
    words, back_to = _who_and_where(request)
    sentences = (
        "Ce message est trop long : rien n'est enregistré.",
        words.pick(
            "Tu peux revenir à la question et raccourcir.",
            "Vous pouvez revenir à la question et raccourcir.",
        ),
    )
    view = ErrorView("Message trop long", sentences, f"{back_to}#ici", "Revenir à la question")
    return _error(request, view, status=413)


async def _failure(request: Request, error: Exception) -> Response:
    """A defect of ours: its kind is logged, never what anybody wrote."""
    _LOG.error("request failed: %s", type(error).__name__)
    words, back_to = _who_and_where(request)
    sentences = (
        "Quelque chose n'a pas marché de notre côté.",
        words.pick(
            "Ce que tu avais déjà répondu est gardé. Réessaie dans un moment.",
            "Ce que vous aviez déjà répondu est gardé. Réessayez dans un moment.",
        ),
    )
    view = ErrorView("Un problème technique", sentences, f"{back_to}#ici", "Revenir")
    return _error(request, view, status=500)


def _who_and_where(request: Request) -> tuple[Words, str]:
    """How whoever made this request is spoken to, and the page they came from."""
    path = request.url.path
    if path.startswith((f"{answering.BASE}/", f"{entering.BASE}/")):
        return Words(Address.ADULT), path
    site: Site = request.app.state.site
    is_staff = path == STAFF_HOME or path.startswith(f"{STAFF_HOME}/")
    return (Words(Address.ADULT), STAFF_HOME) if is_staff else (site.words(), student.HOME)


def _error(request: Request, view: ErrorView, *, status: int) -> Response:
    words, _ = _who_and_where(request)
    return page(request, "error.html", view, title=view.heading, words=words, status=status)


class _Headers:
    """Adds the security headers; pages with answers in them are kept by no cache."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":  # the server's own start and stop
            await self._app(scope, receive, send)
            return
        is_static = scope["path"].startswith("/static/")
        cache = b"public, max-age=3600" if is_static else b"no-store"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    *_HEADERS,
                    (b"cache-control", cache),
                ]
            await send(message)

        # `_failure` has answered and logged its kind; starlette raises it once more for the
        # server's log, where it could name people.
        with suppress(Exception):
            await self._app(scope, receive, send_with_headers)
