"""An adult's own settings: devices let in and out, and how often to be told."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from apbot import reaching, rhythms
from apbot.addresses import STAFF_ACCESS, STAFF_HOME, STAFF_LEAVE
from apbot.calendar import Rhythm
from apbot.clock import school_time
from apbot.reaching import Route
from apbot.signing_in import (
    DEVICE_FOR,
    Session,
    StaffLink,
    new_staff_link,
    other_devices,
    sign_out_everywhere,
)
from apbot.tokens import token_hash
from apbot.wording import typeset
from storage.unit_of_work import UnitOfWork

from .sessions import page_token, posted_form, reading, writing
from .site import STAFF_COOKIE, Site, neutral, page, see_other
from .views import NeutralView, RhythmView, StaffAccessView, StaffLinkView

LINK_TO = f"{STAFF_ACCESS}/lien"
EVERYWHERE_TO = f"{STAFF_ACCESS}/partout"
RHYTHM_TO = f"{STAFF_ACCESS}/rythme"
_HEADING = "Mes réglages"
_TOLD = {
    reaching.TELEGRAM: "Ils arrivent sur Telegram, sans nom ni mot d'élève.",
    reaching.EMAIL: "Ils arrivent par e-mail, sans nom ni mot d'élève.",
}
_NOT_TOLD = "Ni Telegram ni e-mail : tout est sur cette page, quand vous l'ouvrez."


async def show(request: Request) -> Response:
    """GET /equipe/acces."""
    site: Site = request.app.state.site
    now = site.clock()

    def work(uow: UnitOfWork, session: Session) -> tuple[Session, int, Rhythm, Route | None]:
        adult = session.adult
        rhythm, route = rhythms.rhythm_of(uow, adult.id), reaching.route_of(uow, adult)
        return session, other_devices(uow, session, at=now), rhythm, route

    found = await reading(request, work)
    if found is None:
        return neutral(request, site)
    session, others, chosen, route = found
    since, until = map(school_time, (session.browser.created_at, session.browser.expires_at))
    sentences = (
        f"Cet appareil est connecté depuis le {since}.",
        f"Il sera déconnecté le {until}, ou après une heure sans rien faire.",
        _said(others),
        "Un lien sert une fois. En faire un annule celui qui n'aurait pas encore servi.",
    )
    view = StaffAccessView(
        heading=_HEADING,
        sentences=tuple(map(typeset, sentences)),
        told=typeset(_TOLD[route.channel] if route else _NOT_TOLD),
        rhythms=tuple(
            RhythmView(one.value, words, is_chosen=one is chosen)
            for one, words in rhythms.LABELS.items()
        ),
        rhythm_to=RHYTHM_TO,
        status="C'est noté." if request.query_params.get("rythme") == "note" else "",
        link_to=LINK_TO,
        everywhere_to=EVERYWHERE_TO,
        back_to=STAFF_HOME,
        leave_to=STAFF_LEAVE,
        token=page_token(request),
    )
    return page(request, "staff/access.html", view, title=_HEADING, words=site.words())


async def make_link(request: Request) -> Response:
    """POST /equipe/acces/lien: a link for another device of theirs, shown on the answer alone."""
    site: Site = request.app.state.site
    now = site.clock()
    if await posted_form(request) is None:
        return neutral(request, site)

    def work(uow: UnitOfWork, session: Session) -> StaffLink:
        adult = session.adult
        return new_staff_link(uow, adult, by=adult.id, at=now, life=DEVICE_FOR)

    link = await writing(request, work)
    if link is None:
        return neutral(request, site)
    return link_page(
        request, link, heading="Un autre appareil", back_to=STAFF_ACCESS, back_label="Retour"
    )


async def choose_rhythm(request: Request) -> Response:
    """POST /equipe/acces/rythme: at once, each day, each week."""
    site: Site = request.app.state.site
    form = await posted_form(request)
    if form is None or form.get("rhythm") not in set(Rhythm):
        return neutral(request, site)

    def work(uow: UnitOfWork, session: Session) -> bool:
        rhythms.choose(uow, session.adult.id, Rhythm(form.get("rhythm")))
        return True

    if await writing(request, work) is None:
        return neutral(request, site)
    return see_other(f"{STAFF_ACCESS}?rythme=note")


def link_page(
    request: Request, link: StaffLink, *, heading: str, back_to: str, back_label: str
) -> Response:
    """The only place where the link is ever read."""
    site: Site = request.app.state.site
    name = f"{link.adult.given_name} {link.adult.family_name}"
    sentences = (
        f"Ce lien ouvre l'espace de {name}.",
        f"Il sert une fois, jusqu'au {school_time(link.expires_at)}.",
        "Il n'est montré qu'ici. Ne l'envoyez pas par une messagerie que d'autres lisent.",
    )
    view = StaffLinkView(
        heading=heading,
        sentences=tuple(map(typeset, sentences)),
        address=link.address(site.public_url or str(request.base_url).rstrip("/")),
        back_to=back_to,
        back_label=back_label,
        leave_to=STAFF_LEAVE,
        token=page_token(request),
    )
    return page(request, "staff/link.html", view, title=heading, words=site.words())


async def leave(request: Request) -> Response:
    """POST /equipe/quitter: this browser is signed out, on the server too."""
    site: Site = request.app.state.site
    if await posted_form(request) is None:
        return neutral(request, site)
    cookie = request.cookies.get(STAFF_COOKIE) or ""
    await site.write(lambda uow: uow.links.sign_out(token_hash(cookie)))
    return _out(request, "Cet appareil est déconnecté.")


async def leave_everywhere(request: Request) -> Response:
    """POST /equipe/acces/partout: every browser of theirs is out."""
    site: Site = request.app.state.site
    now = site.clock()
    if await posted_form(request) is None:
        return neutral(request, site)

    def work(uow: UnitOfWork, session: Session) -> int:
        return sign_out_everywhere(uow, session.adult, by=session.adult.id, at=now)

    if await writing(request, work) is None:
        return neutral(request, site)
    return _out(request, "Tous vos appareils sont déconnectés, et vos liens sont annulés.")


def _out(request: Request, sentence: str) -> Response:
    site: Site = request.app.state.site
    heading = "C'est fermé"
    sentences = (sentence, "Pour revenir, il faut un nouveau lien : un lien sert une seule fois.")
    view = NeutralView(heading, tuple(map(typeset, sentences)))
    response = page(request, "student/neutral.html", view, title=heading, words=site.words())
    response.delete_cookie(STAFF_COOKIE)
    return response


def _said(others: int) -> str:
    if others == 0:
        return "Aucun autre appareil n'est connecté à votre nom."
    if others == 1:
        return "Un autre appareil est connecté à votre nom."
    return f"{others} autres appareils sont connectés à votre nom."
