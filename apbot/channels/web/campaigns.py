"""The campaigns as the staff follow them: who is where, until when; never an answer."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from apbot.addresses import CAMPAIGNS, STAFF_HOME, STAFF_LEAVE
from apbot.campaigns.overview import Load, Seen, Who, adults_in, campaigns_of, students_in
from apbot.campaigns.progress import Standing
from apbot.clock import school_day
from apbot.signing_in import Session
from apbot.telling import day
from apbot.wording import typeset
from storage.scheduled import CampaignState
from storage.unit_of_work import UnitOfWork

from .sessions import page_token, reading
from .site import Site, neutral, page
from .views import Cell, ManageTable, ManageView

_ADDRESS = re.compile("[0-9a-f]{32}")
_NAME = re.compile("[0-9-]{0,10}")
_STATES = {
    CampaignState.RUNNING: "",
    CampaignState.PAUSED: "en pause",
    CampaignState.ENDED: "finie",
}


async def show_all(request: Request) -> Response:
    """GET /equipe/campagnes."""
    site: Site = request.app.state.site
    now = site.clock()

    def work(uow: UnitOfWork, session: Session) -> tuple[Seen, ...]:
        return campaigns_of(uow, site.library, session.adult, at=now)

    found = await reading(request, work)
    if found is None:
        return neutral(request, site)
    table = ManageTable(
        heading="Cette année",
        columns=("Campagne", "Ouverture", "Où ils en sont"),
        rows=tuple(_row(one) for one in found),
        empty="Aucune campagne ne concerne vos élèves cette année.",
    )
    view = ManageView(
        heading="Les campagnes",
        back_to=STAFF_HOME,
        back_label="Retour à l'accueil",
        tables=(table,),
        leave_to=STAFF_LEAVE,
        token=page_token(request),
    )
    return page(request, "staff/manage.html", view, title=view.heading, words=site.words())


async def show(request: Request) -> Response:
    """GET /equipe/campagnes/{campaign}: its one occasion, or with ``?jour=`` one of several."""
    site: Site = request.app.state.site
    now = site.clock()
    campaign_id, name = request.path_params["campaign"], request.query_params.get("jour", "")
    if not _ADDRESS.fullmatch(campaign_id) or not _NAME.fullmatch(name):
        return neutral(request, site)

    def work(
        uow: UnitOfWork, session: Session
    ) -> tuple[Seen, tuple[Who, ...], tuple[Load, ...]] | None:
        adult = session.adult
        for one in campaigns_of(uow, site.library, adult, at=now):
            if (one.campaign.id, one.occasion.name) == (campaign_id, name):
                students = students_in(uow, site.library, adult, one, at=now)
                return one, students, adults_in(uow, adult, one, at=now)
        return None

    found = await reading(request, work)
    if found is None:
        return neutral(request, site)
    seen, students, adults = found
    tables = [_of_students(label, students) for label in _labels(students)]
    if adults:
        tables.append(_of_adults(adults))
    view = ManageView(
        heading=seen.campaign.title,
        back_to=CAMPAIGNS,
        back_label="Retour aux campagnes",
        sentences=tuple(map(typeset, _sentences(seen))),
        tables=tuple(tables),
        leave_to=STAFF_LEAVE,
        token=page_token(request),
    )
    return page(request, "staff/manage.html", view, title=view.heading, words=site.words())


def _row(one: Seen) -> tuple[Cell, ...]:
    query = f"?jour={one.occasion.name}" if one.occasion.name else ""
    said = ", ".join(filter(None, (_STATES[one.campaign.state], _short(one.standing))))
    return (
        Cell(one.campaign.title, href=f"{CAMPAIGNS}/{one.campaign.id}{query}"),
        Cell(day(school_day(one.occasion.opens_at))),
        Cell(typeset(said)),
    )


def _short(one: Standing) -> str:
    if not one.asked:
        return "personne n'est encore invité"
    return f"{one.sent} sur {one.asked} envoyés"


def _sentences(seen: Seen) -> tuple[str, ...]:
    one, opening = seen.standing, day(school_day(seen.occasion.opens_at))
    if not one.asked:
        return (f"Ouverture le {opening}. Personne n'est encore invité.",)
    places = (
        ("envoyé", one.sent),
        ("à la relecture", one.reviewing),
        *((f"à « {topic} »", number) for topic, number in one.at_question.items()),
        ("pas commencé", one.not_begun),
        ("arrêté", one.stopped),
        ("fermé", one.closed),
    )
    where = " ; ".join(f"{number} {words}" for words, number in places if number)
    return (f"Ouverte le {opening}. Sur {one.asked} : {where}.",)


def _labels(students: tuple[Who, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(who.class_label for who in students))


def _of_students(label: str, students: tuple[Who, ...]) -> ManageTable:
    return ManageTable(
        heading=label,
        columns=("Élève", "État", "Jusqu'au"),
        rows=tuple(
            (
                Cell(f"{who.person.given_name} {who.person.family_name}"),
                Cell(who.state),
                Cell(day(school_day(who.closes_at)) if who.closes_at else ""),
            )
            for who in students
            if who.class_label == label
        ),
        empty="",
    )


def _of_adults(adults: tuple[Load, ...]) -> ManageTable:
    return ManageTable(
        heading="Qui répond",
        columns=("Adulte", "Élèves", "Jusqu'au"),
        rows=tuple(
            (
                Cell(f"{load.adult.given_name} {load.adult.family_name}"),
                Cell(f"{load.sent} sur {load.asked}"),
                Cell(day(school_day(load.closes_at)) if load.closes_at else ""),
            )
            for load in adults
        ),
        empty="",
    )
